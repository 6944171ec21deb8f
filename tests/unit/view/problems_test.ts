// What the user reads and clicks about every kind of problem. The compiler names a kind without a row.

import assert from "node:assert/strict";
import { TREATMENTS } from "../../../src/core/problems.ts";
import type { AppState } from "../../../src/core/state.ts";
import type { FailureKind } from "../../../src/engine/git/process/failure.ts";
import type { FileEdit } from "../../../src/engine/mod.ts";
import type { Problem, ProblemKind } from "../../../src/engine/problem.ts";
import { advice } from "../../../src/view/advice.ts";
import { clickAction } from "../../../src/view/clicks.ts";
import { BLOCKS } from "../../../src/view/problems/blocks.ts";
import { FAILURES } from "../../../src/view/problems/failures.ts";
import type { Words } from "../../../src/view/problems/words.ts";
import { answerOf } from "../../../src/view/outcome.ts";
import { problemSentence } from "../../../src/view/problems/problems.ts";
import { type Condition, condition, statusLine } from "../../../src/view/status_line.ts";
import { type StateParts, withParts } from "../../support/app_state.ts";
import { report } from "../../support/outcomes.ts";
import { play } from "../../support/played_app.ts";
import { EXAMPLES, failure } from "../../support/problems.ts";

/** When everything was equal, and idle ever since. */
const { state: IDLE, now: NOW } = play();

const KINDS = Object.keys(EXAMPLES) as ProblemKind[];

/** A kind without a row does not compile: where this did, the type check would fail. */
// @ts-expect-error: "planted" has no row.
({ ...FAILURES, ...BLOCKS }) satisfies Readonly<Record<ProblemKind | "planted", Words<never>>>;

/** Nor does a row without a click, or without the reason why none helps. */
// @ts-expect-error: it has no click.
({ line: "", sentence: "" }) satisfies Words<never>;

const line = (state: AppState) => statusLine(state, { now: NOW, clock: String });

const after = (problem: Problem, more: StateParts = {}) => withParts(IDLE, { ...more, problem });

function clickOn(problem: Problem): string | undefined {
  const state = after(problem);
  const meaning = clickAction({ kind: "line", line: "status" }, { state, folder: "/n" });
  return meaning?.kind === "command"
    ? meaning.command
    : meaning?.kind === "give access"
    ? meaning.access
    : meaning?.kind;
}

/** Every kind: its line, what a click on it does, and what the icon shows. */
const LINES: Readonly<
  Record<ProblemKind, readonly [line: string, click?: string | undefined, Condition?]>
> = {
  offline: ["Offline", undefined, "offline"],
  hung: ["No answer", undefined, "offline"],
  "remote not found": ["Remote not found", "open terminal", "offline"],
  rejected: ["Another machine is pushing · retrying", undefined, "syncing"],
  lock: ["Waiting: another git process is running", undefined, "syncing"],
  aborted: ["Something went wrong · trying again", undefined, "offline"],
  unknown: ["Something went wrong · trying again", "show log", "offline"],
  "addresses differ": ["The addresses of the remote differ · trying again", undefined, "offline"],
  "endless output": ["The output of the remote does not end", "show log"],
  "slow rules": ["Rules take git too long", "open folder"],
  "sign in": ["Sign-in needed", "sign in"],
  "ssh key": ["Sign-in needed", "offer ssh key"],
  "host key": ["The server's identity is not confirmed", undefined],
  permission: ["Permission denied", "open folder"],
  "remote permission": ["The remote does not permit it"],
  "remote owner": ["A repository belongs to another user", "open terminal"],
  "too large": ["Can't send: a file is too large", "open folder"],
  "lfs content": ["Can't send: a content is missing or damaged", "open folder"],
  hook: ["Can't sync: a hook or a filter refused", "show log"],
  "disk full": ["Disk full", "open folder"],
  "remote damaged": ["The remote is damaged"],
  "remote full": ["Can't send: the remote's disk is full"],
  encoding: ["A file has the wrong encoding", "open folder"],
  "bad name": ["A name is not allowed"],
  damaged: ["The repository is damaged", "show log"],
  "not a repository": ["The folder is not a git repository", "edit configuration"],
  "folder missing": ["Folder not found", "edit configuration"],
  "folder unreadable": ["No permission to read the folder", "open folder"],
  "other owner": ["The folder belongs to another user", "open terminal"],
  "not writable": ["No permission to write sub/a.md", "open folder"],
  "bad settings": ["Git can't use its configuration", "show log"],
  "no remote": ["The folder has no remote", "open terminal"],
  "no branch": ["Waiting: no branch is checked out", "open terminal"],
  "branch name": ["The name of the branch ma\ufffdn is not UTF-8", "open terminal"],
  "damaged index": ["The index of the repository is damaged", "open terminal"],
  "not checked out": ["Waiting: main was never checked out", "open terminal"],
  "other branch": ["Waiting: try is checked out", "open terminal"],
  operation: ["Waiting: a rebase is in progress", "open terminal"],
  unmerged: ["Waiting: a.md has an unresolved conflict", "open folder"],
  "no such branch": ["The remote has no branch master", "open terminal"],
  unrelated: ["The folder and its remote have nothing in common", "open terminal"],
  unmounted: ["Confirm: 12 files gone with media/photos", "open folder"],
  "mass deletion": ["Confirm: 214 of 300 files deleted", "open folder"],
  "large update": ["Confirm: an update changes 150,000 files", "confirm incoming"],
  "no room": ["No room on the disk for 22 changed files", "open folder"],
  "update refused": ["Refused: the update of main is too large", undefined],
  "left lock": ["A git process was killed and left a lock", "unlock"],
  "no git": ["git cannot be started", "edit configuration"],
  "old git": ["git 2.20.1 is too old", "edit configuration"],
  "not locked": ["The folder can't be locked", "open folder"],
  "other instance": ["Another Git Sync Bar syncs this folder", undefined, "offline"],
};

Deno.test("every problem has its line and its click, and those that the user has to end need the user", () => {
  for (const kind of KINDS) {
    const problem = EXAMPLES[kind];
    const [said, click, shown = "needs you"] = LINES[kind];
    const found = [line(after(problem)), clickOn(problem), condition(after(problem), NOW)];
    assert.deepEqual(found, [said, click, shown], kind);
  }
});

Deno.test("every problem that can be helped has an advice that fits into the menu", () => {
  for (const system of ["linux", "darwin"]) {
    const without = KINDS.filter((kind) => {
      const words = advice(after(EXAMPLES[kind]), system);
      if (words !== undefined) assert.ok(words.length > 10 && words.length <= 80, words);
      return words === undefined;
    });
    assert.deepEqual(without.sort(), ["aborted", "hung", "offline", "rejected"]);
  }
});

Deno.test("every problem has a sentence on one line, and failures end with 1 but for a lock", () => {
  for (const kind of KINDS) {
    const problem = EXAMPLES[kind];
    const { exitCode, error } = answerOf({ kind: "problem", problem, report: report() });
    assert.equal(exitCode, TREATMENTS[kind].is === "failure" && kind !== "lock" ? 1 : 75, kind);
    assert.match(error!, /^[^\n]{20,}$/, kind);
    if ("detail" in problem) assert.ok(error!.includes(problem.detail), kind);
  }
});

Deno.test("a terminal, which shows no advice, says in the sentence what helps", () => {
  const table: readonly (readonly [FailureKind, RegExp])[] = [
    ["disk full", /\(free some space/],
    ["remote full", /\(free some space there/],
    ["damaged", /fresh clone/],
    ["permission", /\(give it/],
    ["not a repository", /`git-sync-bar --setup`/],
  ];
  for (const [kind, help] of table) assert.match(problemSentence(failure(kind)), help);
});

Deno.test("a deletion that waits is no failure of a sync, nor of a change that was made", () => {
  const heldDeletion = EXAMPLES["mass deletion"];
  const held = answerOf({ kind: "synced", report: report({ heldDeletion }) });
  assert.deepEqual([held.exitCode, held.error], [75, undefined]);
  assert.match(held.lines[1]!, /^Not deleted elsewhere: .* files were deleted, /);
  const confirmed = (edits: readonly FileEdit[]) =>
    answerOf({ kind: "synced", report: report({ edits }) }, { confirmDeletion: true }).lines.at(-1);
  assert.equal(confirmed([]), "No deletion was waiting to be confirmed");
  assert.match(confirmed([{ kind: "deleted", path: "a.md" }])!, /1 deletion/);
});

Deno.test("a sync names the files that are left out by their reasons, not one by one", () => {
  const large = ["a", "b", "c", "d", "e"].map((path) => ({ path, reason: "too large" as const }));
  const ignored = ["laptop", "desktop"].map((by) =>
    ({ path: `${by}.env`, reason: "was ignored", by }) as const
  );
  const { lines, exitCode } = answerOf({
    kind: "synced",
    report: report({ notSynced: [...large, ...ignored] }),
  });
  assert.deepEqual(lines.slice(1), [
    "Not synced: a, b, c and 2 more: larger than sync_max_file_mb: raise the limit, or track it with git-lfs",
    "Not synced: laptop.env: was not synced until laptop's change; `--once --publish PATH` to sync it",
    "Not synced: desktop.env: was not synced until desktop's change; `--once --publish PATH` to sync it",
  ]);
  assert.equal(exitCode, 0);
});

Deno.test("what should pass by itself and does not needs the user, and others who send do not", () => {
  const shown = (kind: FailureKind, failures: number) =>
    condition(after(failure(kind), { failures }), NOW);
  assert.deepEqual([shown("lock", 5), shown("lock", 6)], ["syncing", "needs you"]);
  assert.deepEqual([shown("unknown", 5), shown("unknown", 6)], ["offline", "needs you"]);
  assert.deepEqual([shown("rejected", 99), shown("offline", 99)], ["syncing", "offline"]);
});

Deno.test("a failure names what it is about, and says whether changes wait", () => {
  const waiting = [{ path: "a.md", kind: "edited", time: NOW }] as const;
  const changes = { first: NOW, last: NOW, isGuess: false };
  const table: readonly (readonly [AppState, string])[] = [
    [after(failure("too large", { path: "film.mp4" })), "Can't send: film.mp4 is too large"],
    [after(failure("bad name", { path: "a:b" })), "Refused: the remote has a file named a:b"],
    [after(failure("remote not found"), { waiting }), "Changes waiting · remote not found"],
    [after(failure("hung"), { changes }), "Changes waiting · no answer"],
    [
      after(EXAMPLES["large update"], { waiting }),
      "Changes waiting · confirm: an update changes 150,000 files",
    ],
    [after({ kind: "operation", operation: "git am" }), "Waiting: a git am is in progress"],
    [after(EXAMPLES["no room"], { waiting }), "Changes waiting · no room for 22 changed files"],
    [
      after(EXAMPLES["update refused"], { waiting }),
      "Changes waiting · the update of main is too large",
    ],
  ];
  for (const [state, said] of table) assert.equal(line(state), said);
  const lock = "/n/.git/index.lock";
  assert.match(problemSentence(failure("lock", { lock })), / \(\/n\/\.git\/index\.lock\): git's/);
  assert.equal(clickOn(failure("too large", { path: "film.mp4" })), "open folder");
  assert.equal(clickOn(failure("lock", { lock })), "unlock");
  const host = (detail: string) => clickOn(failure("host key", { detail }));
  assert.equal(host("Host key verification failed"), "trust host");
  assert.equal(host("Host key for git.example.org has changed"), undefined);
  assert.equal(host("SSL certificate problem: unable to get issuer certificate"), undefined);
});

Deno.test("the advice names what to do, on a Mac what to do there", () => {
  const lock = "/n/.git/index.lock";
  const refused = "ssh: connect to host nas.local port 22: No route to host";
  const table: readonly (readonly [Problem, linux: string | undefined, mac?: RegExp])[] = [
    [failure("sign in"), "Click to sign in with git push in a terminal"],
    [
      failure("sign in", { lacksHelper: true }),
      "Click: git config --global credential.helper store, then git push",
      /: git config --global credential\.helper osxkeychain, /,
    ],
    [
      failure("host key", { detail: "Host key verification failed" }),
      "Click to see the fingerprint of its key",
    ],
    [
      failure("host key", { detail: "Host key for git.example.org has changed and you have" }),
      "Its key has changed: ask the server's owner why before you go on",
    ],
    [
      failure("lock", { lock }),
      "If no git process is running, wait a minute, then click here: index.lock",
    ],
    [
      failure("remote owner"),
      "Change its owner, or run there: git config --global --add safe.directory PATH",
    ],
    [failure("too large"), "Move it out of the folder, or track it with git-lfs"],
    [
      EXAMPLES["mass deletion"],
      "Choose in Deleted Files: restore them, or delete them on all machines",
    ],
    [EXAMPLES.operation, "Syncing continues when it is finished or aborted"],
    [EXAMPLES["no room"], "Free some space on the disk; syncing continues by itself"],
    [
      EXAMPLES["folder unreadable"],
      "Give your user read and write permission for all of it",
      /Privacy & Security/,
    ],
    [
      EXAMPLES["not writable"],
      "Give your user write permission; syncing continues by itself",
      /Finder/,
    ],
    [EXAMPLES["no git"], "Install git, or set git_path", /xcode-select/],
    [
      { ...EXAMPLES["no git"], isForIntel: true },
      "It is made for Intel: set git_path to another one, or install Rosetta",
    ],
    // macOS says the same where access to the local network is not allowed.
    [failure("offline", { detail: refused }), undefined, /Local Network/],
  ];
  for (const [problem, linux, mac] of table) {
    const [onLinux, onMac] = ["linux", "darwin"].map((system) => advice(after(problem), system));
    assert.equal(onLinux, linux);
    if (mac === undefined) assert.equal(onMac, linux);
    else assert.match(onMac ?? "", mac);
  }
});
