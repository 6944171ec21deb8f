// Compares the local branch with what was last seen at the remote.

import { commitsBetween } from "../git/commands/log.ts";
import type { Repository } from "../git/repository/repository.ts";
import { isShallow } from "../git/repository/partial_clone.ts";
import { forcedPush, rewrittenCommit } from "../git/commands/reflog.ts";
import { countCommits, isRewriting } from "../git/commands/commits.ts";
import { isAncestor, isOwnHistory, mergeBases } from "../git/commands/ancestry.ts";
import { type IncomingCommits, measureIncoming } from "../incoming/incoming.ts";
import { wasPublished } from "./last_synced.ts";

/** How two commits stand to each other, and why. */
export interface Related {
  readonly relation: Relation;
  readonly head: string | undefined;
  readonly tip: string | undefined;
  /** The incoming commits, when the branch is behind or has diverged. */
  readonly incoming?: IncomingCommits;
  /** The best common ancestors of branches that diverged. */
  readonly bases: readonly string[];
  /** The published commit that the user rewrote. */
  readonly rewritten?: string;
  readonly forced?: Forced;
}

/** The commits that a forced push took out of the remote's branch. */
export interface Forced {
  /** Whether other commits took the place of those that are gone: then they are left behind here, too. */
  readonly isReplaced: boolean;
  /** So many commits are gone. */
  readonly commits: number;
  /** The paths that they removed and that are sent again, as they were changed here. */
  readonly returned?: readonly string[];
}

/** So many incoming commits are read for the names of what they change. */
const INCOMING_LIMIT = 64;

/** Compares the branch with the remote's. Throws `GitError`. */
export async function relate(
  repository: Repository,
  at: {
    readonly branch: string;
    readonly head: string | undefined;
    readonly tip: string | undefined;
    /** The ref that remembers the remote's branch. */
    readonly tracking: string;
  },
): Promise<Related> {
  const { branch, head, tip, tracking } = at;
  const plain = (relation: Relation): Related => ({ relation, head, tip, bases: [] });
  if (tip === undefined) return plain(head === undefined ? "empty" : "unpublished");
  if (head === tip) return plain("equal");
  const commits = await commitsBetween(repository, {
    from: head,
    to: tip,
    limit: INCOMING_LIMIT,
  });
  const behind = async (): Promise<Related> => {
    const incoming = await measureIncoming(repository, {
      commits,
      update: { old: head, new: tip },
    });
    return { ...plain("behind"), incoming };
  };
  // Walking back from the tip, the last commit before HEAD names it as a parent: then no other
  // question is needed. With none, or very many, there is no telling.
  if (head === undefined || commits.some(({ parents }) => parents.includes(head))) {
    return await behind();
  }
  const bases = await mergeBases(repository, [head, tip]);
  if (bases.includes(head)) return await behind();
  // The history that would join them may only be cut off here, and even our own saves seem to begin it.
  if (bases.length === 0 && await isShallow(repository)) return plain("unrelated");
  const gone = await forcedPush(repository, { tracking, head, tip });
  const forced = gone && await forcedBy(repository, { seen: gone.seen, tip });
  const replaced = forced === undefined ? {} : { forced };
  if (bases.includes(tip)) return { ...plain("ahead"), ...replaced };
  const rewritten = await rewrittenCommit(repository, { branch, head, published: tip });
  if (rewritten !== undefined) return { ...plain("rewritten"), rewritten };
  const diverged = async ([base, ...others]: readonly string[]): Promise<Related> => {
    const incoming = await measureIncoming(repository, {
      commits,
      update: { old: base, new: tip },
      besides: [head, ...others].map((commit) => ({ old: base, new: commit })),
    });
    const bases = base === undefined ? [] : [base, ...others];
    return { relation: "diverged", head, tip, incoming, bases, ...replaced };
  };
  if (gone !== undefined && forced?.isReplaced) {
    const isPublished = await isAncestor(repository, { ancestor: head, of: gone.seen });
    return isPublished ? { ...await behind(), forced } : await diverged([gone.base]);
  }
  // Files that stood in the folder before it met its remote are no reason to stop. Once it has, this is another
  // remote, which the folder is not sent to.
  const hasMet = gone !== undefined || bases.length === 0 && await wasPublished(repository, branch);
  if (bases.length === 0 && (hasMet || !await isOwnHistory(repository, head))) {
    return plain("unrelated");
  }
  return await diverged(bases);
}

async function forcedBy(
  repository: Repository,
  { seen, tip }: { readonly seen: string; readonly tip: string },
): Promise<Forced> {
  return {
    isReplaced: await isRewriting(repository, { old: seen, now: tip }),
    commits: await countCommits(repository, { of: seen, not: tip }),
  };
}

/** How the local branch stands to what was last seen at the remote. */
export type Relation =
  /** Neither has a commit. */
  | "empty"
  /** The remote has no such branch, as far as is known. */
  | "unpublished"
  | "equal"
  | "ahead"
  | "behind"
  | "diverged"
  /** The user rewrote commits that were already published. */
  | "rewritten"
  /** No common history. */
  | "unrelated";

/** Reports whether this machine has commits that the remote is not known to have. */
export function isUnsent(relation: Relation): boolean {
  switch (relation) {
    case "empty":
    case "equal":
    case "behind":
      return false;
    case "unpublished":
    case "ahead":
    case "diverged":
    case "rewritten":
    case "unrelated":
      return true;
  }
}
