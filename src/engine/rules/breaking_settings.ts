// Parts of git's configuration that are tracked, as a `.gitconfig` that a link leads to. With one that git cannot read,
// no git process runs, and what mends it could not be received.

import { Buffer } from "node:buffer";
import { join } from "node:path";
import { RULES_FILE_BYTES } from "../../system/limits/folder.ts";
import { randomReservedName } from "../../system/replace_file.ts";
import { removeAll } from "../../system/files.ts";
import { pathInTree } from "../git/attributes/user_rules.ts";
import { blobSizes, readBlob } from "../git/commands/blobs.ts";
import type { Repository } from "../git/repository/repository.ts";
import type { GitPath } from "../git/values/path.ts";
import { type Entry, entryType } from "../git/values/tree.ts";

/**
 * Returns those of the paths whose entries are parts of git's configuration here with which git fails. Throws
 * `GitError`.
 */
export async function breakingSettings(
  repository: Repository,
  entries: readonly (readonly [GitPath, Entry | undefined])[],
): Promise<ReadonlySet<GitPath>> {
  const parts = new Set<GitPath>();
  for (const file of repository.configFiles) {
    const path = await pathInTree(repository, file);
    if (path !== undefined) parts.add(path);
  }
  const breaking = new Set<GitPath>();
  if (parts.size === 0) return breaking;
  for (const [path, entry] of entries) {
    if (entry === undefined || !parts.has(path) || entryType(entry) !== "file") continue;
    if (!await isUsable(repository, entry.oid)) breaking.add(path);
  }
  return breaking;
}

/** Reports whether git works with the settings of a blob. */
async function isUsable(repository: Repository, oid: string): Promise<boolean> {
  const [size = Infinity] = await blobSizes(repository, [oid]);
  if (size > RULES_FILE_BYTES) return false;
  const file = join(repository.ownDir, `${randomReservedName()}.new`);
  try {
    const bytes = Buffer.from(await readBlob(repository, oid), "latin1");
    await Deno.writeFile(file, bytes, { createNew: true, mode: 0o600 });
    // It reads most of the settings, and compares no file.
    const { code } = await repository.run([
      "-c",
      `include.path=${file}`,
      "-c",
      "core.fsmonitor=false",
      "status",
      "--porcelain",
      "--untracked-files=no",
      "--ignore-submodules=none",
      "--",
      ":(top,literal).git",
    ], { access: "reads" });
    return code === 0;
  } finally {
    await removeAll(file);
  }
}
