// What the log is told: what a person would want to know, once.

import assert from "node:assert/strict";
import { gitPath } from "../../../src/engine/git/values/path.ts";
import type { AppEvent } from "../../../src/core/events.ts";
import { logLinesOf } from "../../../src/view/log_lines.ts";
import type { SyncOutcome } from "../../../src/engine/sync/outcome.ts";
import { CHANGED, clicked, MESSAGE, mistake, UP, WOKE } from "../../support/events.ts";
import {
  blocked,
  failed,
  heard,
  MASS_DELETION,
  REBASE,
  received,
  sent,
  unheard,
} from "../../support/outcomes.ts";
import {
  HOUR,
  MINUTE,
  type Play,
  play,
  SECOND,
  type Syncs,
  TIMING,
} from "../../support/played_app.ts";

const DELETION = blocked(MASS_DELETION);
const DELETED = "Cannot sync: 214 of 300 files were deleted: " +
  "restore them, or confirm the deletion with `git-sync-bar --once --confirm-deletion`";

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
function newsOfSyncs(...outcomes: SyncOutcome[]): string[] {
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
function newsOfEvents(...events: AppEvent[]): string[] {
  const { app, log } = logged();
  for (const event of events) app.post(event);
  return log;
}

Deno.test("a failure is told when it begins and when it is over, not at each retry", () => {
  let outcome: SyncOutcome = failed("offline");
  const { app, log } = logged({ ms: 0, outcome: () => outcome });
  app.wait(5 * HOUR);
  assert.ok(app.starts.length > 20);
  assert.deepEqual(log, ["Cannot sync: the remote cannot be reached: git's words on offline"]);
  outcome = heard();
  app.wait(HOUR);
  assert.deepEqual(log.slice(1), ["Syncing works again"]);
});

Deno.test("a failure that becomes another one is told, the same one with other words is not", () => {
  const other: SyncOutcome = {
    kind: "problem",
    problem: { kind: "offline", detail: "other words" },
    report: unheard().report,
  };
  assert.deepEqual(
    newsOfSyncs(failed("offline"), other, failed("sign in"), blocked(REBASE), DELETION),
    [
      "Cannot sync: the remote cannot be reached: git's words on offline",
      "Cannot sync: the remote asks for a sign-in (run `git push` in a terminal once, then sync again): git's words on sign in",
      "Cannot sync: a rebase is in progress: syncing continues when it is finished or aborted",
      DELETED,
    ],
  );
});

Deno.test("a failure is not over because a save that stayed away from the remote went well", () => {
  const { app, log } = logged({
    ms: 0,
    outcome: ({ remote }) => remote === "none" ? unheard({ saved: ["a.md"] }) : failed("offline"),
  });
  app.wait(2 * HOUR);
  log.length = 0;
  app.post(CHANGED);
  app.wait(MINUTE);
  assert.deepEqual(log, ["Saved here: saved 1 change"]);
});

Deno.test("a halted deletion is told once, with its count and what to do", () => {
  assert.deepEqual(newsOfSyncs(DELETION, DELETION, heard()), [DELETED, "Syncing works again"]);
});

Deno.test("a sync that did something is told, one that found nothing new is not", () => {
  assert.deepEqual(newsOfSyncs(heard(), heard()), []);
  assert.deepEqual(newsOfSyncs(sent("a.md", "b.md"), received("c.md"), heard({ pushed: true })), [
    "Up to date: sent 2 changes",
    "Up to date: received 1 change",
    "Up to date: sent",
  ]);
});

Deno.test("deletions among the changes are counted", () => {
  const received = [
    { path: "c.md", host: "desktop", deleted: true },
    { path: "d.md", host: "desktop", deleted: false },
  ];
  assert.deepEqual(
    newsOfSyncs(
      heard({ saved: ["a.md", "b.md", "c.md"], deleted: ["a.md", "b.md"], pushed: true, received }),
      unheard({ saved: ["a.md"], deleted: ["a.md"] }),
    ),
    [
      "Up to date: sent 3 changes (2 deletions), received 2 changes (1 deletion)",
      "Saved here: saved 1 change (1 deletion)",
    ],
  );
});

Deno.test("who confirms a deletion was told of how many files", () => {
  const { app, log } = logged();
  app.post(MESSAGE);
  app.end(DELETION);
  app.post(clicked("confirm deletion"));
  assert.deepEqual(log, [DELETED, "Asked to confirm deletion: 214 of 300 files"]);
});

Deno.test("a save that was not sent is not called up to date", () => {
  for (const told of newsOfSyncs(unheard({ saved: ["a.md"] }))) {
    assert.doesNotMatch(told, /up to date/i);
  }
});

Deno.test("a conflict is told when it comes up, also when that sync failed later", () => {
  const conflict = {
    path: gitPath("a.md"),
    copy: gitPath("a (conflict).md"),
    side: "ours",
    origin: { host: "laptop", time: 0 },
  } as const;
  const told = ['Conflict: a.md: the version of laptop is in "a (conflict).md"'];
  const conflicts = [conflict];
  assert.deepEqual(newsOfSyncs(heard({ pushed: true, conflicts }), heard()), [
    "Up to date: sent",
    ...told,
  ]);
  assert.deepEqual(newsOfSyncs(failed("offline", { conflicts })).slice(0, 1), told);
});

Deno.test("what is not synced is told when it is found, and again only when it has been in between", () => {
  const notSynced = [{ path: "film.mp4", reason: "too large" }] as const;
  const line = "Not synced: film.mp4: larger than sync_max_file_mb";
  assert.deepEqual(newsOfSyncs(heard({ notSynced }), heard({ notSynced }), heard({ notSynced })), [
    line,
  ]);
  assert.deepEqual(newsOfSyncs(heard({ notSynced }), heard(), heard({ notSynced })), [line, line]);
});

Deno.test("the link for live updates is told when it comes and goes, not at each failed try", () => {
  const down = (reason: string) => ({ kind: "link", link: { kind: "down", reason } }) as const;
  assert.deepEqual(
    newsOfEvents(
      down("no such host"),
      down("refused"),
      UP,
      UP,
      down("closed"),
      { kind: "link", link: { kind: "off" } },
    ),
    [
      "Live updates are off: no such host",
      "Live updates are on",
      "Live updates are off: closed",
      "Live updates are off",
    ],
  );
});

Deno.test("watching is told when it begins and ends, not at each try", () => {
  const polling = (reason: string) =>
    ({ kind: "watch", watch: { kind: "polling", reason } }) as const;
  assert.deepEqual(
    newsOfEvents(
      { kind: "watch", watch: { kind: "watching" } },
      { kind: "watch", watch: { kind: "watching" } },
      polling('Cannot watch "/n/a": the limit is reached'),
      polling('Cannot watch "/n/b": the limit is reached'),
      { kind: "watch", watch: { kind: "off" } },
      { kind: "watch", watch: { kind: "off" } },
    ),
    [
      "Watching the folder",
      'Cannot watch "/n/a": the limit is reached; checking every 15 s',
      "Not watching the folder",
    ],
  );
});

Deno.test("mistakes of the configuration are told once each, until it is right again", () => {
  const mistaken = (...mistakes: string[]) =>
    ({ kind: "misconfigured", mistakes: mistakes.map(mistake), warnings: [] }) as const;
  assert.deepEqual(
    newsOfEvents(
      mistaken("mqtt_port is 0"),
      mistaken("mqtt_port is 0", "sync_dir is missing"),
      mistaken("sync_dir is missing"),
      { kind: "configured", timing: TIMING, fresh: false, warnings: [] },
      mistaken("sync_dir is missing"),
    ),
    [
      "mqtt_port is 0",
      "sync_dir is missing",
      "The configuration is in force",
      "sync_dir is missing",
    ],
  );
});

Deno.test("a setting without effect is told once, until it is right again", () => {
  const read = (...warnings: string[]) =>
    ({ kind: "configured", timing: TIMING, fresh: false, warnings }) as const;
  assert.deepEqual(
    newsOfEvents(
      read("Ignored a"),
      read("Ignored a", "Ignored b"),
      { kind: "misconfigured", mistakes: [mistake("c")], warnings: ["Ignored b"] },
      read(),
      read("Ignored b"),
    ),
    [
      "Ignored a",
      "The configuration is in force",
      "Ignored b",
      "The configuration is in force",
      "c",
      "The configuration is in force",
      "Ignored b",
      "The configuration is in force",
    ],
  );
});

Deno.test("what a person asks for, a wake and a stop are told; changes, messages and the timer are not", () => {
  assert.deepEqual(
    newsOfEvents(
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

Deno.test("a day of nothing is worth no line", () => {
  const { app, log } = logged({ ms: SECOND, outcome: () => heard() });
  app.wait(24 * HOUR);
  assert.deepEqual(log, []);
});

Deno.test("what the app itself ends, as it ends, is no failure that a person would want to know", () => {
  assert.deepEqual(newsOfSyncs(failed("aborted")), []);
});
