// Reads from git's reflogs how the user has moved the branch by hand.

import { join } from "node:path";
import type { Repository } from "../repository/repository.ts";
import { hasCommit, isAncestor, mergeBases } from "./ancestry.ts";

/** So many rewrites are read, newest first; older ones were handled long ago. */
const LIMIT = 20;

/**
 * The same of forced pushes: each costs some git processes whenever both sides have something new.
 */
const FORCED_LIMIT = 3;

/**
 * Returns the published commit that the user replaced by an amend or a rebase, be it alone or
 * together with commits of their own on top of it: it is part of `published` and no longer of
 * `head`. `undefined` when there is none, or when git keeps no reflog.
 */
export async function rewrittenCommit(
  repository: Repository,
  where: { readonly branch: string; readonly head: string; readonly published: string },
): Promise<string | undefined> {
  const { branch, head, published } = where;
  const text = await branchReflog(repository, branch);
  for (const old of rewrites(text).slice(0, LIMIT)) {
    if (!await hasCommit(repository, old)) continue;
    for (const shared of await mergeBases(repository, [old, published])) {
      if (!await isAncestor(repository, { ancestor: shared, of: head })) return shared;
    }
  }
  return undefined;
}

/**
 * The commits that a forced push took out of the remote's branch, and this machine's branch still
 * has.
 */
export interface ForcedPush {
  /** Where the remote's branch was seen before. */
  readonly seen: string;
  /** The newest commit of it that is part of this machine's branch. */
  readonly base: string;
}

/**
 * Returns the newest forced push after which this machine's branch has commits that the remote's
 * lacks.
 */
export async function forcedPush(
  repository: Repository,
  where: { readonly tracking: string; readonly head: string; readonly tip: string },
): Promise<ForcedPush | undefined> {
  const { tracking, head, tip } = where;
  const text = await Deno.readTextFile(join(repository.commonDir, "logs", tracking)).catch(() =>
    ""
  );
  for (const seen of forcedUpdates(text).slice(0, FORCED_LIMIT)) {
    if (!await hasCommit(repository, seen)) continue;
    for (const base of await mergeBases(repository, [seen, head])) {
      if (!await isAncestor(repository, { ancestor: base, of: tip })) return { seen, base };
    }
  }
  return undefined;
}

/**
 * Returns where a remote's branch was before each forced push, newest first (git's
 * builtin/fetch.c). Pure.
 */
export function forcedUpdates(reflog: string): string[] {
  return reflog.split("\n").filter((line) => line.endsWith(": forced-update"))
    .map((line) => line.slice(0, line.indexOf(" "))).reverse();
}

/**
 * Returns the commits that were replaced, newest first. A line is `OLD NEW WHO <MAIL> TIME ZONE TAB
 * MESSAGE` (gitformat-index does not describe it; git's refs/files-backend.c writes it). A reset is
 * no rewrite: what was reset comes back from the remote. Pure.
 */
export function rewrites(reflog: string): string[] {
  return reflog.split("\n").filter((line) => isRewrite(line.slice(line.indexOf("\t") + 1)))
    .map((line) => line.slice(0, line.indexOf(" "))).reverse();
}

/** Returns where the branch of a reflog was before, newest first and each once. Pure. */
export function earlierCommits(reflog: string): string[] {
  const olds = reflog.split("\n").filter((line) => line !== "")
    .map((line) => line.slice(0, line.indexOf(" "))).reverse();
  return [...new Set(olds)].filter((oid) => !/^0*$/.test(oid));
}

/**
 * Returns where the branch of a reflog is and was, newest first and each once; damaged lines do not
 * count. Pure.
 */
export function knownCommits(reflog: string): string[] {
  const ids = reflog.split("\n").flatMap((line) => line.split(" ", 2)).reverse();
  return [...new Set(ids)].filter((oid) => /^[0-9a-f]{40,64}$/.test(oid) && !/^0*$/.test(oid));
}

/**
 * Reads the reflog of a branch; it is empty where git keeps none, or keeps it in another format.
 */
export async function branchReflog(
  { commonDir }: Repository,
  branch: string,
): Promise<string> {
  const file = join(commonDir, "logs", "refs", "heads", branch);
  return await Deno.readTextFile(file).catch(() => "");
}

/** A line of a reflog: where the branch was put, when (in milliseconds since 1970), and why. */
export interface ReflogLine {
  readonly commit: string;
  readonly time: number;
  readonly message: string;
}

/**
 * Reads the reflog of HEAD, the oldest line first; none where git keeps no reflog, or keeps it in
 * another format.
 */
export async function reflogOfHead({ gitDir }: Repository): Promise<ReflogLine[]> {
  const text = await Deno.readTextFile(join(gitDir, "logs", "HEAD")).catch(() => "");
  return text.split("\n").filter((line) => line !== "").map((line) => {
    const tab = line.indexOf("\t");
    const head = tab === -1 ? line : line.slice(0, tab);
    const [, commit = ""] = head.split(" ", 2);
    return {
      commit,
      time: Number(head.split(" ").at(-2)) * 1000,
      message: tab === -1 ? "" : line.slice(tab + 1),
    };
  });
}

/**
 * Reports whether a message is that of an amend, or of the end of a rebase (`rebase (finish): …`,
 * also after `-i`).
 */
function isRewrite(message: string): boolean {
  const what = message.slice(0, message.indexOf(":"));
  return what === "commit (amend)" || /^rebase\b/.test(what) && what.endsWith("(finish)");
}
