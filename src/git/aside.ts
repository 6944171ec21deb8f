// The files that an update took out of the work tree. A program may still write into the file that it
// holds open, so they are looked at again before they are deleted.

import { join } from "node:path";
import { type Copy, putAsCopy, realVolume } from "./place.ts";
import type { Repository } from "./open.ts";
import type { GitPath } from "./path.ts";
import { contentId } from "./staging.ts";
import { fileName } from "./path.ts";

/** A file that was taken out of the work tree, and how it looked then. */
export interface AsideFile {
  readonly path: GitPath;
  /** Where it is now. */
  readonly aside: string;
  /** The id of its content, as it was published. */
  readonly oid: string;
  readonly size: number;
  readonly modified: number | undefined;
}

interface AsideRecord {
  readonly looks: number;
  readonly files: readonly AsideFile[];
}

/** A file that was set aside is deleted when it was found unchanged this often. */
const LOOKS = 2;

/** The folder for what one update takes out; its name is unique. */
export function asideFolder(repository: Repository): string {
  return join(repository.ownDir, "old", crypto.randomUUID());
}

/** Notes what an update has set aside, so that the next syncs look at it again. */
export async function rememberAside(folder: string, files: readonly AsideFile[]): Promise<void> {
  await write(folder, { looks: 0, files });
}

/**
 * Looks again at everything that was set aside. What differs from the version that it was becomes a
 * conflict copy beside its old name; the rest is deleted at the second look.
 */
export async function lookAtAside(repository: Repository): Promise<Copy[]> {
  const copies: Copy[] = [];
  for (const name of await recordNames(join(repository.ownDir, "old"))) {
    const folder = join(repository.ownDir, "old", name.replace(/\.json$/, ""));
    const record = JSON.parse(await Deno.readTextFile(`${folder}.json`)) as AsideRecord;
    const unchanged: AsideFile[] = [];
    for (const file of record.files) {
      const info = await Deno.lstat(file.aside).catch(() => undefined);
      if (info === undefined) continue;
      const touched = info.size !== file.size || info.mtime?.getTime() !== file.modified;
      if (touched && await contentId(repository, file.aside, fileName(file.path)!) !== file.oid) {
        const copy = await putAsCopy(repository.root, {
          aside: file.aside,
          path: file.path,
          host: repository.host,
          volume: realVolume,
        });
        copies.push({ path: file.path, copy });
      } else unchanged.push(file);
    }
    if (record.looks + 1 < LOOKS) {
      await write(folder, { looks: record.looks + 1, files: unchanged });
      continue;
    }
    for (const file of unchanged) await Deno.remove(file.aside);
    await removeAll(folder);
    await Deno.remove(`${folder}.json`);
  }
  return copies;
}

/** Removes a folder of ours with all that is in it, if it is there. */
export async function removeAll(folder: string): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}

async function recordNames(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name))
      .filter((name) => name.endsWith(".json"));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

async function write(folder: string, record: AsideRecord): Promise<void> {
  const temporary = `${folder}.new`;
  await Deno.writeTextFile(temporary, JSON.stringify(record));
  await Deno.rename(temporary, `${folder}.json`);
}
