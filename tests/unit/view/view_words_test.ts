// The words for everything that can be in the way.

import assert from "node:assert/strict";
import { type StateParts, withParts } from "../../support/app_state.ts";
import type { AppState, Trouble } from "../../../src/core/state.ts";
import { type Condition, condition, statusLine } from "../../../src/view/status_line.ts";
import type { Failure, FailureKind } from "../../../src/engine/git/process/failure.ts";
import { advice } from "../../../src/view/advice.ts";
import { meaningOf } from "../../../src/view/clicks.ts";
import type { Blocked } from "../../../src/engine/blocked.ts";
import { play } from "../../support/played_app.ts";

/** When everything was equal, and idle ever since. */
const { state: IDLE, now: NOW } = play();

const line = (state: AppState) => statusLine(state, { now: NOW, clock: String });

function failure(kind: FailureKind, more: Partial<Failure> = {}): { readonly trouble: Trouble } {
  return { trouble: { kind: "failed", failure: { kind, detail: "git's words", ...more } } };
}

const CHANGES = { changes: { first: NOW, last: NOW, isGuess: false } };
const WAITING = { waiting: [{ path: "a.md", deleted: false }] };

/** Every kind of failure: the line, and whether the person has to do something about it. */
const FAILURES: Readonly<Record<FailureKind, readonly [string, Condition]>> = {
  offline: ["Offline", "offline"],
  hung: ["Offline", "offline"],
  "remote not found": ["Remote not found", "offline"],
  rejected: ["Another machine is pushing · retrying", "syncing"],
  aborted: ["Something went wrong · trying again", "offline"],
  "endless output": ["The remote prints without end", "needs you"],
  "slow rules": ["A rule does not end", "needs you"],
  unknown: ["Something went wrong · trying again", "offline"],
  lock: ["Waiting: another git is at work", "syncing"],
  "sign in": ["Sign-in needed", "needs you"],
  "ssh key": ["Sign-in needed", "needs you"],
  "host key": ["The server's identity is not confirmed", "needs you"],
  permission: ["No permission", "needs you"],
  "addresses differ": ["Not the same at all addresses of the remote · trying again", "offline"],
  "remote permission": ["The remote does not permit it", "needs you"],
  "remote owner": ["A repository belongs to another user", "needs you"],
  "too large": ["Can't send: a file is too large", "needs you"],
  hook: ["Can't sync: a hook or a filter refused", "needs you"],
  "disk full": ["Disk full", "needs you"],
  "remote damaged": ["The remote is damaged", "needs you"],
  "remote full": ["Can't send: the remote's disk is full", "needs you"],
  encoding: ["A file is not in its encoding", "needs you"],
  "not a repository": ["Not a repository", "needs you"],
  "no remote branch": ["The remote has no such branch", "needs you"],
  "bad name": ["A name is not allowed", "needs you"],
  damaged: ["The repository is damaged", "needs you"],
};

Deno.test("every failure has its words, and those that only a person can mend need the person", () => {
  for (const [kind, [said, shown]] of Object.entries(FAILURES)) {
    const state = withParts(IDLE, failure(kind as FailureKind));
    assert.deepEqual([line(state), condition(state, NOW)], [said, shown], kind);
  }
});

Deno.test("what should pass by itself and does not needs the person, and others who send do not", () => {
  const shown = (kind: FailureKind, failures: number) =>
    condition(withParts(IDLE, { ...failure(kind), failures }), NOW);
  assert.deepEqual([shown("lock", 5), shown("lock", 6)], ["syncing", "needs you"]);
  assert.deepEqual([shown("unknown", 5), shown("unknown", 6)], ["offline", "needs you"]);
  assert.deepEqual([shown("rejected", 99), shown("offline", 99)], ["syncing", "offline"]);
});

Deno.test("a failure names what it is about", () => {
  const table: readonly (readonly [StateParts, string])[] = [
    [failure("too large", { path: "film.mp4" }), "Can't send: film.mp4 is too large"],
    [failure("bad name", { path: "a:b" }), "Refused: the remote has a file named a:b"],
    [{ ...failure("remote not found"), ...WAITING }, "Changes waiting · remote not found"],
    [{ ...failure("hung"), ...CHANGES }, "Changes waiting · offline"],
  ];
  for (const [part, said] of table) assert.ok(line(withParts(IDLE, part)).includes(said), said);
});

/** Every reason to wait: the line, and whether the person has to do something about it. */
const BLOCKS: Readonly<Record<Blocked["reason"], readonly [Blocked, string, Condition]>> = {
  "folder missing": [{ reason: "folder missing" }, "Folder not found", "needs you"],
  "no permission": [
    { reason: "no permission", detail: "denied" },
    "No permission to read the folder",
    "needs you",
  ],
  "other owner": [
    { reason: "other owner", path: "/n" },
    "The folder belongs to another user",
    "needs you",
  ],
  "not a repository": [
    { reason: "not a repository", detail: "no .git" },
    "The folder is not a git repository",
    "needs you",
  ],
  "not writable": [
    { reason: "not writable", path: "sub/a.md" },
    "No permission to write sub/a.md",
    "needs you",
  ],
  "damaged": [
    { reason: "damaged", detail: "bad config line 1" },
    "The repository is damaged",
    "needs you",
  ],
  "no remote": [{ reason: "no remote" }, "The folder has no remote", "needs you"],
  "no branch": [{ reason: "no branch" }, "Waiting: no branch is checked out", "needs you"],
  "not checked out": [
    { reason: "not checked out", branch: "main" },
    "Waiting: main was never checked out",
    "needs you",
  ],
  "other branch": [
    { reason: "other branch", branch: "try", expected: "main" },
    "Waiting: try is checked out",
    "needs you",
  ],
  "operation": [
    { reason: "operation", operation: "rebase" },
    "Waiting: a rebase is in progress",
    "needs you",
  ],
  "unmerged": [
    { reason: "unmerged", path: "a.md" },
    "Waiting: a.md has an unresolved conflict",
    "needs you",
  ],
  "no such branch": [
    { reason: "no such branch", branch: "master", others: ["main"], remote: "origin" },
    "The remote has no branch master",
    "needs you",
  ],
  "unrelated": [
    { reason: "unrelated" },
    "The folder and its remote have nothing in common",
    "needs you",
  ],
  unmounted: [
    { reason: "unmounted", folder: "media/photos", deleted: 12 },
    "Confirm: 12 files gone with media/photos",
    "needs you",
  ],
  "mass deletion": [
    { reason: "mass deletion", deleted: 214, tracked: 300 },
    "Confirm: 214 of 300 files deleted",
    "needs you",
  ],
  "large update": [
    { reason: "large update", branch: "main", files: 150_000 },
    "Confirm: 150,000 changed files come in",
    "needs you",
  ],
  "update refused": [
    { reason: "update refused", branch: "main", what: "files", count: 2_197_000 },
    "Refused: too much comes in on main",
    "needs you",
  ],
  "left lock": [
    { reason: "left lock", path: "/n/.git/index.lock" },
    "A git was killed and left a lock",
    "needs you",
  ],
  "no git": [{ reason: "no git", detail: "not found" }, "git cannot be started", "needs you"],
  "old git": [{ reason: "old git", version: "2.20.1" }, "git 2.20.1 is too old", "needs you"],
  "not locked": [
    { reason: "not locked", detail: "not supported" },
    "The folder can't be locked",
    "needs you",
  ],
  "other instance": [
    { reason: "other instance", socket: undefined },
    "Another Git Sync Bar syncs this folder",
    "offline",
  ],
};

Deno.test("every reason to wait has its words", () => {
  for (const [reason, [blocked, said, shown]] of Object.entries(BLOCKS)) {
    const state = withParts(IDLE, { trouble: { kind: "blocked", blocked } });
    assert.deepEqual([line(state), condition(state, NOW)], [said, shown], reason);
  }
});

Deno.test("what does not fit on the disk asks for room, not for a click", () => {
  const needs = { bytes: 2_000_000, room: 1_000_000 };
  const blocked: Blocked = { reason: "large update", branch: "main", files: 22, needs };
  const state: AppState = withParts(IDLE, { trouble: { kind: "blocked", blocked } });
  assert.equal(line(state), "No room on the disk for 22 changed files");
  assert.equal(advice(state, "linux"), "Free some space on the disk; syncing continues by itself");
  const click = { kind: "line", line: "status" } as const;
  assert.equal(meaningOf(click, { state, folder: "/n" })?.kind, "open folder");
});
