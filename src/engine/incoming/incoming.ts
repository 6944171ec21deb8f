// The size of what comes in, and whether it is received, waits for the user, or is refused.

import {
  type CommitDifferences,
  type CommitPair,
  type NamedCommit,
  withDifferences,
} from "../git/objects/commit_differences.ts";
import type { Commit } from "../git/commands/log.ts";
import type { Repository } from "../git/repository/repository.ts";
import { type DifferenceCount, TooMuchToCount } from "../git/objects/tree_differences.ts";
import {
  CHANGE_BYTES,
  INCOMING_DEPTH,
  INCOMING_FILES,
  MOST_COMPARED_FILES,
  MOST_INCOMING_FILES,
} from "../../system/limits/commits.ts";
import { GIT_OUTPUT_BYTES } from "../../system/limits/processes.ts";
import { baseName, type GitPath } from "../git/values/path.ts";
import type { Block } from "../problem.ts";

/** Incoming commits, and the size of the update. */
export interface IncomingCommits {
  /** The newest of the commits, as far as there was room to name what they change. */
  readonly commits: readonly NamedCommit[];
  /** The machine that changed each path last. */
  readonly hosts: ReadonlyMap<GitPath, string>;
  /** The machine that changed a `.gitignore` last. */
  readonly ruleHost: string | undefined;
  readonly size: IncomingSize;
}

/** How much an update changes; `refused` is the reason for which it is never made. */
export type IncomingSize =
  | { readonly kind: "counted"; readonly files: number; readonly bytes: number | undefined }
  | { readonly kind: "refused"; readonly refused: RefusedUpdate };

/** The count that is too large, as far as it was counted. */
export interface RefusedUpdate {
  readonly what: "files" | "compared files" | "folders" | "names";
  readonly count: number | undefined;
}

/**
 * Counts what comes in, and whatever else git has to compare for it, by the ids of the trees. Throws
 * `GitError`.
 */
export async function measureIncoming(
  repository: Repository,
  incoming: {
    readonly commits: readonly Commit[];
    /** The pair that the update brings together. */
    readonly update: CommitPair;
    /** Further pairs that a merge compares. */
    readonly besides?: readonly CommitPair[];
  },
): Promise<IncomingCommits> {
  return await withDifferences(repository, async (differences) => {
    const size = await sizeOf(incoming, differences);
    const commits: NamedCommit[] = [];
    for (const commit of size.kind === "refused" ? [] : incoming.commits) {
      const named = await differences.name(commit);
      if (named === undefined) break;
      commits.push(named);
    }
    return { commits, ...authors(commits), size };
  });
}

function authors(commits: readonly NamedCommit[]): Pick<IncomingCommits, "hosts" | "ruleHost"> {
  const hosts = new Map<GitPath, string>();
  let ruleHost: string | undefined;
  for (const { paths, origin } of commits.toReversed()) {
    for (const path of paths) {
      hosts.set(path, origin.host);
      if (baseName(path) === ".gitignore") ruleHost = origin.host;
    }
  }
  return { hosts, ruleHost };
}

async function sizeOf(
  { update, besides = [] }: {
    readonly update: CommitPair;
    readonly besides?: readonly CommitPair[];
  },
  differences: CommitDifferences,
): Promise<IncomingSize> {
  try {
    const count = await differences.count(update);
    const isMany = count.paths > INCOMING_FILES;
    const bytes = isMany ? undefined : await differences.bytes(update);
    let refused = refusedBy(count, { what: "files", most: MOST_INCOMING_FILES });
    const compared = { what: "compared files", most: MOST_COMPARED_FILES } as const;
    for (const pair of besides) refused ??= refusedBy(await differences.count(pair), compared);
    return refused === undefined
      ? { kind: "counted", files: count.paths, bytes }
      : { kind: "refused", refused };
  } catch (error) {
    if (!(error instanceof TooMuchToCount)) throw error;
    const what = error.what === "depth" ? "folders" : "files";
    return { kind: "refused", refused: { what, count: undefined } };
  }
}

function refusedBy(
  { paths, pathBytes, depth }: DifferenceCount,
  { what, most }: { readonly what: "files" | "compared files"; readonly most: number },
): RefusedUpdate | undefined {
  if (paths > most) return { what, count: paths };
  if (depth > INCOMING_DEPTH) return { what: "folders", count: depth };
  const listed = pathBytes + paths * CHANGE_BYTES;
  return listed > GIT_OUTPUT_BYTES ? { what: "names", count: listed } : undefined;
}

/** Returns why an update is not made now. `room` is what the disk can take, in bytes. */
export function sizeObstacle(
  size: IncomingSize,
  { branch, room, isConfirmed }: {
    readonly branch: string;
    readonly room: number;
    readonly isConfirmed: boolean;
  },
): Block | undefined {
  if (size.kind === "refused") return { kind: "update refused", branch, ...size.refused };
  if (isConfirmed) return undefined;
  const { files, bytes } = size;
  if (files > INCOMING_FILES) return { kind: "large update", branch, files };
  if (bytes === undefined || bytes <= room) return undefined;
  return { kind: "no room", branch, files, bytes, room };
}
