// Takes files out of the work tree after an update, where that is permitted by now.

import { join } from "node:path";
import {
  type DisplacedFile,
  displacedFolder,
  forgetDisplaced,
  keepEdited,
  rememberDisplaced,
} from "./displaced.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { fileIn, type GitPath } from "../../git/values/path.ts";
import type { Copy } from "../copies/conflict_copy.ts";
import { displace } from "./displace.ts";
import { PathBlocked } from "../folders.ts";
import { isNotPermitted, type Volume } from "../volume.ts";

/**
 * Takes earlier versions out, and returns the paths that are free then, and the conflict copies. One that was written
 * since the update left it becomes a conflict copy, also after a crash: the note comes first.
 */
export async function takeOut(
  repository: Repository,
  { files, head, volume }: {
    readonly files: readonly DisplacedFile[];
    readonly head: string;
    readonly volume: Volume;
  },
): Promise<{ readonly taken: ReadonlySet<GitPath>; readonly copies: readonly Copy[] }> {
  const { root } = repository;
  const taken = new Set<GitPath>();
  if (files.length === 0) return { taken, copies: [] };
  const displaced = displacedFolder(repository, crypto.randomUUID());
  await Deno.mkdir(displaced, { recursive: true });
  await rememberDisplaced(displaced, { from: head, files });
  for (const { path, name } of files) {
    const file = fileIn(root, path);
    if (
      await ifPermitted(() =>
        displace(repository, { file, displaced: join(displaced, name), volume })
      )
    ) {
      taken.add(path);
    }
  }
  if (taken.size === 0) {
    await forgetDisplaced(displaced);
    return { taken, copies: [] };
  }
  const { copies } = await keepEdited(repository, {
    folder: displaced,
    record: { from: head, files },
  });
  return { taken, copies };
}

/** Changes files where that is permitted, and reports whether it was. */
export async function ifPermitted(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (error instanceof PathBlocked || isNotPermitted(error)) return false;
    throw error;
  }
}
