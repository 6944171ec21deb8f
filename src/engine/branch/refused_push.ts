// A push that the remote, or a program of this machine, refuses. Commits of others are received all the same.

import type { Failure, FailureKind } from "../git/process/failure.ts";
import { GitError } from "../git/process/git.ts";

/**
 * The failures of a push that say nothing of a fetch: another address or another right may be needed for it, or
 * the commit is refused for what is in it. While the remote cannot be reached, a fetch would only fail as well.
 */
const PUSH_ALONE: ReadonlySet<FailureKind> = new Set([
  "hook",
  "remote permission",
  "remote full",
  "remote not found",
  "remote owner",
  "sign in",
  "ssh key",
  "host key",
  "too large",
  "lfs content",
  "unknown",
]);

/** Printed by git-lfs, which has a server of its own, and of an answer over http but "too many requests". */
const MAY_ANSWER = /\bdial tcp\b|(?:HTTP|returned error:) (?!429)\d{3}\b/;

/** Reports whether an error is the refusal of a push after which the remote's branch can still be received. */
export function isRefusal(error: unknown): error is GitError {
  return error instanceof GitError && saysNothingOfFetch(error.failure);
}

function saysNothingOfFetch({ kind, detail }: Failure): boolean {
  return PUSH_ALONE.has(kind) || kind === "offline" && MAY_ANSWER.test(detail);
}
