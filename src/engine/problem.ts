// Why a sync did not do what it should, as values: the one union that every room shares. Pure.

import type { Failure, FailureKind } from "./git/process/failure.ts";
import type { Operation } from "./git/repository/operation.ts";

/** Why a sync did not do what it should. */
export type Problem = Failure | Block;

/** The kinds of problems: each is one row in `core/problems.ts` and one in the view. */
export type ProblemKind = Problem["kind"];

/** The problems of one kind. */
export type ProblemOf<Kind extends ProblemKind> = Kind extends FailureKind ? Failure
  : Extract<Block, { readonly kind: Kind }>;

/** A reason for which a sync stopped of its own accord, before it touched what it should not. */
export type Block =
  | { readonly kind: "folder missing" }
  /** The system does not let this program read the folder. */
  | { readonly kind: "folder unreadable"; readonly detail: string }
  /** Git does not use a folder of another user unless `safe.directory` allows it. */
  | { readonly kind: "other owner"; readonly path: string }
  /** A file that others have changed may not be changed here. */
  | { readonly kind: "not writable"; readonly path: string }
  /** Git cannot read its configuration, or the configuration would damage the branch. */
  | { readonly kind: "bad settings"; readonly detail: string }
  | { readonly kind: "no remote" }
  /** HEAD is detached. */
  | { readonly kind: "no branch" }
  /** The name of the branch is not UTF-8: no program can be given it. */
  | { readonly kind: "branch name"; readonly branch: string }
  /** The index is not as git has written it. */
  | { readonly kind: "damaged index" }
  /** Git has never written the files of this branch, or not all of them: they are not deleted. */
  | { readonly kind: "not checked out"; readonly branch: string }
  | { readonly kind: "other branch"; readonly branch: string; readonly expected: string }
  | { readonly kind: "operation"; readonly operation: Operation }
  | { readonly kind: "unmerged"; readonly path: string }
  /** The branch and the remote's have no commit in common. */
  | { readonly kind: "unrelated" }
  /** The remote does not have this branch, but others: the user has not said that it should be made there. */
  | {
    readonly kind: "no such branch";
    readonly branch: string;
    readonly others: readonly string[];
    /** The name of the remote. */
    readonly remote: string;
  }
  /** Another disk was mounted in a folder; it is gone, and these files with it. */
  | { readonly kind: "unmounted"; readonly folder: string; readonly deleted: number }
  | { readonly kind: "mass deletion"; readonly deleted: number; readonly tracked: number }
  /** An update changes so many files that it waits for the user. */
  | { readonly kind: "large update"; readonly branch: string; readonly files: number }
  /** An update needs more space than the disk has: `bytes` and `room`, both in bytes. */
  | {
    readonly kind: "no room";
    readonly branch: string;
    readonly files: number;
    readonly bytes: number;
    readonly room: number;
  }
  /** An update is too large to be received at all. `count` is absent where counting was cut off. */
  | {
    readonly kind: "update refused";
    readonly branch: string;
    readonly what: "files" | "compared files" | "folders" | "names";
    readonly count: number | undefined;
  }
  /** A killed git process has left a lock (absolute path), and no git process runs in the repository. */
  | { readonly kind: "left lock"; readonly path: string }
  | { readonly kind: "old git"; readonly version: string }
  /** Git cannot be started. `isForIntel`: this Mac would need Rosetta for it. */
  | { readonly kind: "no git"; readonly detail: string; readonly isForIntel: boolean }
  /** The lock that keeps two instances apart cannot be taken: the volume has no file locking. */
  | { readonly kind: "not locked"; readonly detail: string }
  /** `socket` is where the other instance listens, when it says so. */
  | { readonly kind: "other instance"; readonly socket: string | undefined };

/** Deletions that wait for the user, while everything else goes on. */
export type DeletionBlock = Extract<Block, { kind: "mass deletion" | "unmounted" }>;

/** The kinds of blocks. */
export type BlockKind = Block["kind"];
