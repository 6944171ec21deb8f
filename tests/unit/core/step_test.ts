// When the app syncs, as its clock is turned by hand. Times are in ms since the beginning.

import assert from "node:assert/strict";
import { CHANGED, clicked, DOWN, MESSAGE, UNWATCHED, UP, WOKE } from "../../support/events.ts";
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
import {
  DAY,
  HOUR,
  MINUTE,
  type Play,
  play,
  playFromStart,
  SECOND,
  type Syncs,
  TIMING,
} from "../../support/played_app.ts";

/** Syncs that take this long and find everything equal. */
const taking = (ms: number): Syncs => ({ ms, outcome: () => confirmed() });

/** What a look at everything asks for. */
const LOOK = {
  remote: "ask",
  fullScan: true,
  asked: {},
  message: false,
} as const;

const timesOf = (app: Play) => app.starts.map(({ at }) => at);

Deno.test("a sync that waited for its turn takes the changes that came meanwhile, and no later ones", () => {
  const app = play({ timing: { delayMs: HOUR } });
  app.post(clicked("sync"));
  app.wait(SECOND);
  app.post(CHANGED);
  app.wait(SECOND);
  app.post({ kind: "began" });
  const { changes, running } = app.state.folder;
  const at = app.now - SECOND;
  assert.deepEqual([changes, running?.changes, running?.since], [
    undefined,
    { first: at, last: at, isGuess: false },
    app.now,
  ]);
  app.post(CHANGED);
  app.end(sent("a.md"));
  assert.equal(app.state.folder.changes?.first, app.now);
});

Deno.test("a click to bring deleted files back starts a sync that does, once", () => {
  const app = play();
  app.post(clicked("restore deletion"));
  app.end();
  app.post(clicked("sync"));
  assert.deepEqual(app.starts.map((start) => [start.remote, start.asked.restoreDeletion]), [
    ["ask", true],
    ["ask", undefined],
  ]);
});

Deno.test("quiet time: a sync begins when nothing has changed for so long, and only sends", () => {
  const app = play();
  app.post(CHANGED);
  app.wait(9 * SECOND);
  app.post(CHANGED);
  app.wait(10 * SECOND - 1);
  assert.deepEqual(app.starts, []);
  app.wait(1);
  assert.deepEqual(app.starts, [
    {
      at: 19 * SECOND,
      remote: "send",
      fullScan: false,
      asked: {},
      message: false,
    },
  ]);
});

Deno.test("quiet time: changes that were saved do not cause another sync", () => {
  const app = play({ syncs: taking(1) });
  app.post(CHANGED);
  app.wait(HOUR - 1);
  assert.equal(app.starts.length, 1);
});

Deno.test("longest wait: an endless writer does not starve the saving", () => {
  const app = play({ syncs: taking(2 * SECOND) });
  for (let second = 0; second < 600; second++) {
    app.post(CHANGED);
    app.wait(SECOND);
  }
  // Every save takes what is there; the next wait begins with the first change after its start.
  assert.deepEqual(timesOf(app), [100, 200, 300, 400, 500, 600].map((second) => second * SECOND));
});

Deno.test("longest wait: with a quiet time of zero every change is saved at once", () => {
  const app = play({ timing: { delayMs: 0 } });
  app.post(CHANGED);
  assert.deepEqual(timesOf(app), [0]);
});

Deno.test("a change during a sync is saved by another one", () => {
  const app = play();
  app.wait(HOUR);
  app.post(CHANGED);
  app.wait(MINUTE);
  app.end();
  assert.deepEqual(timesOf(app), [HOUR, HOUR + MINUTE]);
  assert.equal(app.starts[1]?.remote, "send");
});

Deno.test("a change during a sync still has its quiet time", () => {
  const app = play();
  app.wait(HOUR);
  app.post(CHANGED);
  app.wait(SECOND);
  app.end();
  app.wait(9 * SECOND - 1);
  assert.deepEqual(timesOf(app), [HOUR]);
  app.wait(1);
  assert.deepEqual(timesOf(app), [HOUR, HOUR + 10 * SECOND]);
});

Deno.test("poll: the remote and the whole folder are checked every so often, though nothing changes", () => {
  const app = play({ syncs: taking(1) });
  app.wait(3 * HOUR + MINUTE);
  assert.deepEqual(app.starts, [
    { at: HOUR, ...LOOK },
    { at: 2 * HOUR + 1, ...LOOK },
    { at: 3 * HOUR + 2, ...LOOK },
  ]);
});

Deno.test("poll: it goes on after every kind of failure and of block", () => {
  const ends = [
    ...(["offline", "lock", "sign in", "damaged", "unknown"] as const).map((kind) => failed(kind)),
    blocked(REBASE),
    held(),
  ];
  for (const outcome of ends) {
    const app = play({ syncs: { ms: 0, outcome: () => outcome } });
    app.wait(5 * HOUR);
    for (let hour = 1; hour <= 5; hour++) {
      const looks = app.starts.filter(({ at, remote }) =>
        remote === "ask" && at > (hour - 1) * HOUR && at <= hour * HOUR
      );
      assert.ok(looks.length > 0, `${JSON.stringify(outcome)}: no look in hour ${hour}`);
    }
  }
});

Deno.test("poll: a message, a save or a click that heard from the remote puts it off", () => {
  for (const event of [MESSAGE, CHANGED, clicked("sync")]) {
    const app = play({ syncs: { ms: 0, outcome: () => sent("a.md") } });
    app.wait(HOUR / 2);
    app.post(event);
    app.wait(HOUR - 1);
    assert.equal(app.starts.length, 1, event.kind);
  }
});

Deno.test("poll: a save that did not hear from the remote does not put it off", () => {
  const app = play({
    syncs: { ms: 0, outcome: ({ remote }) => remote === "ask" ? confirmed() : unconfirmed() },
  });
  app.wait(HOUR / 2);
  app.post(CHANGED);
  app.wait(HOUR / 2);
  assert.deepEqual(app.starts.map(({ at, remote }) => [at, remote]), [
    [HOUR / 2 + 10 * SECOND, "send"],
    [HOUR, "ask"],
  ]);
});

Deno.test("start: the first thing is a look at everything", () => {
  const app = playFromStart();
  app.post({ kind: "configured", timing: TIMING, fresh: true, warnings: [] });
  assert.deepEqual(app.starts, [{ at: 0, ...LOOK }]);
});

Deno.test("start: without a configuration nothing happens, however long and whatever comes", () => {
  const app = playFromStart();
  for (const event of [CHANGED, MESSAGE, WOKE, UP, clicked("sync"), clicked("resume")]) {
    app.post(event);
    app.wait(DAY);
  }
  assert.deepEqual(app.starts, []);
});

Deno.test("start: paused as it was left, nothing happens before a user asks", () => {
  const remembered = { paused: true, recent: [], upToDateAt: 1 };
  const app = playFromStart({ remembered });
  app.post({ kind: "configured", timing: TIMING, fresh: true, warnings: [] });
  app.wait(DAY);
  assert.deepEqual(app.starts, []);
  app.post(clicked("resume"));
  assert.deepEqual(timesOf(app), [DAY]);
});

Deno.test("wake, link up and resume cause a look at everything at once", () => {
  for (const event of [WOKE, UP, clicked("resume")]) {
    const app = play();
    app.wait(MINUTE);
    app.post(event);
    assert.deepEqual(app.starts, [{ at: MINUTE, ...LOOK }], JSON.stringify(event));
  }
});

Deno.test("link: only its coming up causes a look, not its staying up nor its going down", () => {
  const app = play({ syncs: taking(0) });
  app.post(UP);
  app.wait(MINUTE);
  for (const event of [UP, DOWN, DOWN]) {
    app.post(event);
    app.wait(MINUTE);
  }
  assert.deepEqual(timesOf(app), [0]);
  app.post(UP);
  assert.equal(app.starts.length, 2);
});

Deno.test("while nothing watches, the folder is checked every 15 s, and the remote only with something to send", () => {
  const app = play({ syncs: { ms: 0, outcome: () => unconfirmed() } });
  app.post(UNWATCHED);
  app.wait(MINUTE);
  assert.deepEqual(timesOf(app), [15, 30, 45, 60].map((second) => second * SECOND));
  for (const { remote, fullScan: whole } of app.starts) {
    assert.deepEqual([remote, whole], ["send", true]);
  }
});

Deno.test("while nothing watches, another reason does not put the look off", () => {
  const app = play({ syncs: taking(0) });
  for (let second = 0; second < 60; second += 10) {
    const reason = `trouble at second ${second}`;
    app.post({ kind: "watch", watch: { kind: "polling", reason } });
    app.wait(10 * SECOND);
  }
  assert.deepEqual(timesOf(app), [15, 30, 45, 60].map((second) => second * SECOND));
});

Deno.test("when the watcher is back, and when none is wanted, only the poll is left", () => {
  for (const kind of ["watching", "off"] as const) {
    const app = play({ syncs: taking(0) });
    app.post(UNWATCHED);
    app.post({ kind: "watch", watch: { kind } });
    app.wait(HOUR);
    assert.deepEqual(timesOf(app), [HOUR], kind);
  }
});

Deno.test("a watched folder is scanned every so often, and the remote asked only with something to send", () => {
  const syncs = { ms: SECOND, outcome: () => unconfirmed() };
  const app = play({ syncs, timing: { pollMs: DAY, scanMs: 5 * MINUTE } });
  app.post({ kind: "watch", watch: { kind: "watching" } });
  app.wait(4 * MINUTE);
  // Changes that are known by name prove nothing about the others.
  app.post(CHANGED);
  app.wait(6 * MINUTE + SECOND);
  const scans = app.starts.filter(({ fullScan }) => fullScan);
  assert.deepEqual(scans.map(({ at, remote }) => [at, remote]), [
    [5 * MINUTE, "send"],
    [10 * MINUTE + SECOND, "send"],
  ]);
});

Deno.test("a watched folder is not scanned more often than 200 times the time that it takes", () => {
  const syncs = { ms: 30 * SECOND, outcome: () => unconfirmed() };
  const app = play({ syncs, timing: { pollMs: DAY, scanMs: 5 * MINUTE } });
  app.post({ kind: "watch", watch: { kind: "watching" } });
  app.wait(2 * HOUR);
  assert.deepEqual(timesOf(app), [5 * MINUTE, 5.5 * MINUTE + 100 * MINUTE]);
});

Deno.test("a clock set back or forward: everything is checked once, and the times go on from there", () => {
  for (const jump of [-365 * DAY, 365 * DAY]) {
    const app = play({ syncs: taking(0) });
    app.post(UNWATCHED);
    app.post(CHANGED);
    app.wait(1);
    app.setClock(app.now + jump);
    app.post(WOKE);
    app.wait(0);
    app.post({ kind: "watch", watch: { kind: "watching" } });
    app.post(CHANGED);
    app.wait(HOUR + 10 * SECOND);
    assert.deepEqual(timesOf(app), [1, 10 * SECOND + 1, HOUR + 10 * SECOND + 1], `${jump} ms`);
  }
});

Deno.test("a clock set back during a noisy topic and a back-off does not hold anything back for a year", () => {
  const app = play({ syncs: taking(0) });
  for (let message = 0; message < 4; message++) app.post(MESSAGE), app.wait(1);
  app.setClock(app.now - 365 * DAY);
  app.post(WOKE);
  app.wait(0);
  app.starts.length = 0;
  app.post(MESSAGE);
  app.wait(0);
  assert.equal(app.starts.length, 1);
});

Deno.test("a shorter poll, or another quiet time, holds at once; a longer poll after the next look", () => {
  const app = play({ syncs: taking(0) });
  app.post({
    kind: "configured",
    timing: { ...TIMING, delayMs: SECOND, pollMs: MINUTE },
    fresh: false,
    warnings: [],
  });
  app.wait(2 * MINUTE);
  assert.deepEqual(timesOf(app), [MINUTE, 2 * MINUTE]);
  app.post({ kind: "configured", timing: TIMING, fresh: false, warnings: [] });
  app.post(CHANGED);
  app.wait(10 * SECOND);
  assert.equal(timesOf(app).at(-1), 2 * MINUTE + 10 * SECOND);
});

Deno.test("another folder is checked anew, and nothing is known of it", () => {
  const app = play();
  app.post(MESSAGE);
  app.end(received("a.md"));
  app.post(clicked("confirm deletion"));
  app.end(failed("sign in", { saved: ["b.md"] }));
  assert.deepEqual(app.post({ kind: "configured", timing: TIMING, fresh: true, warnings: [] }), [
    { kind: "remember" },
    { kind: "start sync", request: LOOK },
  ]);
  const { folder: { problem, waiting, recent, upToDateAt, confirmedSinceStart: heard } } =
    app.state;
  assert.deepEqual({ problem, waiting, recent, upToDateAt, heard }, {
    problem: undefined,
    waiting: [],
    recent: [],
    upToDateAt: undefined,
    heard: false,
  });
});

Deno.test("another folder has the same link for live updates, and the watcher that is reported next", () => {
  const app = play();
  app.post(UP);
  app.end();
  app.post(UNWATCHED);
  const { live: { connection: link }, folder: { watching: { state: watch, scanAt } } } = app.state;
  app.post({ kind: "configured", timing: TIMING, fresh: true, warnings: [] });
  assert.deepEqual(
    {
      link: app.state.live.connection,
      watch: app.state.folder.watching.state,
      scanAt: app.state.folder.watching.scanAt,
    },
    { link, watch, scanAt },
  );
});

Deno.test("another folder waits until the sync of the old one has ended, without its confirmation", () => {
  const app = play();
  app.post(MESSAGE);
  app.post(clicked("confirm deletion"));
  app.post({ kind: "configured", timing: TIMING, fresh: true, warnings: [] });
  assert.equal(app.starts.length, 1);
  app.end(unconfirmed());
  assert.deepEqual(app.starts.slice(1), [{ at: 0, ...LOOK }]);
});

Deno.test("changes from the history are made once, in the order in which they were asked for, also in a pause", () => {
  const app = play({ syncs: taking(SECOND) });
  app.post(clicked("pause"));
  const undo = (id: string) => ({ kind: "undo", id }) as const;
  app.post({ kind: "asked", command: "undo", change: undo("one") });
  app.post({ kind: "asked", command: "undo", change: undo("two") });
  app.post({ kind: "asked", command: "undo", change: undo("three") });
  app.wait(HOUR);
  assert.deepEqual(app.starts.map(({ remote, asked }) => [remote, asked.ownChanges]), [
    ["ask", [undo("one")]],
    ["ask", [undo("two"), undo("three")]],
  ]);
});
