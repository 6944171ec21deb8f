// One git command that has to go well: codes that are not normal for it become an error with a kind.

import type { GitOptions, GitResult, RunGit } from "./types.ts";
import { classify } from "./classify.ts";
import type { Failure } from "./failure.ts";

/** Git ended with a code that is not normal for what it was asked. */
export class GitError extends Error {
  override readonly name = "GitError";
  /** The text for the user. Of an unknown failure it has the command, too. */
  readonly failure: Failure;
  constructor(failure: Failure, verb: string) {
    super(`Cannot ${verb}: ${failure.detail}`);
    this.failure = failure.kind === "unknown"
      ? { ...failure, detail: `${verb}: ${failure.detail}` }
      : failure;
  }
}

/** Commands that run the user's filters may be silent for as long as a download takes, in milliseconds. */
export const FILTER_SILENCE_MS = 600_000;

/** Runs git and returns its output. Throws `GitError` for a code that is not expected (0 is). */
export async function git(
  repository: { readonly run: RunGit },
  args: readonly string[],
  options: GitOptions & { readonly expect?: readonly number[] },
): Promise<GitResult> {
  const { expect = [0], ...rest } = options;
  let at = 0;
  while (args[at] === "-c") at += 2;
  const verb = `git ${args[at]}`;
  return expected(await repository.run(args, rest), { verb, codes: expect });
}

/** Returns what git said; throws `GitError` for a code that is not expected. */
export function expected(
  result: GitResult,
  { verb, codes = [0] }: { readonly verb: string; readonly codes?: readonly number[] },
): GitResult {
  if (result.ended !== undefined || !codes.includes(result.code)) {
    throw new GitError(classify(result), verb);
  }
  return result;
}
