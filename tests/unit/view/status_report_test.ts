// The answer to `--status`: everything that a user may ask, in words and for programs.

import assert from "node:assert/strict";
import { type StateParts, withParts } from "../../support/app_state.ts";
import { mistake } from "../../support/events.ts";
import type { AppState } from "../../../src/core/state.ts";
import { type Status, statusLines, statusOf } from "../../../src/view/status_report.ts";
import { clicked, MESSAGE } from "../../support/events.ts";
import { confirmed, CONFLICT, DELETION, failed, held } from "../../support/outcomes.ts";
import { failure } from "../../support/problems.ts";
import { MINUTE, play, playFromStart } from "../../support/played_app.ts";

const { state: IDLE, now: NOW } = play();

const clock = (time: number) => new Date(time).toISOString().slice(11, 16);

const of = (state: AppState, now = NOW) =>
  statusOf([{ name: "notes", state, folder: "/home/me/notes" }], { now, clock });

const FOLDER = "Folder: /home/me/notes";
const LAST = "Last up to date: 2026-11-23 19:32:00";

/** The lines as they are where the clock is 5:30 ahead of UTC. */
function linesOf(status: Status): string[] {
  const before = Deno.env.get("TZ");
  Deno.env.set("TZ", "Asia/Kolkata");
  try {
    return statusLines(status);
  } finally {
    if (before === undefined) Deno.env.delete("TZ");
    else Deno.env.set("TZ", before);
  }
}

Deno.test("at rest: the line, the folder, the last time that all was equal", () => {
  assert.deepEqual(linesOf(of(IDLE)), ["Up to date · 14:02", FOLDER, LAST]);
});

Deno.test("before the first configuration: that it is not set up, what to do, and nothing that it cannot know", () => {
  const { state } = playFromStart();
  const status = statusOf([{ name: "", state, folder: undefined }], { now: NOW, clock });
  assert.deepEqual(linesOf(status), [
    "Not set up yet",
    "Set up a folder with `git-sync-bar --setup`",
  ]);
});

Deno.test("with a problem: what it is and what to do, what waits, and when all was equal last", () => {
  const app = play();
  app.wait(MINUTE);
  app.post(MESSAGE);
  app.end(failed("offline", { saved: ["a.md", "b c.md"] }));
  assert.deepEqual(linesOf(of(app.state)), [
    "Changes waiting · offline",
    FOLDER,
    LAST,
    "Error: the remote cannot be reached: git's words on offline",
    "Waiting: a.md",
    "Waiting: b c.md",
  ]);
  app.post(clicked("sync"));
  app.end(held());
  app.post(clicked("pause"));
  const [line, , , error] = linesOf(of(app.state));
  assert.equal(line, "Paused · Confirm: 214 of 300 files deleted");
  assert.match(
    error!,
    /^Error: 214 of 300 files were deleted, and only that is not synced: restore them with .*, or confirm /,
  );
});

Deno.test("a sync under way: how far it is, also where the first line names something else", () => {
  const app = play();
  app.post(clicked("sync"));
  app.post({
    kind: "progress",
    progress: { kind: "sending", bytes: 12_000_000, totalBytes: 40_000_000 },
  });
  const said = "Sending 12 of 40 MB · 30%";
  const status = of(app.state, NOW + MINUTE);
  assert.deepEqual(linesOf(status), [said, FOLDER, LAST]);
  assert.deepEqual(status.progress, {
    kind: "sending",
    bytes: 12_000_000,
    totalBytes: 40_000_000,
    percent: 30,
  });
  app.post(clicked("pause"));
  assert.deepEqual(linesOf(of(app.state)), ["Paused", `Under way: ${said}`, FOLDER, LAST]);
});

Deno.test("open conflicts: whose version is where, and of when", () => {
  const app = play();
  app.post(MESSAGE);
  app.end(confirmed({ openConflicts: [CONFLICT] }));
  assert.deepEqual(linesOf(of(app.state)), [
    "Up to date · 14:02",
    FOLDER,
    LAST,
    `Conflict: a.md: version from desktop, 2026-11-22 15:00:00, is in "${CONFLICT.copy}"`,
    "To settle a conflict: `git-sync-bar --settle COPY --keep this|other|both`",
  ]);
});

Deno.test("a mass deletion of another machine: what was deleted, and the command that restores it", () => {
  assert.deepEqual(linesOf(of(withParts(IDLE, { deletion: DELETION }))).slice(3), [
    "desktop deleted 13 of 24 files",
    "To restore them on all machines: `git-sync-bar --sync-now --restore-deletion`",
  ]);
  const deletion = { ...DELETION, deleted: 0, left: 13 };
  assert.deepEqual(linesOf(of(withParts(IDLE, { deletion }))).slice(3), [
    "desktop took 13 of 24 files out of the sync",
  ]);
});

Deno.test("what is not synced, what is not watched, and the link are reported with their reasons", () => {
  const state: AppState = withParts(IDLE, {
    notSynced: [
      { path: "film.mp4", reason: "too large" },
      { path: ".env", reason: "was ignored", by: "pc" },
    ],
    watching: {
      state: { kind: "polling", reason: "Cannot watch the folder: the limit is reached" },
      scanAt: undefined,
    },
    connection: { kind: "down", reason: "the broker refused the password" },
  });
  assert.deepEqual(linesOf(of(state)).slice(3), [
    "Not synced: film.mp4: larger than sync_max_file_mb: raise the limit, or track it with git-lfs",
    // A terminal has nothing to click.
    "Not synced: .env: was not synced until pc's change; `--once --publish PATH` to sync it",
    "Cannot watch the folder: the limit is reached; checking every 15 s",
    "Live updates: off, the broker refused the password",
  ]);
  const reason = 'Cannot watch "/n/a/b": Permission denied';
  const polling = (...parts: string[]) => {
    return linesOf(
      of(
        withParts(IDLE, {
          watching: { state: { kind: "polling", reason, parts }, scanAt: undefined },
        }),
      ),
    ).at(-1);
  };
  assert.equal(polling("a"), `${reason}; checking "a" every 15 s`);
  assert.equal(polling("a", "c"), `${reason}; checking "a" and 1 other folder every 15 s`);
  assert.equal(
    linesOf(of(withParts(IDLE, { connection: { kind: "up" } }))).at(-1),
    "Live updates: on",
  );
});

Deno.test("mistakes of the configuration are all told, and what runs on beside them", () => {
  const app = play();
  app.post({
    kind: "misconfigured",
    mistakes: [mistake("mqtt_port is 0"), mistake("sync_dir is missing")],
    warnings: ['Ignored "colour" in the configuration "/c.json": there is no such key'],
  });
  assert.deepEqual(linesOf(of(app.state)).slice(1), [
    FOLDER,
    LAST,
    "Mistake: mqtt_port is 0",
    "Mistake: sync_dir is missing",
    'Ignored "colour" in the configuration "/c.json": there is no such key',
  ]);
});

Deno.test("as JSON: every field, times in ISO 8601, nothing lost on the way", () => {
  const app = play();
  app.post(MESSAGE);
  app.end(confirmed({ openConflicts: [CONFLICT] }));
  app.post({ kind: "connection", connection: { kind: "down", reason: "no answer" } });
  app.post(clicked("sync"));
  app.end(failed("sign in", { saved: ["a.md"], notSynced: [{ path: "b", reason: "unreadable" }] }));
  assert.deepEqual(JSON.parse(JSON.stringify(of(app.state))), {
    version: 1,
    condition: "needs you",
    line: "Sign-in needed",
    folder: "/home/me/notes",
    lastUpToDate: "2026-11-23T14:02:00.000Z",
    waiting: ["a.md"],
    conflicts: [{ ...CONFLICT, time: "2026-11-22T09:30:00.000Z" }],
    notSynced: [{ path: "b", reason: "unreadable" }],
    error:
      "the remote asks for a sign-in (run `git push` in a terminal once, then sync again): git's words on sign in",
    mistakes: [],
    warnings: [],
    link: { kind: "down", reason: "no answer" },
    watch: { kind: "off" },
  });
});

Deno.test("several folders: the overall line, then each with its name, then what is about the app", () => {
  const named = (name: string, parts: StateParts) => ({
    name,
    state: withParts(IDLE, {
      connection: { kind: "up" },
      mistakes: [mistake("mqtt_port")],
      ...parts,
    }),
    folder: `/home/me/${name}`,
  });
  const problem = failure("sign in");
  const status = statusOf([named("notes", {}), named("book", { problem, conflicts: [CONFLICT] })], {
    now: NOW,
    clock,
  });
  const [overall, mistaken, ...lines] = linesOf(status);
  assert.equal(overall, "Configuration has a mistake: mqtt_port");
  assert.match(mistaken!, /^Mistake: /);
  assert.deepEqual(lines.map((line) => line.split(" ").slice(0, 4).join(" ")), [
    "notes: Up to date",
    "notes: Folder: /home/me/notes",
    "notes: Last up to",
    "book: Sign-in needed",
    "book: Folder: /home/me/book",
    "book: Last up to",
    "book: Error: the remote",
    "book: Conflict: a.md: version",
    "book: To settle a",
    "Live updates: on",
  ]);
});
