// One problem of each kind.

import { FAILURES } from "../../src/view/problems/failures.ts";
import type { Failure, FailureKind } from "../../src/engine/git/process/failure.ts";
import type { BlockKind, ProblemKind, ProblemOf } from "../../src/engine/problem.ts";

/** Returns a failure of a kind. */
export function failure(kind: FailureKind, more: Partial<Failure> = {}): Failure {
  return { kind, detail: "git's words", ...more };
}

const BLOCKS: { readonly [Kind in BlockKind]: ProblemOf<Kind> } = {
  "folder missing": { kind: "folder missing" },
  "folder unreadable": { kind: "folder unreadable", detail: "denied" },
  "other owner": { kind: "other owner", path: "/n" },
  "not writable": { kind: "not writable", path: "sub/a.md" },
  "bad settings": { kind: "bad settings", detail: "bad config line 1" },
  "no remote": { kind: "no remote" },
  "no branch": { kind: "no branch" },
  "branch name": { kind: "branch name", branch: "ma\ufffdn" },
  "damaged index": { kind: "damaged index" },
  "not checked out": { kind: "not checked out", branch: "main" },
  "other branch": { kind: "other branch", branch: "try", expected: "main" },
  operation: { kind: "operation", operation: "rebase" },
  unmerged: { kind: "unmerged", path: "a.md" },
  unrelated: { kind: "unrelated" },
  "no such branch": {
    kind: "no such branch",
    branch: "master",
    others: ["main"],
    remote: "origin",
  },
  unmounted: { kind: "unmounted", folder: "media/photos", deleted: 12 },
  "mass deletion": { kind: "mass deletion", deleted: 214, tracked: 300 },
  "large update": { kind: "large update", branch: "main", files: 150_000 },
  "no room": { kind: "no room", branch: "main", files: 22, bytes: 2_000_000, room: 1_000_000 },
  "update refused": { kind: "update refused", branch: "main", what: "files", count: 2_197_000 },
  "left lock": { kind: "left lock", path: "/n/.git/index.lock" },
  "no git": { kind: "no git", detail: "not found", isForIntel: false },
  "old git": { kind: "old git", version: "2.20.1" },
  "not locked": { kind: "not locked", detail: "not supported" },
  "other instance": { kind: "other instance", socket: undefined },
};

/** One problem of each kind. */
export const EXAMPLES = {
  ...BLOCKS,
  ...Object.fromEntries(
    (Object.keys(FAILURES) as FailureKind[]).map((kind) => [kind, failure(kind)]),
  ) as Record<FailureKind, Failure>,
} satisfies { readonly [Kind in ProblemKind]: ProblemOf<Kind> };
