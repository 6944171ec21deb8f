// The files of the app in a git folder, and those of them that stay, as they may hold somebody's bytes or are needed.

import { Buffer } from "node:buffer";
import { join } from "node:path";
import { pathsInBlock, withoutBlock } from "../git/repository/exclude_file.ts";
import { readLayout } from "../git/repository/layout.ts";
import { isPrivateListDamaged, readPrivatePaths } from "../git/repository/private_paths.ts";
import { readUnplaced } from "../git/repository/unplaced.ts";
import { lstatIfThere } from "../../system/file_state.ts";
import { namesIn, removeAll } from "../../system/files.ts";
import { replaceDurably } from "../../system/json_file.ts";

/** Why something of ours stays. */
export type KeptTrace =
  | "cut-off update"
  | "displaced files"
  | "prepared files"
  | "damaged objects"
  | "files without a way back"
  | "locks"
  | "private files"
  | "unplaced files"
  | "left commits"
  | "needed"
  | "link"
  | "other work trees"
  | "unknown";

/** The files of the app in the git folder of a work tree. Paths are absolute. */
export interface Traces {
  readonly gitDir: string;
  /** Files and folders that can be removed. */
  readonly removable: readonly string[];
  /** The exclude file with our block, where that can be taken out. */
  readonly exclude: string | undefined;
  readonly kept: readonly { readonly path: string; readonly why: KeptTrace }[];
}

/** Folders in which somebody's bytes may be. */
const HOLDING: Readonly<Record<string, KeptTrace>> = {
  old: "displaced files",
  new: "prepared files",
  kept: "files without a way back",
  damaged: "damaged objects",
  locks: "locks",
};

/** Files and folders that are made anew when they are missing. */
const REMADE: ReadonlySet<string> = new Set([
  "hooks",
  "lock",
  "running",
  "running.killed",
  "index",
  "tidied.json",
]);

/** Notes that are of use only together with what they are about. */
const NOTES: ReadonlySet<string> = new Set([
  "ignored.json",
  "lfs-servers.json",
  "held-deletion.json",
  "mass-deletion.json",
  "mounts.json",
  "not-placed.json",
  "private.json",
  "scratch.json",
  "seen.json",
]);

/** Finds what the app has made in the git folder of a work tree; `undefined` where there is no repository. */
export async function findTraces(folder: string): Promise<Traces | undefined> {
  const layout = await readLayout(folder).catch(() => undefined);
  if (layout === undefined) return undefined;
  const { gitDir, commonDir } = layout;
  const ownDir = join(gitDir, "gitsyncbar");
  const kept: Traces["kept"][number][] = [];
  const keep = (path: string, why: KeptTrace) => kept.push({ path, why });
  const at = (name: string) => join(ownDir, name);
  const own = { ownDir };
  const names = await lstatIfThere(ownDir) === undefined ? [] : await namesIn(ownDir);
  if (names.includes("update.json")) keep(at("update.json"), "cut-off update");
  const mayBePrivate = (await readPrivatePaths(own)).length > 0 || await isPrivateListDamaged(own);
  if (mayBePrivate) keep(at("private.json"), "private files");
  if ((await readUnplaced(own)).length > 0) keep(at("not-placed.json"), "unplaced files");
  const removable: string[] = [];
  for (const name of names.toSorted()) {
    const info = await lstatIfThere(at(name));
    if (name === "update.json" || NOTES.has(name)) continue;
    if (REMADE.has(name)) removable.push(at(name));
    else if (info?.isDirectory && (await namesIn(at(name))).length === 0) removable.push(at(name));
    else keep(at(name), HOLDING[name] ?? "unknown");
  }
  // As long as something waits for the app, what it knows stays with it.
  const isNeeded = kept.length > 0;
  const notes = names.filter((name) => NOTES.has(name)).map(at);
  if (!isNeeded) { for (const path of notes) removable.push(path); }
  const exclude = join(commonDir, "info", "exclude");
  const hasBlock = withoutBlock(await textOf(exclude)) !== await textOf(exclude);
  const obstacle = hasBlock ? await excludeObstacle(commonDir, { exclude, isNeeded }) : undefined;
  if (obstacle !== undefined) keep(exclude, obstacle);
  if (await hasLeftCommits(commonDir)) keep("refs/gitsyncbar/keep", "left commits");
  return {
    gitDir,
    removable,
    exclude: hasBlock && obstacle === undefined ? exclude : undefined,
    kept,
  };
}

/** Returns why our block stays in the exclude file. */
async function excludeObstacle(
  commonDir: string,
  { exclude, isNeeded }: { readonly exclude: string; readonly isNeeded: boolean },
): Promise<KeptTrace | undefined> {
  if ((await namesIn(join(commonDir, "worktrees"))).length > 0) return "other work trees";
  if (pathsInBlock(await textOf(exclude)).length > 0) return "private files";
  // It may lead anywhere.
  if ((await lstatIfThere(exclude))?.isSymlink) return "link";
  return isNeeded ? "needed" : undefined;
}

/** Removes what can be removed. The lock of the repository has to be held. */
export async function removeTraces({ gitDir, removable, exclude }: Traces): Promise<void> {
  if (exclude !== undefined) {
    const text = withoutBlock(await textOf(exclude));
    const { mode } = await Deno.stat(exclude);
    await replaceDurably(exclude, Buffer.from(text, "latin1"), { mode: (mode ?? 0o644) & 0o777 });
  }
  for (const path of removable) await removeAll(path);
  const ownDir = join(gitDir, "gitsyncbar");
  // The caller has just taken it.
  await removeAll(join(ownDir, "lock"));
  // Only when nothing is left in it.
  await Deno.remove(ownDir).catch(() => {});
}

/** Reads a file as one character per byte, as the user's lines need not be UTF-8. */
async function textOf(file: string): Promise<string> {
  const bytes = await Deno.readFile(file).catch(() => new Uint8Array());
  return Buffer.from(bytes).toString("latin1");
}

async function hasLeftCommits(commonDir: string): Promise<boolean> {
  const loose = await namesIn(join(commonDir, "refs/gitsyncbar/keep"));
  const packed = await textOf(join(commonDir, "packed-refs"));
  return loose.length > 0 || packed.includes(" refs/gitsyncbar/keep/");
}
