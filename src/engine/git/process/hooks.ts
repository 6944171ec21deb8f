// Which hooks our git processes run. Files of the synced folder come from all who may push, so none of them is a hook
// at a sync, whatever leads there: `core.hooksPath`, or a link in the hooks folder.

import { join } from "node:path";
import { namesIn } from "../../../system/files.ts";
import { lstatIfThere } from "../../../system/file_state.ts";
import { runTool } from "../../../system/process/programs.ts";
import { isWithin, realPath } from "../../../system/real_path.ts";

/** Where git searches for hooks. Paths are absolute. */
export interface HookPlaces {
  readonly root: string;
  readonly gitDir: string;
  readonly commonDir: string;
  readonly ownDir: string;
  /** The folder in which git searches for hooks (`git rev-parse --git-path hooks`). */
  readonly hooks: string;
}

/**
 * Returns the folder of hooks that git is to use, or nothing when its own holds no file of the work
 * tree. Ours, in the git folder, has links to the hooks outside of the work tree.
 */
export async function hooksOutside(places: HookPlaces): Promise<string | undefined> {
  const { root, hooks, ownDir } = places;
  const gitFolders = [await realPath(places.gitDir), await realPath(places.commonDir)];
  const isForeign = (path: string) =>
    isWithin(path, root) && !gitFolders.some((folder) => isWithin(path, folder));
  const safe = new Map<string, string>();
  let isSafe = !isForeign(await realPath(hooks));
  for (const name of await namesIn(hooks).catch(() => [])) {
    const target = await realPath(join(hooks, name));
    if (isForeign(target)) isSafe = false;
    else safe.set(name, target);
  }
  if (isSafe) return undefined;
  const folder = join(ownDir, "hooks");
  await Deno.mkdir(folder, { recursive: true });
  for (const name of await namesIn(folder)) {
    if (await linkTarget(join(folder, name)) !== safe.get(name)) {
      await Deno.remove(join(folder, name));
    }
  }
  for (const [name, target] of safe) {
    const link = join(folder, name);
    if (await lstatIfThere(link) === undefined) await Deno.symlink(target, link);
  }
  return folder;
}

/**
 * Reports whether a push of git sends what git-lfs keeps: by a hook that `git lfs install` writes. It does not where
 * the user has another hook in its place, and on a volume from which no program may be run (`noexec`).
 */
export async function sendsForLfs(hooks: string): Promise<boolean> {
  const hook = join(hooks, "pre-push");
  if (!/\blfs\b/.test(await Deno.readTextFile(hook).catch(() => ""))) return false;
  return (await runTool(["/bin/sh", "-c", 'test -x "$0"', hook]))?.code === 0;
}

async function linkTarget(path: string): Promise<string | undefined> {
  return await Deno.readLink(path).catch(() => undefined);
}
