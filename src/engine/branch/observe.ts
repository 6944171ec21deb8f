// Observes a repository before each step, and says why it may not be touched. Nothing is changed.

import { join } from "node:path";
import { stampAt } from "../../system/file_state.ts";
import type { Block } from "../problem.ts";
import { type Head, readHead, readRef } from "../git/commands/refs.ts";
import { treeEntries } from "../git/commands/trees.ts";
import { type Operation, operationUnderWay } from "../git/repository/operation.ts";
import type { Repository } from "../git/repository/repository.ts";
import { type Upstream, upstreamOf } from "../git/values/git_config.ts";

/** The state of a repository at one moment. */
export interface Observed {
  /** The operation of git that is under way. */
  readonly operation: Operation | undefined;
  readonly head: Head;
  /** Where the branch is published; `undefined` when it is nowhere. */
  readonly upstream: Upstream | undefined;
  /** The commit that the remote's branch was last seen at. */
  readonly tip: string | undefined;
  /** Whether there is an index. */
  readonly hasIndex: boolean;
}

/** Observes a repository; `branch` is the one whose upstream counts, by default the one checked out. */
export async function observe(repository: Repository, branch?: string): Promise<Observed> {
  const reading = readHead(repository);
  const name = branch ?? branchOf(await reading);
  const upstream = name === undefined ? undefined : upstreamOf(repository.config, name);
  // Side by side, as each of them is a way to the disk and back, before every step.
  const [operation, head, tip, index] = await Promise.all([
    operationUnderWay(repository),
    reading,
    upstream && readRef(repository, upstream.tracking),
    stampAt(join(repository.gitDir, "index")),
  ]);
  return { operation, head, upstream, tip, hasIndex: index !== "none" };
}

function branchOf(head: Head): string | undefined {
  return head.kind === "branch" ? head.branch : undefined;
}

/** Returns that the name of a branch is not UTF-8: its bytes are lost when they are read. */
export function nameObstacle(branch: string): Block | undefined {
  return branch.includes("\ufffd") ? { kind: "branch name", branch } : undefined;
}

/** Returns why HEAD is not on the expected branch, or what is in progress. */
export function headObstacle(
  { operation, head }: Observed,
  expected: string,
): Block | undefined {
  if (operation !== undefined) return { kind: "operation", operation };
  if (head.kind === "detached") return { kind: "no branch" };
  return head.branch === expected
    ? undefined
    : { kind: "other branch", branch: head.branch, expected };
}

/** Returns why the folder cannot be synced with the branch at the remote. */
export function remoteObstacle({ upstream }: Observed, branch: string): Block | undefined {
  if (upstream === undefined) return { kind: "no remote" };
  if (upstream.tracking !== `refs/heads/${branch}`) return undefined;
  // As in a mirror: what is sent or comes in would move the branch without its files.
  const detail = `remote.${upstream.remote}.fetch puts what it brings into the branch itself`;
  return { kind: "bad settings", detail };
}

/**
 * Returns that git has never written the files of HEAD, which has some: without an index they would look
 * deleted.
 */
export async function filesObstacle(
  repository: Repository,
  { head, hasIndex }: Observed,
): Promise<Block | undefined> {
  if (hasIndex || head.kind === "detached" || head.oid === undefined) return undefined;
  if ((await treeEntries(repository, head.oid)).size === 0) return undefined;
  return { kind: "not checked out", branch: head.branch };
}
