// Finds out what is at the path of a folder that is to be synced. Nothing is changed.

import { basename, dirname, join } from "node:path";
import { lstatIfThere } from "../../system/file_state.ts";
import { isWithin, realPath } from "../../system/real_path.ts";
import { readHead } from "../git/commands/refs.ts";
import { openRepository } from "../git/repository/open.ts";
import { upstreamOf } from "../git/values/git_config.ts";
import { problemOf } from "../errors.ts";
import type { Problem } from "../problem.ts";
import type { SyncSettings } from "../sync/settings.ts";
import { toolOf } from "./other_tools.ts";

/** The state of a path, which is absolute and leads through no link. */
export type ChosenFolder =
  /** A bare repository can be the remote of a folder, and not the folder. */
  | { readonly kind: "new" | "empty" | "files" | "bare"; readonly path: string }
  | ({ readonly kind: "clone"; readonly path: string } & Clone)
  | { readonly kind: "unusable"; readonly path: string; readonly why: UnusableFolder };

/** The branch and the remote of a clone. */
export interface Clone {
  /** The address that is fetched from, as git's configuration has it; `undefined` without a remote. */
  readonly address: string | undefined;
  /** `undefined` where no branch is checked out. */
  readonly branch: string | undefined;
  readonly remote: string | undefined;
  readonly isUnborn: boolean;
}

/** Why a path cannot be the synced folder. */
export type UnusableFolder =
  | { readonly kind: "file" | "home" }
  /** It is in the work tree of a repository, whose top folder is `top`. */
  | { readonly kind: "inside"; readonly top: string }
  /** Another tool syncs it. */
  | { readonly kind: "other tool"; readonly tool: string }
  | { readonly kind: "problem"; readonly problem: Problem };

/** Returns what is at a path. `home` is the user's home folder. Never throws. */
export async function inspectFolder(
  path: string,
  { home, settings }: { readonly home: string; readonly settings: SyncSettings },
): Promise<ChosenFolder> {
  const real = await realPath(path);
  const unusable = (why: UnusableFolder): ChosenFolder => ({ kind: "unusable", path: real, why });
  if (isWithin(await realPath(home), real)) return unusable({ kind: "home" });
  try {
    const info = await lstatIfThere(real);
    if (info !== undefined && !info.isDirectory) return unusable({ kind: "file" });
    const tool = await toolOf(real, home);
    if (tool !== undefined) return unusable({ kind: "other tool", tool });
    const names = info === undefined ? new Set<string>() : await namesAt(real);
    if (names.has(".git")) return { kind: "clone", path: real, ...await cloneAt(real, settings) };
    if (["HEAD", "objects", "refs"].every((name) => names.has(name))) {
      return { kind: "bare", path: real };
    }
    const top = await topAbove(real, await realPath(home));
    if (top !== undefined) return unusable({ kind: "inside", top });
    const kind = info === undefined ? "new" : names.size === 0 ? "empty" : "files";
    return { kind, path: real };
  } catch (error) {
    return unusable({ kind: "problem", problem: problemOf(error) });
  }
}

/** Returns the names in a folder. */
async function namesAt(folder: string): Promise<Set<string>> {
  const names = new Set<string>();
  for await (const { name } of Deno.readDir(folder)) names.add(name);
  return names;
}

/** Returns the folder above that is the top of a repository. The home folder as one holds dotfiles alone. */
async function topAbove(path: string, home: string): Promise<string | undefined> {
  for (let folder = dirname(path);; folder = dirname(folder)) {
    const isTop = await lstatIfThere(join(folder, ".git")) !== undefined;
    if (isTop && folder !== home) return folder;
    if (basename(folder) === "") return undefined;
  }
}

async function cloneAt(folder: string, settings: SyncSettings): Promise<Clone> {
  const repository = await openRepository({ ...settings, folder }, { leavesNoNote: true });
  try {
    const { config } = repository;
    const head = await readHead(repository);
    const branch = head.kind === "branch" ? head.branch : undefined;
    const remote = upstreamOf(config, branch ?? "")?.remote;
    const [address] = config.get(`remote.${remote}.url`) ?? [];
    return { address, branch, remote, isUnborn: head.oid === undefined };
  } finally {
    // Where no sync has ever run, our folder was made for this.
    await Deno.remove(repository.ownDir).catch(() => {});
  }
}
