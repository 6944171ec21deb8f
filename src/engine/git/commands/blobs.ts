// The contents of single files in the history, as text with one character per byte.

import type { Repository } from "../repository/repository.ts";
import { git } from "../process/git.ts";

/** Returns the content of a blob. Throws `GitError`. */
export async function readBlob(repository: Repository, oid: string): Promise<string> {
  const { stdout } = await git(repository, ["cat-file", "blob", oid], { access: "reads" });
  return stdout;
}

/** Returns the sizes of blobs in bytes. Throws `GitError`. */
export async function blobSizes(
  repository: Repository,
  oids: readonly string[],
): Promise<readonly number[]> {
  const { stdout } = await git(repository, ["cat-file", "--batch-check=%(objectsize)"], {
    access: "reads",
    stdin: oids.map((oid) => `${oid}\n`).join(""),
  });
  return stdout.split("\n").filter(Boolean).map(Number);
}

/** Writes a blob and returns its id. Throws `GitError`. */
export async function writeBlob(repository: Repository, content: string): Promise<string> {
  const { stdout } = await git(repository, ["hash-object", "-w", "--stdin"], {
    access: "writes",
    stdin: content,
  });
  return stdout.trim();
}
