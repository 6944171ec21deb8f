// What the app does about each kind of problem. The compiler names a kind without a row.

import assert from "node:assert/strict";
import {
  isRemoteAway,
  type Retry,
  type Treatment,
  TREATMENTS,
} from "../../../src/core/problems.ts";
import type { ProblemKind } from "../../../src/engine/problem.ts";
import { EXAMPLES } from "../../support/problems.ts";

const KINDS = Object.keys(EXAMPLES) as ProblemKind[];

/** A kind without a row does not compile: where this did, the type check would fail. */
// @ts-expect-error: "planted" has no row.
TREATMENTS satisfies Readonly<Record<ProblemKind | "planted", Treatment>>;

/** Every kind, by when it is tried again. */
const BY_RETRY: Readonly<Record<Retry, string>> = {
  network: "aborted, addresses differ, disk full, endless output, hung, offline, remote damaged, " +
    "remote full, remote not found, unknown",
  lock: "lock",
  race: "rejected",
  soon:
    "bad settings, branch name, damaged index, folder missing, folder unreadable, left lock, no branch, no git, no remote, " +
    "not a repository, not checked out, not locked, not writable, operation, other branch, " +
    "other instance, other owner, unmerged, unmounted",
  room: "no room",
  later: "bad name, damaged, encoding, hook, host key, large update, lfs content, mass deletion, " +
    "no such branch, old git, permission, remote owner, remote permission, sign in, slow rules, " +
    "ssh key, too large, unrelated, update refused",
};

Deno.test("each kind is tried again in its own time", () => {
  const found = Map.groupBy(KINDS, (kind) => TREATMENTS[kind].retry);
  for (const [retry, kinds] of Object.entries(BY_RETRY)) {
    assert.equal(found.get(retry as Retry)?.sort().join(", "), kinds, retry);
  }
});

Deno.test("a failure backs off or waits, a block is looked into at a steady pace or waits", () => {
  for (const kind of KINDS) {
    const { is, retry } = TREATMENTS[kind];
    const own = is === "failure" ? ["network", "lock", "race"] : ["soon", "room"];
    assert.ok([...own, "later"].includes(retry), kind);
  }
});

Deno.test("what is not tried again by itself needs the user", () => {
  const waiting = KINDS.filter((kind) => TREATMENTS[kind].retry === "later");
  assert.deepEqual(waiting.filter((kind) => TREATMENTS[kind].needsUser !== true), []);
});

Deno.test("only a remote that cannot be reached counts as away", () => {
  const away = KINDS.filter((kind) => isRemoteAway(EXAMPLES[kind]));
  assert.deepEqual(away.sort(), ["hung", "offline", "remote not found"]);
});
