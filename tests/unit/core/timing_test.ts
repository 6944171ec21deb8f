// When to sync: quiet time, longest wait, and how long each kind of failure waits.

import assert from "node:assert/strict";
import { fc } from "../../support/fast_check.ts";
import {
  blockedAfter,
  changesDue,
  EMPTY_FETCHES,
  isNetwork,
  NOISY_TOPIC_MS,
  retryAfter,
  SCAN_MS,
} from "../../../src/core/timing.ts";
import type { FailureKind } from "../../../src/engine/git/process/failure.ts";
import type { Blocked } from "../../../src/engine/blocked.ts";
import { MINUTE, SECOND } from "../../support/played_app.ts";

/** Every kind of failure, and how it is tried again; the compiler says when one is missing. */
const KINDS: Readonly<Record<FailureKind, "network" | "lock" | "crowd" | "later">> = {
  offline: "network",
  hung: "network",
  "remote not found": "network",
  rejected: "crowd",
  "endless output": "network",
  unknown: "network",
  "disk full": "network",
  "remote full": "network",
  "remote damaged": "network",
  aborted: "network",
  lock: "lock",
  "sign in": "later",
  "ssh key": "later",
  "addresses differ": "network",
  "remote permission": "later",
  "host key": "later",
  permission: "later",
  "too large": "later",
  hook: "later",
  "not a repository": "later",
  "remote owner": "later",
  "no remote branch": "later",
  encoding: "later",
  "bad name": "later",
  damaged: "later",
  "slow rules": "later",
};

const kindsOf = (retry: string) =>
  (Object.keys(KINDS) as FailureKind[]).filter((kind) => KINDS[kind] === retry);

Deno.test("changes are due a quiet time after the last one, but not later than the longest wait", () => {
  const table = [
    // delay, first, last, due: in seconds
    [10, 0, 0, 10],
    [10, 0, 5, 15],
    [10, 0, 90, 100],
    [10, 0, 95, 100],
    [10, 0, 1000, 100],
    [10, 500, 500, 510],
    // Ten times a short quiet time would be a hectic longest wait.
    [1, 0, 58, 59],
    [1, 0, 100, 60],
    [6, 0, 100, 60],
    [7, 0, 100, 70],
    [0, 0, 0, 0],
    [0, 0, 20, 20],
    [3600, 0, 3600, 7200],
    [3600, 0, 36000, 36000],
  ];
  for (const [delay, first, last, due] of table) {
    const changes = { first: first! * SECOND, last: last! * SECOND, isGuess: false };
    const timing = { delayMs: delay! * SECOND, pollMs: 1 };
    assert.equal(changesDue(changes, timing), due! * SECOND, `${delay} s: ${first} to ${last}`);
  }
});

Deno.test("a network failure doubles its wait up to five minutes", () => {
  for (const kind of kindsOf("network")) {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 100, 100_000].map((failures) =>
      retryAfter(kind, { failures, chance: 1 })! / SECOND
    );
    assert.deepEqual(waits, [5, 10, 20, 40, 80, 160, 300, 300, 300, 300], kind);
  }
});

Deno.test("chance spreads a network back-off over its second half, so that not all come back at once", () => {
  assert.equal(retryAfter("offline", { failures: 1, chance: 0 }), 2.5 * SECOND);
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 10_000 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    (failures, chance) => {
      const wait = retryAfter("offline", { failures, chance })!;
      const longest = retryAfter("offline", { failures, chance: 1 })!;
      assert.ok(wait >= longest / 2 && wait <= longest && longest <= 5 * MINUTE);
    },
  ));
  const waits = new Set(
    [0, 0.2, 0.4, 0.6, 0.8].map((chance) => retryAfter("offline", { failures: 20, chance })),
  );
  assert.equal(waits.size, 5, "also at the cap, where all are after a long outage");
});

Deno.test("who is refused for long because others send is tried again almost at once, each at another time", () => {
  for (const failures of [1, 2, 3, 4, 5, 6, 1000]) {
    assert.equal(retryAfter("rejected", { failures, chance: 0 }), 0);
  }
  const waits = [1, 2, 3, 4, 5, 6, 1000].map((failures) =>
    retryAfter("rejected", { failures, chance: 1 })! / SECOND
  );
  assert.deepEqual(waits, [0.5, 1, 2, 4, 8, 10, 10]);
});

Deno.test("a lock is tried again soon, at most after half a minute", () => {
  for (const chance of [0, 1]) {
    const waits = [1, 2, 3, 4, 5, 6, 7, 1000].map((failures) =>
      retryAfter("lock", { failures, chance })! / SECOND
    );
    assert.deepEqual(waits, [1, 2, 4, 8, 16, 30, 30, 30]);
  }
});

Deno.test("what only a person can mend is not tried again by itself", () => {
  const waiting = (Object.keys(KINDS) as FailureKind[]).filter((kind) =>
    retryAfter(kind, { failures: 1, chance: 0.5 }) === undefined
  );
  assert.deepEqual(waiting, kindsOf("later"));
});

Deno.test("only a remote that cannot be reached counts as away", () => {
  const away = (Object.keys(KINDS) as FailureKind[]).filter(isNetwork);
  assert.deepEqual(away, ["offline", "hung", "remote not found"]);
});

Deno.test("a blocked repository is looked at every 15 s, but for what only a person can decide", () => {
  const table: Readonly<Record<Blocked["reason"], readonly [Blocked, number | undefined]>> = {
    "folder missing": [{ reason: "folder missing" }, 15],
    "no permission": [{ reason: "no permission", detail: "denied" }, 15],
    "other owner": [{ reason: "other owner", path: "/n" }, 15],
    "not a repository": [{ reason: "not a repository", detail: "no .git" }, 15],
    "not writable": [{ reason: "not writable", path: "a.md" }, 15],
    "damaged": [{ reason: "damaged", detail: "bad config line 1" }, 15],
    "no remote": [{ reason: "no remote" }, 15],
    "no branch": [{ reason: "no branch" }, 15],
    "not checked out": [{ reason: "not checked out", branch: "main" }, 15],
    "other branch": [{ reason: "other branch", branch: "try", expected: "main" }, 15],
    "operation": [{ reason: "operation", operation: "rebase" }, 15],
    "unmerged": [{ reason: "unmerged", path: "a.md" }, 15],
    "no git": [{ reason: "no git", detail: "not found" }, 15],
    "left lock": [{ reason: "left lock", path: "/n/.git/index.lock" }, 15],
    "not locked": [{ reason: "not locked", detail: "not supported" }, 15],
    "other instance": [{ reason: "other instance", socket: undefined }, 15],
    "unrelated": [{ reason: "unrelated" }, undefined],
    "no such branch": [
      { reason: "no such branch", branch: "a", others: ["b"], remote: "r" },
      undefined,
    ],
    "mass deletion": [{ reason: "mass deletion", deleted: 20, tracked: 30 }, undefined],
    unmounted: [{ reason: "unmounted", folder: "media/photos", deleted: 12 }, 15],
    "large update": [{ reason: "large update", branch: "main", files: 150_000 }, undefined],
    "update refused": [{
      reason: "update refused",
      branch: "main",
      what: "files",
      count: undefined,
    }, undefined],
    "old git": [{ reason: "old git", version: "2.20" }, undefined],
  };
  for (const [reason, [blocked, seconds]] of Object.entries(table)) {
    const expected = seconds === undefined ? undefined : seconds * SECOND;
    assert.equal(blockedAfter(blocked), expected, reason);
  }
  const needs = { bytes: 2, room: 1 };
  const waiting = { reason: "large update", branch: "main", files: 1, needs } as const;
  assert.equal(blockedAfter(waiting), 60 * SECOND, "nothing tells when there is room");
});

Deno.test("the other numbers are those that the person is told", () => {
  assert.equal(SCAN_MS, 15 * SECOND);
  assert.equal(NOISY_TOPIC_MS, 30 * SECOND);
  assert.equal(EMPTY_FETCHES, 3);
});
