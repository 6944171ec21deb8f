// The words for a state: which of several conditions is shown, and what is said of it.

import assert from "node:assert/strict";
import { type StateParts, withParts } from "../../support/app_state.ts";
import {
  CHANGED,
  clicked,
  MAYBE_CHANGED,
  MESSAGE,
  mistake,
  UP,
  WOKE,
} from "../../support/events.ts";
import type { AppState } from "../../../src/core/state.ts";
import { type Condition, condition, statusLine } from "../../../src/view/status_line.ts";
import type { FailureKind } from "../../../src/engine/git/process/failure.ts";
import {
  CONFLICT,
  failed,
  heard,
  MASS_DELETION,
  received,
  sent,
  unheard,
} from "../../support/outcomes.ts";
import {
  DAY,
  HOUR,
  MINUTE,
  type Play,
  play,
  playFromStart,
  SECOND,
  TIMING,
} from "../../support/played_app.ts";
import { failure as failureOf } from "../../support/problems.ts";

/** When everything was equal, and idle ever since. */
const { state: IDLE, now: NOW } = play();

/** The clock of a person in Greenwich. */
const clock = (time: number) => new Date(time).toISOString().slice(11, 16);

const line = (state: AppState, now = NOW) => statusLine(state, { now, clock });

const lineOf = (app: Play) => line(app.state, app.now);

const failure = (kind: FailureKind) => ({ problem: failureOf(kind) });

/** A sync that began so long ago. */
function working(ms: number, saves = false): StateParts {
  return {
    running: {
      since: NOW - ms,
      changes: saves ? { first: NOW - ms, last: NOW - ms, isGuess: false } : undefined,
      remote: "ask",
      fullScan: false,
      confirmDeletion: false,
      restoreDeletion: false,
      message: false,
    },
  };
}

const PAUSED = { paused: true };
const CHANGES = { changes: { first: NOW, last: NOW, isGuess: false } };
const WAITING = { waiting: [{ path: "a.md", deleted: false }] };
const LINK_DOWN = { connection: { kind: "down", reason: "no answer" } } as const;

/** What each condition comes from, the one that matters most last. */
const CONDITIONS: readonly (readonly [Condition, StateParts])[] = [
  ["up to date", {}],
  ["changes waiting", CHANGES],
  ["live updates off", LINK_DOWN],
  ["syncing", working(SECOND)],
  ["paused", PAUSED],
  ["conflict", { conflicts: [CONFLICT] }],
  ["needs you", failure("sign in")],
  ["needs you", { mistakes: [mistake("mqtt_port")] }],
];

Deno.test("of all that is the case at once, the condition that matters most is shown", () => {
  for (let together = 0; together < 2 ** CONDITIONS.length; together++) {
    const chosen = CONDITIONS.filter((_, index) => (together & 2 ** index) !== 0);
    const state = withParts(IDLE, ...chosen.map(([, part]) => part));
    const expected = chosen.at(-1)?.[0] ?? "up to date";
    if (expected !== "needs you") {
      const isHidden = state.paused && expected !== "up to date";
      assert.equal(
        condition(withParts(state, failure("offline")), NOW),
        isHidden ? expected : "offline",
      );
    }
    assert.equal(condition(state, NOW), expected, chosen.map(([name]) => name).join(", "));
  }
});

Deno.test("of all that is the case at once, the line hides no pause, no problem and no offline", () => {
  for (let together = 0; together < 2 ** CONDITIONS.length; together++) {
    const chosen = CONDITIONS.filter((_, index) => (together & 2 ** index) !== 0);
    const state = withParts(IDLE, ...chosen.map(([, part]) => part));
    const said = line(state);
    const names = chosen.map(([name]) => name).join(", ");
    if (state.config.mistakes.length > 0) {
      assert.equal(said, "Configuration has a mistake: mqtt_port", names);
      continue;
    }
    if (state.paused) assert.match(said, /^Paused/, names);
    if (state.folder.problem !== undefined) assert.match(said, /Sign-in needed|[Oo]ffline/, names);
    const isClear = chosen.every(([name]) => name === "up to date" || name === "conflict");
    assert.equal(said.startsWith("Up to date"), isClear, names);
  }
});

Deno.test("without a configuration it says so, a mistaken one needs the person", () => {
  const app = playFromStart();
  assert.equal(condition(app.state, NOW), "not set up");
  assert.equal(lineOf(app), "Not set up yet · Edit Configuration");
  app.post({
    kind: "misconfigured",
    mistakes: [mistake("mqtt_port"), mistake("sync_dir")],
    warnings: [],
  });
  assert.equal(condition(app.state, NOW), "needs you");
  assert.equal(lineOf(app), "Configuration has a mistake: mqtt_port");
});

Deno.test("work that takes less than a second is not worth a word", () => {
  assert.equal(condition(withParts(IDLE, working(999)), NOW), "up to date");
  assert.equal(condition(withParts(IDLE, working(1000)), NOW), "syncing");
  assert.equal(line(withParts(IDLE, working(1000))), "Syncing…");
  assert.equal(line(withParts(IDLE, { ...WAITING, ...working(1000) })), "Sending…");
});

Deno.test("a sync says which way files go, as soon as git tells", () => {
  const app = play();
  app.post(clicked("sync"));
  app.post({ kind: "transfer", direction: "receiving" });
  assert.equal(lineOf(app), "Up to date · 14:02");
  app.wait(SECOND);
  assert.equal(lineOf(app), "Receiving…");
  app.post({ kind: "transfer", direction: "sending" });
  assert.equal(lineOf(app), "Sending…");
  app.end();
  app.post({ kind: "transfer", direction: "sending" });
  assert.equal(lineOf(app), "Up to date · 14:02");
});

Deno.test("a transfer says how far it is, and is never called offline", () => {
  const app = play();
  app.post(CHANGED);
  app.wait(10 * SECOND);
  app.end(failed("offline", { saved: ["film.mp4"] }));
  app.wait(5 * SECOND);
  assert.equal(lineOf(app), "Changes waiting · offline");
  const MB = 1024 * 1024;
  const table = [
    [{}, "Sending…"],
    [{ bytes: 1000, total: 2000 }, "Sending…"],
    [{ bytes: 12.9 * MB, total: 40.2 * MB }, "Sending… 12 MB of 40"],
    [{ bytes: 40.9 * MB, total: 40.2 * MB }, "Sending… 40 MB of 40"],
    [{ bytes: 3 * MB }, "Sending… 3 MB"],
  ] as const;
  for (const [progress, said] of table) {
    app.post({ kind: "transfer", direction: "sending", ...progress });
    assert.deepEqual([condition(app.state, app.now), lineOf(app)], ["syncing", said]);
    const inConflict = withParts(app.state, { conflicts: [CONFLICT] });
    assert.equal(condition(inConflict, app.now), "conflict");
  }
  app.post({ kind: "transfer", direction: "receiving", bytes: 5 * MB });
  assert.equal(lineOf(app), "Receiving… 5 MB");
  app.end(failed("offline"));
  assert.equal(lineOf(app), "Changes waiting · offline");
});

Deno.test("a sync that runs while the clock is set back is shown all the same", () => {
  const app = play();
  app.post(MESSAGE);
  app.setClock(NOW - 365 * DAY);
  app.post(WOKE);
  app.wait(SECOND);
  assert.equal(lineOf(app), "Syncing…");
});

Deno.test("the time is when the remote last said that all is equal, not when that was looked at here", () => {
  const app = play({
    syncs: { ms: 0, outcome: ({ remote }) => remote === "ask" ? heard() : unheard() },
  });
  assert.equal(lineOf(app), "Up to date · 14:02");
  app.wait(30 * MINUTE);
  app.post(CHANGED);
  app.wait(10 * SECOND);
  assert.equal(lineOf(app), "Up to date · 14:02");
  app.wait(30 * MINUTE);
  assert.equal(lineOf(app), "Up to date · 15:02");
});

Deno.test("a save, from the change to its end: no moment is called up to date", () => {
  const app = play();
  app.post(CHANGED);
  assert.equal(lineOf(app), "Saving changes…");
  app.wait(10 * SECOND);
  assert.equal(lineOf(app), "Saving changes…", "it has only begun");
  app.wait(SECOND);
  assert.equal(lineOf(app), "Syncing…");
  app.post(CHANGED);
  app.end(sent("a.md"));
  assert.equal(lineOf(app), "Saving changes…", "what changed meanwhile is not saved");
  app.wait(10 * SECOND);
  app.end(sent("a.md"));
  assert.equal(lineOf(app), "Up to date · 14:02");
});

Deno.test("where nobody can tell a change from what came in, it is looked into at once, without a word", () => {
  const app = play();
  app.post(MAYBE_CHANGED);
  assert.equal(lineOf(app), "Up to date · 14:02");
  app.wait(SECOND);
  assert.deepEqual(app.starts.map(({ remote, at }) => [remote, at]), [["send", SECOND / 2]]);
  assert.equal(lineOf(app), "Up to date · 14:02", "it has only begun");
  app.end(unheard());
  app.post(MAYBE_CHANGED);
  app.post(CHANGED);
  app.post(MAYBE_CHANGED);
  assert.equal(lineOf(app), "Saving changes…", "somebody has written");
});

Deno.test("a start: what was remembered is not called up to date before the remote was heard", () => {
  const remembered = { paused: false, recent: [], upToDateAt: NOW - HOUR };
  const app = playFromStart({ remembered });
  app.post({ kind: "configured", timing: TIMING, fresh: true, warnings: [] });
  assert.deepEqual([condition(app.state, app.now), lineOf(app)], ["syncing", "Starting…"]);
  app.wait(SECOND);
  assert.equal(lineOf(app), "Syncing…");
  app.end(failed("offline"));
  assert.equal(lineOf(app), "Offline");
  app.post(clicked("sync"));
  app.end();
  assert.equal(lineOf(app), "Up to date · 14:02");
});

Deno.test("another folder is not up to date because the one before it was", () => {
  const app = play();
  app.post(MESSAGE);
  app.post({ kind: "configured", timing: TIMING, fresh: true, warnings: [] });
  assert.equal(lineOf(app), "Starting…");
  app.end(unheard());
  assert.equal(lineOf(app), "Starting…");
  app.end();
  assert.equal(lineOf(app), "Up to date · 14:02");
});

Deno.test("offline: it says whether changes wait, also while they are being saved, until they are sent", () => {
  const app = play();
  app.post(MESSAGE);
  app.end(failed("offline"));
  assert.equal(lineOf(app), "Offline");
  app.wait(5 * SECOND);
  app.end(failed("offline"));
  app.wait(10 * SECOND);
  app.end(failed("offline"));
  app.post(CHANGED);
  assert.equal(lineOf(app), "Changes waiting · offline");
  app.wait(10 * SECOND);
  assert.equal(app.state.folder.running?.remote, "none");
  assert.equal(lineOf(app), "Changes waiting · offline");
  app.wait(2 * SECOND);
  assert.equal(condition(app.state, app.now), "offline", "a save does not make it look online");
  app.end(unheard({ saved: ["a.md"] }));
  assert.equal(lineOf(app), "Changes waiting · offline");
  app.post(UP);
  assert.equal(lineOf(app), "Changes waiting · offline", "a try is not yet a success");
  app.end(sent());
  assert.equal(lineOf(app), "Up to date · 14:02");
});

Deno.test("a pause never hides a problem, and promises no other try", () => {
  const table: readonly (readonly [StateParts, string])[] = [
    [{}, "Paused"],
    [CHANGES, "Paused"],
    [WAITING, "Paused"],
    [LINK_DOWN, "Paused"],
    [{ conflicts: [CONFLICT] }, "Paused"],
    [working(HOUR), "Paused"],
    [failure("offline"), "Paused · Offline"],
    [{ ...failure("offline"), ...WAITING }, "Paused · Changes waiting · offline"],
    [failure("unknown"), "Paused · Something went wrong"],
    [failure("rejected"), "Paused · Another machine is pushing"],
    [failure("sign in"), "Paused · Sign-in needed"],
    [
      { problem: MASS_DELETION },
      "Paused · Confirm: 214 of 300 files deleted",
    ],
    [{ mistakes: [mistake("mqtt_port")] }, "Configuration has a mistake: mqtt_port"],
  ];
  for (const [part, said] of table) {
    assert.equal(line(withParts(IDLE, { ...PAUSED, ...part })), said);
  }
});

Deno.test("an open conflict does not hide what else is the case, nor is that called up to date", () => {
  const conflicts = [CONFLICT];
  const table: readonly (readonly [StateParts, string])[] = [
    [{}, "Up to date · 14:02"],
    [CHANGES, "Saving changes…"],
    [WAITING, "Changes waiting"],
    [working(0, true), "Saving changes…"],
    [working(SECOND), "Syncing…"],
    [failure("offline"), "Offline"],
    [{ ...failure("offline"), ...WAITING }, "Changes waiting · offline"],
    [PAUSED, "Paused"],
    [LINK_DOWN, "Live updates off · checking every 60 min"],
    [{ confirmedSinceStart: false }, "Starting…"],
  ];
  for (const [part, said] of table) {
    const state = withParts(IDLE, { conflicts, ...part });
    const expected = "problem" in part ? "offline" : "conflict";
    assert.deepEqual([condition(state, NOW), line(state)], [expected, said]);
  }
});

Deno.test("live updates: only a link that is wanted and down is worth a word, with the poll's interval", () => {
  assert.equal(line(withParts(IDLE, { connection: { kind: "off" } })), "Up to date · 14:02");
  assert.equal(line(withParts(IDLE, { connection: { kind: "up" } })), "Up to date · 14:02");
  const every = (pollMs: number) =>
    line(withParts(IDLE, { ...LINK_DOWN, timing: { ...TIMING, pollMs } }));
  assert.equal(every(HOUR), "Live updates off · checking every 60 min");
  assert.equal(every(2 * MINUTE), "Live updates off · checking every 2 min");
  assert.equal(every(90 * SECOND), "Live updates off · checking every 90 s");
  assert.equal(every(SECOND), "Live updates off · checking every 1 s");
});

Deno.test("a message that something is new does not make what is here wrong until it is looked at", () => {
  const app = play();
  app.post(MESSAGE);
  assert.equal(lineOf(app), "Up to date · 14:02");
  app.wait(MINUTE);
  app.end(received("b.md"));
  assert.equal(lineOf(app), "Up to date · 14:03");
});
