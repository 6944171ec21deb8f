// How syncs end, in short words, for tests of what the app makes of it.

import type { OpenConflict } from "../../src/engine/conflicts/open_conflicts.ts";
import type { FailureKind } from "../../src/engine/git/process/failure.ts";
import type { IncomingDeletion } from "../../src/engine/incoming/incoming_deletion.ts";
import type { Report, SyncOutcome } from "../../src/engine/sync/outcome.ts";
import type { Block, DeletionBlock } from "../../src/engine/problem.ts";

/** What a sync did. Without `edits` the saved files were edited, and those named by `deleted` deleted. */
export type Did = Partial<Report> & { readonly deleted?: readonly string[] };

/** A report of a sync that did nothing and heard nothing, but for what is given. */
export function report({ deleted = [], ...did }: Did = {}): Report {
  const kindOf = (path: string) => deleted.includes(path) ? "deleted" : "edited";
  return {
    place: undefined,
    saved: [],
    edits: (did.saved ?? []).map((path) => ({ path, kind: kindOf(path) })),
    pushed: false,
    remade: false,
    received: [],
    left: [],
    forced: undefined,
    heldDeletion: undefined,
    deletion: undefined,
    conflicts: [],
    kept: [],
    uncopied: [],
    hidden: [],
    openConflicts: undefined,
    notSynced: [],
    unsent: undefined,
    confirmed: false,
    askedAt: undefined,
    ...did,
  };
}

/** The remote said that both are equal. */
export function confirmed(did: Did = {}): SyncOutcome {
  return { kind: "synced", report: report({ confirmed: true, ...did }) };
}

/** All is well here, but nobody asked the remote. */
export function unconfirmed(did: Did = {}): SyncOutcome {
  return { kind: "synced", report: report(did) };
}

/** What was here to send has reached the remote. */
export function sent(...paths: string[]): SyncOutcome {
  return confirmed({ saved: paths, pushed: true });
}

/** Others have changed these files. */
export function received(...paths: string[]): SyncOutcome {
  return confirmed({
    received: paths.map((path) => ({
      path,
      host: "desktop",
      kind: "edited" as const,
    })),
  });
}

/** It failed, after it did what is given. */
export function failed(kind: FailureKind, did: Did = {}): SyncOutcome {
  return {
    kind: "problem",
    problem: { kind, detail: `git's words on ${kind}` },
    report: report(did),
  };
}

/** Something else has to end first. */
export function blocked(block: Block, did: Did = {}): SyncOutcome {
  return { kind: "problem", problem: block, report: report(did) };
}

/** A mass deletion waits for the user, and everything else is equal to the remote. */
export function held(did: Did = {}): SyncOutcome {
  return confirmed({ heldDeletion: MASS_DELETION, ...did });
}

/** A mass deletion that came from another machine. */
export const DELETION: IncomingDeletion = {
  from: "1".repeat(40),
  to: "2".repeat(40),
  host: "desktop",
  deleted: 13,
  left: 0,
  tracked: 24,
  time: 0,
};

/** A rebase is under way. */
export const REBASE: Block = { kind: "operation", operation: "rebase" };

/** More than half of the files are gone. */
export const MASS_DELETION: DeletionBlock = { kind: "mass deletion", deleted: 214, tracked: 300 };

/** A conflict that nobody has settled. */
export const CONFLICT: OpenConflict = {
  path: "a.md",
  copy: "a (conflict desktop 2026-11-22 09.30.00 1a2b3c4).md",
  host: "desktop",
  time: Date.UTC(2026, 10, 22, 9, 30),
};
