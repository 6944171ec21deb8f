// The git verbs about the contents of files in the repository; one character per byte.

import { joinRules } from "../../merge/rule_files.ts";
import type { Rules } from "../../merge/decide.ts";
import { sizesToMerge } from "../../merge/contents.ts";
import type { Repository } from "../repository/open.ts";
import type { GitPath } from "../values/path.ts";
import { git } from "../process/git.ts";

/** Joins rules that did not merge and are no larger than other texts that are merged, and answers the ids of what came of it. Throws `GitError`. */
export async function mergeRules(
  repository: Repository,
  rules: ReadonlyMap<GitPath, Rules>,
): Promise<Map<GitPath, string>> {
  const merged = new Map<GitPath, string>();
  const sizes = await sizesToMerge(repository, rules);
  for (const [path, { base, ours, theirs }] of rules) {
    if (!sizes.has(path)) continue;
    const joined = joinRules({
      base: base === undefined ? "" : await readBlob(repository, base.oid),
      ours: await readBlob(repository, ours.oid),
      theirs: await readBlob(repository, theirs.oid),
    });
    merged.set(path, await writeBlob(repository, joined));
  }
  return merged;
}

async function readBlob(repository: Repository, oid: string): Promise<string> {
  const { stdout } = await git(repository, ["cat-file", "blob", oid], { access: "reads" });
  return stdout;
}

async function writeBlob(repository: Repository, content: string): Promise<string> {
  const { stdout } = await git(repository, ["hash-object", "-w", "--stdin"], {
    access: "writes",
    stdin: content,
  });
  return stdout.trim();
}
