// Has git ignore files that the user does not want to publish, before the first save.

import { Buffer } from "node:buffer";
import { join } from "node:path";
import { lstatIfThere } from "../../system/file_state.ts";
import { createFile, replaceFile } from "../../system/replace_file.ts";
import type { GitPath } from "../git/values/path.ts";
import { ignorePattern, keepIgnored } from "../git/repository/exclude_file.ts";
import { isIgnored } from "../git/attributes/check_ignore.ts";
import { openRepository } from "../git/repository/open.ts";
import { addPrivatePaths, type PrivatePath } from "../git/repository/private_paths.ts";
import type { SyncSettings } from "../sync/settings.ts";

/** The lines that were added to the rules of a folder, so that they can be taken back. */
export interface IgnoredFiles {
  readonly file: string;
  /** The bytes before; `undefined` where there was no such file. */
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array;
}

const COMMENT = "# Kept off the remote when Git Sync Bar was set up";

/**
 * Adds lines for these files to the `.gitignore` at the top of a folder. Throws what the file system throws, and
 * where the name is not that of a plain file: what a link leads to is not ours to change.
 */
export async function ignoreFiles(
  folder: string,
  paths: readonly GitPath[],
): Promise<IgnoredFiles> {
  const file = join(folder, ".gitignore");
  const info = await lstatIfThere(file);
  if (info !== undefined && !info.isFile) {
    throw new Error(`Cannot add to ${JSON.stringify(file)}: it is not a plain file`);
  }
  const before = info === undefined ? undefined : await Deno.readFile(file);
  const old = before === undefined ? "" : Buffer.from(before).toString("latin1");
  const gap = old === "" || old.endsWith("\n") ? "" : "\n";
  const lines = [COMMENT, ...paths.map(ignorePattern), ""].join("\n");
  const after = new Uint8Array(Buffer.from(old + gap + lines, "latin1"));
  const mode = (info?.mode ?? 0o644) & 0o777;
  if (info === undefined) await createFile(file, after, { mode });
  else await replaceFile(file, after, { mode });
  return { file, before, after };
}

/** Takes back what `ignoreFiles` did, unless somebody has changed the file since. */
export async function undoIgnore({ file, before, after }: IgnoredFiles): Promise<void> {
  const now = await Deno.readFile(file).catch(() => undefined);
  if (now === undefined || !Buffer.from(now).equals(after)) return;
  if (before === undefined) await Deno.remove(file);
  else await replaceFile(file, before, { mode: ((await Deno.stat(file)).mode ?? 0o644) & 0o777 });
}

/** Makes git ignore these files on this machine alone, where the remote may have rules of its own. */
export async function ignoreHere(settings: SyncSettings, paths: readonly GitPath[]): Promise<void> {
  await keepIgnored(await openRepository(settings), paths);
}

/**
 * Keeps those of the files on this machine that git still does not ignore: a rule in a folder further down outweighs
 * those above. Throws `GitError`.
 */
export async function keepHere(settings: SyncSettings, paths: readonly GitPath[]): Promise<void> {
  const repository = await openRepository(settings);
  const kept: PrivatePath[] = [];
  for (const path of paths) {
    if (!await isIgnored(repository, path)) kept.push({ path, reason: "ignored" });
  }
  await addPrivatePaths(repository, kept);
}
