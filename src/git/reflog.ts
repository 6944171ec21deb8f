// What the person did to the branch by hand, as git itself remembers it.

import { join } from "node:path";
import type { Repository } from "./open.ts";
import { isAncestor } from "./commits.ts";

/** How many rewrites are looked at, newest first; older ones were dealt with long ago. */
const LIMIT = 20;

/**
 * The published commit that the person replaced by an amend or a rebase: it is part of `published`
 * and no longer of `head`. `undefined` when there is none, or when git keeps no reflog.
 */
export async function rewrittenCommit(
  repository: Repository,
  where: { readonly branch: string; readonly head: string; readonly published: string },
): Promise<string | undefined> {
  const { branch, head, published } = where;
  const file = join(repository.commonDir, "logs", "refs", "heads", branch);
  const text = await Deno.readTextFile(file).catch(() => "");
  for (const old of rewrites(text).slice(0, LIMIT)) {
    if (!await isAncestor(repository, { ancestor: old, of: published })) continue;
    if (!await isAncestor(repository, { ancestor: old, of: head })) return old;
  }
  return undefined;
}

/**
 * The commits that were replaced, newest first. A line is `OLD NEW WHO <MAIL> TIME ZONE TAB MESSAGE`
 * (gitformat-index does not describe it; git's refs/files-backend.c writes it). A reset is no rewrite:
 * what was reset comes back from the remote. Pure.
 */
export function rewrites(reflog: string): string[] {
  return reflog.split("\n").filter((line) =>
    /\t(commit \(amend\)|rebase\b[^:]*\(finish\))/.test(line)
  )
    .map((line) => line.slice(0, line.indexOf(" "))).reverse();
}
