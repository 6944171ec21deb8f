// Files that an update took out, of which a checkout gives other bytes: kept for a while in our folder.

import { basename, join } from "node:path";
import { copyWhole } from "../copy_in_place.ts";
import { namesIn, removeAll } from "../../../system/files.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { fileName, type GitPath } from "../../git/values/path.ts";
import { dropDisplaced } from "./displace.ts";
import { isRefusedByVolume } from "../volume.ts";
import { KEPT_DAYS } from "../../../system/limits/commits.ts";

const KEPT_MS = KEPT_DAYS * 24 * 60 * 60 * 1000;

/**
 * Moves a file that was taken out to a folder of ours, and returns where it is. `now` is in milliseconds
 * since 1970.
 */
export async function keepFile(
  repository: Pick<Repository, "ownDir">,
  { displaced, path, now }: {
    readonly displaced: string;
    readonly path: GitPath;
    readonly now: number;
  },
): Promise<string> {
  const date = new Date(now).toISOString().slice(0, 10);
  const folder = join(keptFolder(repository), `${date} ${crypto.randomUUID().slice(0, 8)}`);
  await Deno.mkdir(folder, { recursive: true });
  const kept = join(folder, basename(fileName(path)!));
  try {
    await Deno.rename(displaced, kept);
  } catch (error) {
    if (!isRefusedByVolume(error)) throw error;
    await copyWhole(displaced, kept, "kept");
  }
  await dropDisplaced(displaced);
  return kept;
}

/** Deletes what was kept for as long as it is to be. */
export async function dropOldFiles(
  repository: Pick<Repository, "ownDir">,
  now: number,
): Promise<void> {
  for (const name of await namesIn(keptFolder(repository))) {
    const since = Date.parse(name.slice(0, 10));
    if (since + KEPT_MS < now) await removeAll(join(keptFolder(repository), name));
  }
}

function keptFolder({ ownDir }: Pick<Repository, "ownDir">): string {
  return join(ownDir, "kept");
}
