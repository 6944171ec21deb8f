// Why a sync touched nothing: it goes on by itself when the reason is gone. Pure.

import type { Operation } from "./git/repository/operation.ts";

/** Why a sync touched nothing: it goes on by itself when the reason is gone. */
export type Blocked =
  | { readonly reason: "folder missing" }
  | { readonly reason: "no permission"; readonly detail: string }
  /** Git does not touch what belongs to another user. */
  | { readonly reason: "other owner"; readonly path: string }
  | { readonly reason: "not a repository"; readonly detail: string }
  /** A file that others have changed may not be changed here. */
  | { readonly reason: "not writable"; readonly path: string }
  | { readonly reason: "damaged"; readonly detail: string }
  | { readonly reason: "no remote" }
  | { readonly reason: "no branch" }
  /** Git has never written the files of this branch, or not all of them: they are not deleted. */
  | { readonly reason: "not checked out"; readonly branch: string }
  | { readonly reason: "other branch"; readonly branch: string; readonly expected: string }
  | { readonly reason: "operation"; readonly operation: Operation }
  | { readonly reason: "unmerged"; readonly path: string }
  | { readonly reason: "unrelated" }
  /** The remote does not have this branch, but others: nobody has said that it is to be made there. */
  | {
    readonly reason: "no such branch";
    readonly branch: string;
    readonly others: readonly string[];
    /** The name of the remote. */
    readonly remote: string;
  }
  /** A folder had another disk in it, which is gone with so many files. */
  | { readonly reason: "unmounted"; readonly folder: string; readonly deleted: number }
  | { readonly reason: "mass deletion"; readonly deleted: number; readonly tracked: number }
  /** So much comes in that it waits for the user; `needs` is given when the disk has too little room for it. */
  | {
    readonly reason: "large update";
    readonly branch: string;
    readonly files: number;
    readonly needs?: { readonly bytes: number; readonly room: number };
  }
  /** What comes in is too large to be received at all. `count` is absent where it was not counted to its end. */
  | {
    readonly reason: "update refused";
    readonly branch: string;
    readonly what: "files" | "folders" | "names";
    readonly count: number | undefined;
  }
  /** A git that was killed has left a lock (absolute path), and none lives in the repository any more. */
  | { readonly reason: "left lock"; readonly path: string }
  | { readonly reason: "old git"; readonly version: string }
  | { readonly reason: "no git"; readonly detail: string }
  /** The lock by which two instances keep out of each other's way cannot be taken: a volume without locks. */
  | { readonly reason: "not locked"; readonly detail: string }
  /** `socket` is where the other one listens, when it says so. */
  | { readonly reason: "other instance"; readonly socket: string | undefined };
