// How the local branch stands to what was last seen at the remote.

import { commitsBetween } from "../git/history.ts";
import type { Repository } from "../git/open.ts";
import { rewrittenCommit } from "../git/reflog.ts";
import { isOwnHistory, mergeBases } from "../git/commits.ts";
import { type Incoming, measureIncoming } from "./incoming.ts";
import type { Relation } from "./plan.ts";

/** A relation and what was learned on the way to it. */
export interface Related {
  readonly relation: Relation;
  readonly head: string | undefined;
  readonly tip: string | undefined;
  /** What comes in, when the branch is behind or has diverged. */
  readonly incoming?: Incoming;
  /** The best common ancestors of branches that diverged. */
  readonly bases: readonly string[];
  /** The published commit that the person rewrote. */
  readonly rewritten?: string;
}

/** So many incoming commits are looked at for the names of what they change. */
const INCOMING_LIMIT = 64;

/** Compares the branch with the remote's. Throws `GitError`. */
export async function relate(
  repository: Repository,
  at: {
    readonly branch: string;
    readonly head: string | undefined;
    readonly tip: string | undefined;
  },
): Promise<Related> {
  const { branch, head, tip } = at;
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
  if (bases.includes(tip)) return plain("ahead");
  if (bases.includes(head)) return await behind();
  const rewritten = await rewrittenCommit(repository, { branch, head, published: tip });
  if (rewritten !== undefined) return { ...plain("rewritten"), rewritten };
  // Files that stood in the folder before it met its remote are no reason to stop.
  if (bases.length === 0 && !await isOwnHistory(repository, head)) return plain("unrelated");
  const [base, ...others] = bases;
  const incoming = await measureIncoming(repository, {
    commits,
    update: { old: base, new: tip },
    besides: [head, ...others].map((commit) => ({ old: base, new: commit })),
  });
  return { relation: "diverged", head, tip, incoming, bases };
}
