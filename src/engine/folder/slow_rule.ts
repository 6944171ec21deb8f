// A rule with which git does not come to an end, remembered while its file is as it was.

import { resolve } from "node:path";
import { stampAt } from "../../system/file_state.ts";
import type { GitError } from "../git/process/git.ts";
import type { Repository } from "../git/repository/repository.ts";

/** A rule with which scans of the folder do not end, and the file that holds it as it was then. */
export interface NotedSlowRule {
  readonly error: GitError;
  readonly file: string;
  readonly stamp: string;
}

/** Returns the rule that an error is about. */
export async function slowRuleOf({ root }: Repository, error: GitError): Promise<NotedSlowRule> {
  const file = resolve(root, error.failure.path ?? ".gitignore");
  return { error, file, stamp: await stampAt(file) };
}

/** Returns the error about a rule while the file of the rule is as it was. */
export async function stillSlow(rule: NotedSlowRule | undefined): Promise<GitError | undefined> {
  if (rule === undefined) return undefined;
  return await stampAt(rule.file) === rule.stamp ? rule.error : undefined;
}
