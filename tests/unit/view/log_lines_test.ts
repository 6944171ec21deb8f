// What the log is reported: what a user would want to know, once.

import assert from "node:assert/strict";
import { gitPath } from "../../../src/engine/git/values/path.ts";
import type { AppEvent } from "../../../src/core/events.ts";
import { logLinesOf } from "../../../src/view/log_lines.ts";
import type { SyncOutcome } from "../../../src/engine/sync/outcome.ts";
import { CHANGED, clicked, MESSAGE, mistake, UP, WOKE } from "../../support/events.ts";
import {
  blocked,
  confirmed,
  failed,
  held,
  REBASE,
  received,
  sent,
  unconfirmed,
} from "../../support/outcomes.ts";
import { HOUR, MINUTE, type Play, play, type Syncs, TIMING } from "../../support/played_app.ts";

const DELETION = held();
const DELETED =
  "Not deleted elsewhere: 214 of 300 files were deleted, and only that is not synced: " +
  "restore them with `git-sync-bar --once --restore-deletion`, or confirm the deletion with " +
  "`git-sync-bar --once --confirm-deletion`";

/** An app, and all that its log was told since it was idle. */
function logged(syncs?: Syncs): { readonly app: Play; readonly log: string[] } {
  const log: string[] = [];
  const app = play({
    ...(syncs === undefined ? {} : { syncs }),
    onStep: (event, before, after) => log.push(...logLinesOf(event, before, after)),
  });
  log.length = 0;
  return { app, log };
}

/** What is told of syncs that end so, one after another. */
function logOfSyncs(...outcomes: SyncOutcome[]): string[] {
  const { app, log } = logged();
  for (const outcome of outcomes) {
    app.post(MESSAGE);
    app.wait(HOUR);
    app.end(outcome);
    app.wait(0);
  }
  return log;
}

/** What is told of these events. */
function logOfEvents(...events: AppEvent[]): string[] {
  const { app, log } = logged();
  for (const event of events) app.post(event);
  return log;
}

Deno.test("a failure is reported when it begins and when it is over, not at each retry", () => {
  let outcome: SyncOutcome = failed("offline");
  const { app, log } = logged({ ms: 0, outcome: () => outcome });
  app.wait(5 * HOUR);
  assert.ok(app.starts.length > 20);
  assert.deepEqual(log, ["Cannot sync: the remote cannot be reached: git's words on offline"]);
  outcome = confirmed();
  app.wait(HOUR);
  assert.deepEqual(log.slice(1), ["Syncing works again"]);
});

Deno.test("a failure that becomes another one is reported, the same one with other words is not", () => {
  const other: SyncOutcome = {
    kind: "problem",
    problem: { kind: "offline", detail: "other words" },
    report: unconfirmed().report,
  };
  assert.deepEqual(
    logOfSyncs(failed("offline"), other, failed("sign in"), blocked(REBASE)),
    [
      "Cannot sync: the remote cannot be reached: git's words on offline",
      "Cannot sync: the remote asks for a sign-in (run `git push` in a terminal once, then sync again): git's words on sign in",
      "Cannot sync: a rebase is in progress: syncing continues when it is finished or aborted",
    ],
  );
  const [race] = logOfSyncs(failed("rejected"));
  assert.match(race!, /^Trying again: other machines keep pushing at the same time: /);
});

Deno.test("a failure is not over because a save that stayed away from the remote went well", () => {
  const { app, log } = logged({
    ms: 0,
    outcome: ({ remote }) =>
      remote === "none" ? unconfirmed({ saved: ["a.md"] }) : failed("offline"),
  });
  app.wait(2 * HOUR);
  log.length = 0;
  app.post(CHANGED);
  app.wait(MINUTE);
  assert.deepEqual(log, ["Saved here: saved 1 change", "Saved: edited a.md"]);
});

Deno.test("a halted deletion is reported once, with its count and what to do, and so is its confirmation", () => {
  assert.deepEqual(logOfSyncs(DELETION, DELETION, confirmed()), [
    DELETED,
    "No deletion waits any more",
  ]);
  const { app, log } = logged();
  app.post(MESSAGE);
  app.end(DELETION);
  app.post(clicked("confirm deletion"));
  assert.deepEqual(log, [DELETED, "Asked to confirm deletion: 214 of 300 files"]);
});

Deno.test("a sync that did something is reported with its counts, one that found nothing new is not", () => {
  const both = [
    { path: "c.md", host: "desktop", kind: "deleted" },
    { path: "d.md", host: "laptop", kind: "added" },
    { path: "f.md", host: "desktop", kind: "renamed", from: "e.md" },
  ] as const;
  const table: readonly (readonly [SyncOutcome, ...string[]])[] = [
    [confirmed()],
    [failed("aborted")],
    [sent("a.md", "b.md"), "Up to date: sent 2 changes", "Sent: edited a.md, edited b.md"],
    [received("c.md"), "Up to date: received 1 change", "Received from desktop: edited c.md"],
    [confirmed({ pushed: true }), "Up to date: sent what was saved before"],
    [
      confirmed({
        saved: ["a.md", "b.md", "c.md"],
        deleted: ["a.md", "b.md"],
        pushed: true,
        received: both,
      }),
      "Up to date: sent 3 changes (2 deletions), received 3 changes (1 deletion)",
      "Sent: deleted a.md, deleted b.md, edited c.md",
      "Received from desktop: deleted c.md, renamed e.md to f.md",
      "Received from laptop: added d.md",
    ],
    [
      unconfirmed({ saved: ["a.md"], deleted: ["a.md"] }),
      "Saved here: saved 1 change (1 deletion)",
      "Saved: deleted a.md",
    ],
    [
      confirmed({ edits: [{ path: "a.md", kind: "restored" }], saved: ["a.md"], pushed: true }),
      "Up to date: sent 1 change",
      "Sent: restored a.md",
    ],
    [
      received(...Array.from({ length: 1_020 }, (_, at) => `${at}`)),
      "Up to date: received 1020 changes",
      `Received from desktop: ${
        Array.from({ length: 20 }, (_, at) => `edited ${at}`).join(", ")
      } and 1,000 more`,
    ],
  ];
  for (const [outcome, ...lines] of table) assert.deepEqual(logOfSyncs(outcome), lines);
});

Deno.test("a conflict is reported when it comes up, also when that sync failed later", () => {
  const conflict = {
    path: gitPath("a.md"),
    copy: gitPath("a (conflict).md"),
    side: "ours",
    origin: { host: "laptop", time: 0 },
  } as const;
  const told = ['Conflict: a.md: version from laptop is in "a (conflict).md"'];
  const conflicts = [conflict];
  assert.deepEqual(logOfSyncs(confirmed({ pushed: true, conflicts }), confirmed()), [
    "Up to date: sent what was saved before",
    ...told,
  ]);
  assert.deepEqual(logOfSyncs(failed("offline", { conflicts })).slice(0, 1), told);
});

Deno.test("what is not synced is reported when it is found, and again only when it has been in between", () => {
  const notSynced = [{ path: "film.mp4", reason: "too large" }] as const;
  const line =
    "Not synced: film.mp4: larger than sync_max_file_mb: raise the limit, or track it with git-lfs";
  assert.deepEqual(
    logOfSyncs(confirmed({ notSynced }), confirmed({ notSynced }), confirmed({ notSynced })),
    [
      line,
    ],
  );
  assert.deepEqual(logOfSyncs(confirmed({ notSynced }), confirmed(), confirmed({ notSynced })), [
    line,
    line,
  ]);
});

Deno.test("live updates and watching are reported when they begin and end, not at each failed try", () => {
  const down = (reason: string) =>
    ({ kind: "connection", connection: { kind: "down", reason } }) as const;
  const polling = (reason: string) =>
    ({ kind: "watch", watch: { kind: "polling", reason } }) as const;
  const watching = { kind: "watch", watch: { kind: "watching" } } as const;
  const unwatched = { kind: "watch", watch: { kind: "off" } } as const;
  const off = { kind: "connection", connection: { kind: "off" } } as const;
  assert.deepEqual(
    logOfEvents(down("no such host"), down("refused"), UP, UP, down("closed"), off),
    [
      "Live updates are off: no such host",
      "Live updates are on",
      "Live updates are off: closed",
      "Live updates are off",
    ],
  );
  const [first, second] = ["a", "b"].map((name) =>
    polling(`Cannot watch "/n/${name}": the limit is reached`)
  );
  assert.deepEqual(logOfEvents(watching, watching, first!, second!, unwatched, unwatched), [
    "Watching the folder",
    'Cannot watch "/n/a": the limit is reached; checking every 15 s',
    "Not watching the folder",
  ]);
});

Deno.test("mistakes and settings without effect are reported once each, until they are right again", () => {
  const read = (...warnings: string[]) =>
    ({ kind: "configured", timing: TIMING, fresh: false, warnings }) as const;
  const mistaken = (mistakes: readonly string[], ...warnings: string[]) =>
    ({ kind: "misconfigured", mistakes: mistakes.map(mistake), warnings }) as const;
  const inForce = "The configuration is in force";
  assert.deepEqual(
    logOfEvents(
      mistaken(["mqtt_port is 0"]),
      mistaken(["mqtt_port is 0", "sync_dir is missing"]),
      mistaken(["sync_dir is missing"]),
      read(),
      mistaken(["sync_dir is missing"]),
    ),
    ["mqtt_port is 0", "sync_dir is missing", inForce, "sync_dir is missing"],
  );
  assert.deepEqual(
    logOfEvents(
      read("Ignored a"),
      read("Ignored a", "Ignored b"),
      mistaken(["c"], "Ignored b"),
      read(),
      read("Ignored b"),
    ),
    ["Ignored a", inForce, "Ignored b", inForce, "c", inForce, "Ignored b", inForce],
  );
});

Deno.test("what the user asks for, a wake and a stop are reported; changes, messages and the timer are not", () => {
  assert.deepEqual(
    logOfEvents(
      CHANGED,
      MESSAGE,
      { kind: "due" },
      clicked("sync"),
      clicked("pause"),
      WOKE,
      { kind: "stop" },
    ),
    ["Asked to sync", "Asked to pause", "Woke from sleep, or the clock changed", "Stopping"],
  );
});

Deno.test("a program that writes at each sync, as a hook, is slowed down, and it is said once", () => {
  const log: string[] = [];
  const app = play({
    timing: { delayMs: 0, pollMs: 100 * HOUR },
    onStep: (event, before, after) => log.push(...logLinesOf(event, before, after)),
  });
  app.post(CHANGED);
  app.wait(0);
  const push = () => {
    // The hook writes while it is sent.
    app.post(CHANGED);
    app.end(sent("pushes.txt"));
    app.wait(0);
  };
  while (app.state.folder.running !== undefined) push();
  assert.equal(app.starts.length, 21);
  const waits = [0, 1, 2, 3, 4, 5, 6, 7].map(() => {
    const { now } = app;
    while (app.state.folder.running === undefined) app.wait(500);
    push();
    return app.now - now;
  });
  assert.deepEqual(waits.map((ms) => ms / 1000), [1, 2, 4, 8, 16, 32, 60, 60]);
  const said = log.filter((line) => line.includes("hook"));
  assert.equal(said.length, 1);
  assert.match(said[0]!, /writes "pushes.txt" at each sync/);
});

Deno.test("saves that each come some time after a sync are not slowed down", () => {
  const app = play({ timing: { delayMs: 0, pollMs: 100 * HOUR } });
  for (let save = 1; save <= 50; save++) {
    app.wait(300);
    app.post(CHANGED);
    app.wait(0);
    assert.equal(app.starts.length, save);
    app.end(sent("notes.md"));
  }
});
