// The first line for a state, and which of several conditions is shown.

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
import type { AppEvent } from "../../../src/core/events.ts";
import type { AppState } from "../../../src/core/state.ts";
import type { SyncOutcome } from "../../../src/engine/sync/outcome.ts";
import { type Condition, condition, statusLine } from "../../../src/view/status_line.ts";
import type { FailureKind } from "../../../src/engine/git/process/failure.ts";
import {
  confirmed,
  CONFLICT,
  failed,
  MASS_DELETION,
  received,
  sent,
  unconfirmed,
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

/** The clock of a user in Greenwich. */
const clock = (time: number) => new Date(time).toISOString().slice(11, 16);

const line = (state: AppState, now = NOW) => statusLine(state, { now, clock });

const lineOf = (app: Play) => line(app.state, app.now);

/** An event, the end of a sync, or a time that passes in milliseconds. */
type Step = AppEvent | SyncOutcome | number;

/** Plays steps; after each of them the app shows a line. */
function shows(app: Play, ...steps: readonly (readonly [Step, string, why?: string])[]): void {
  for (const [step, expected, why] of steps) {
    if (typeof step === "number") app.wait(step);
    else if ("report" in step) app.end(step);
    else app.post(step);
    assert.equal(lineOf(app), expected, why ?? JSON.stringify(step));
  }
}

const UP_TO_DATE = "Up to date · 14:02";
const OFFLINE_WAITING = "Changes waiting · offline";

const failure = (kind: FailureKind) => ({ problem: failureOf(kind) });

/** A sync that began so long ago. */
function working(ms: number, saves = false): StateParts {
  return {
    running: {
      since: NOW - ms,
      changes: saves ? { first: NOW - ms, last: NOW - ms, isGuess: false } : undefined,
      remote: "ask",
      fullScan: false,
      asked: {},
      message: false,
    },
  };
}

const PAUSED = { paused: true };
const CHANGES = { changes: { first: NOW, last: NOW, isGuess: false } };
const WAITING = { waiting: [{ path: "a.md", kind: "edited" as const, time: NOW }] };
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

/** Calls back with every combination of the conditions. */
function eachCombination(check: (state: AppState, names: readonly Condition[]) => void): void {
  for (let together = 0; together < 2 ** CONDITIONS.length; together++) {
    const chosen = CONDITIONS.filter((_, index) => (together & 2 ** index) !== 0);
    check(withParts(IDLE, ...chosen.map(([, part]) => part)), chosen.map(([name]) => name));
  }
}

Deno.test("of all conditions that apply, the one that matters most is shown", () => {
  eachCombination((state, names) => {
    const expected = names.at(-1) ?? "up to date";
    assert.equal(condition(state, NOW), expected, names.join(", "));
    if (expected === "needs you") return;
    const isHidden = state.paused && expected !== "up to date";
    const offline = condition(withParts(state, failure("offline")), NOW);
    assert.equal(offline, isHidden ? expected : "offline", names.join(", "));
  });
});

Deno.test("whatever applies, the line hides no pause, no problem and no mistake", () => {
  eachCombination((state, names) => {
    const said = line(state);
    if (state.config.mistakes.length > 0) {
      assert.equal(said, "Configuration has a mistake: mqtt_port", names.join(", "));
      return;
    }
    if (state.paused) assert.match(said, /^Paused/, names.join(", "));
    if (state.folder.problem !== undefined) assert.match(said, /Sign-in needed/, names.join(", "));
    const isClear = names.every((name) => name === "up to date" || name === "conflict");
    assert.equal(said.startsWith("Up to date"), isClear, names.join(", "));
  });
});

Deno.test("without a configuration it says so, a mistaken one needs the user", () => {
  const app = playFromStart();
  assert.equal(condition(app.state, NOW), "not set up");
  assert.equal(lineOf(app), "Not set up yet");
  const mistakes = [mistake("mqtt_port"), mistake("sync_dir")];
  shows(app, [
    { kind: "misconfigured", mistakes, warnings: [] },
    "Configuration has a mistake: mqtt_port",
  ]);
  assert.equal(condition(app.state, NOW), "needs you");
});

Deno.test("a sync that takes less than a second is not shown", () => {
  assert.equal(condition(withParts(IDLE, working(999)), NOW), "up to date");
  assert.equal(condition(withParts(IDLE, working(1000)), NOW), "syncing");
  assert.equal(line(withParts(IDLE, working(1000))), "Syncing…");
  assert.equal(line(withParts(IDLE, { ...WAITING, ...working(1000) })), "Sending…");
});

Deno.test("a transfer says which way files go and how far it is, and is never called offline", () => {
  const transfer = (kind: "sending" | "receiving", bytes?: number, totalBytes?: number) => ({
    kind: "progress" as const,
    progress: {
      kind,
      ...(bytes === undefined ? {} : { bytes }),
      ...(totalBytes === undefined ? {} : { totalBytes }),
    },
  });
  const done = { kind: "progress", progress: undefined } as const;
  const placing = (done: number): AppEvent => ({
    kind: "progress",
    progress: { kind: "placing", files: { done, total: 10_000 } },
  });
  shows(
    play(),
    [clicked("sync"), UP_TO_DATE],
    [transfer("receiving"), UP_TO_DATE, "it has only begun"],
    [SECOND, "Receiving…"],
    [transfer("sending"), "Sending…"],
    [confirmed(), UP_TO_DATE],
    [transfer("sending"), UP_TO_DATE, "none is under way"],
  );
  const app = play();
  shows(
    app,
    [CHANGED, "Saving changes…"],
    [10 * SECOND, "Saving changes…"],
    [failed("offline", { saved: ["film.mp4"] }), OFFLINE_WAITING],
    [5 * SECOND, OFFLINE_WAITING],
    [transfer("sending"), "Sending…"],
    [transfer("sending", 1000, 2000), "Sending · 50%"],
    [transfer("sending", 12_900_000, 39_200_000), "Sending 12 of 40 MB · 32%"],
    [transfer("receiving", 5_000_000), "Receiving 5 MB"],
    [placing(1_200), "Placing 1,200 of 10,000 files · 12%", "it has answered before"],
    [done, "Sending…", "the film waits"],
  );
  assert.equal(condition(app.state, app.now), "syncing");
  assert.equal(condition(withParts(app.state, { conflicts: [CONFLICT] }), app.now), "conflict");
  shows(app, [failed("offline"), OFFLINE_WAITING]);
});

Deno.test("a sync that runs while the clock is set back is shown all the same", () => {
  const app = play();
  app.post(MESSAGE);
  app.setClock(NOW - 365 * DAY);
  app.post(WOKE);
  shows(app, [SECOND, "Syncing…"]);
});

Deno.test("the time is when the remote last confirmed that all is equal, not that of a local scan", () => {
  const app = play({
    syncs: { ms: 0, outcome: ({ remote }) => remote === "ask" ? confirmed() : unconfirmed() },
  });
  shows(
    app,
    [30 * MINUTE, UP_TO_DATE],
    [CHANGED, "Saving changes…"],
    [10 * SECOND, UP_TO_DATE],
    [30 * MINUTE, "Up to date · 15:02"],
  );
  shows(
    play(),
    [MESSAGE, UP_TO_DATE, "a message alone proves nothing"],
    [MINUTE, "Syncing…"],
    [received("b.md"), "Up to date · 14:03"],
  );
});

Deno.test("a save, from the change to its end: no moment is called up to date", () => {
  shows(
    play(),
    [CHANGED, "Saving changes…"],
    [10 * SECOND, "Saving changes…", "it has only begun"],
    [SECOND, "Syncing…"],
    [CHANGED, "Syncing…"],
    [sent("a.md"), "Saving changes…", "what changed meanwhile is not saved"],
    [10 * SECOND, "Saving changes…"],
    [sent("a.md"), UP_TO_DATE],
  );
});

Deno.test("a change that may be an echo of an update is scanned at once, and not shown", () => {
  const app = play();
  shows(app, [MAYBE_CHANGED, UP_TO_DATE], [SECOND, UP_TO_DATE, "it has only begun"]);
  assert.deepEqual(app.starts.map(({ remote, at }) => [remote, at]), [["send", SECOND / 2]]);
  app.end(unconfirmed());
  app.post(MAYBE_CHANGED);
  app.post(CHANGED);
  shows(app, [MAYBE_CHANGED, "Saving changes…", "somebody has written"]);
});

Deno.test("after a start, and for another folder, nothing is called up to date before the remote says so", () => {
  const configured = { kind: "configured", timing: TIMING, fresh: true, warnings: [] } as const;
  const remembered = { paused: false, recent: [], upToDateAt: NOW - HOUR };
  const app = playFromStart({ remembered });
  shows(app, [configured, "Starting…"]);
  assert.equal(condition(app.state, app.now), "syncing");
  shows(
    app,
    [SECOND, "Syncing…"],
    [failed("offline"), "Offline"],
    [clicked("sync"), "Offline"],
    [confirmed(), UP_TO_DATE],
  );
  shows(
    play(),
    [MESSAGE, UP_TO_DATE],
    [configured, "Starting…"],
    [unconfirmed(), "Starting…"],
    [confirmed(), UP_TO_DATE],
  );
});

Deno.test("offline: it says whether changes wait, also while they are being saved, until they are sent", () => {
  const app = play();
  shows(
    app,
    [MESSAGE, UP_TO_DATE],
    [failed("offline"), "Offline"],
    [5 * SECOND, "Offline"],
    [failed("offline"), "Offline"],
    [10 * SECOND, "Offline"],
    [failed("offline"), "Offline"],
    [CHANGED, OFFLINE_WAITING],
    [10 * SECOND, OFFLINE_WAITING],
  );
  assert.equal(app.state.folder.running?.remote, "none");
  shows(app, [2 * SECOND, OFFLINE_WAITING]);
  assert.equal(condition(app.state, app.now), "offline", "a save does not make it look online");
  shows(
    app,
    [unconfirmed({ saved: ["a.md"] }), OFFLINE_WAITING],
    [UP, OFFLINE_WAITING, "a try is not yet a success"],
    [sent(), UP_TO_DATE],
  );
});

Deno.test("an open conflict and a pause hide no problem; a pause promises no other try", () => {
  const table: readonly (readonly [StateParts, inConflict: string, paused: string])[] = [
    [{}, UP_TO_DATE, "Paused"],
    [CHANGES, "Saving changes…", "Paused"],
    [WAITING, "Changes waiting", "Paused · 1 change waits"],
    [working(0, true), "Saving changes…", "Paused"],
    [working(SECOND), "Syncing…", "Paused"],
    [LINK_DOWN, "Live updates off · checking every 60 min", "Paused"],
    [{ confirmedSinceStart: false }, "Starting…", "Paused"],
    [failure("offline"), "Offline", "Paused · Offline"],
    [{ ...failure("offline"), ...WAITING }, OFFLINE_WAITING, `Paused · ${OFFLINE_WAITING}`],
    [
      failure("unknown"),
      "Something went wrong · trying again",
      "Paused · Something went wrong",
    ],
  ];
  for (const [part, inConflict, paused] of table) {
    const state = withParts(IDLE, { conflicts: [CONFLICT], ...part });
    const expected = "problem" in part ? "offline" : "conflict";
    assert.deepEqual([condition(state, NOW), line(state)], [expected, inConflict]);
    for (const one of [state, withParts(IDLE, part)]) {
      assert.equal(line(withParts(one, PAUSED)), paused);
    }
  }
  const paused = (part: StateParts) => line(withParts(IDLE, { ...PAUSED, ...part }));
  assert.equal(paused(failure("rejected")), "Paused · Another machine is pushing");
  assert.equal(
    paused({ heldDeletion: MASS_DELETION }),
    "Paused · Confirm: 214 of 300 files deleted",
  );
});

Deno.test("live updates: only a wanted connection that is down is shown, with the poll's interval", () => {
  for (const kind of ["off", "up"] as const) {
    assert.equal(line(withParts(IDLE, { connection: { kind } })), UP_TO_DATE);
  }
  const every = (pollMs: number) =>
    line(withParts(IDLE, { ...LINK_DOWN, timing: { ...TIMING, pollMs } }));
  assert.equal(every(2 * MINUTE), "Live updates off · checking every 2 min");
  assert.equal(every(90 * SECOND), "Live updates off · checking every 90 s");
  assert.equal(every(SECOND), "Live updates off · checking every 1 s");
});
