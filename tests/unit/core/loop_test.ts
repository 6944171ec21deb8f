// The queue and the one timer, with a clock that is turned by hand.

import assert from "node:assert/strict";
import { type Loop, startLoop } from "../../../src/app/loop.ts";
import { initialState } from "../../../src/core/state.ts";
import type { AppEvent, Effect } from "../../../src/core/events.ts";
import { CHANGED, clicked, MESSAGE } from "../../support/events.ts";
import { confirmed, failed } from "../../support/outcomes.ts";
import { BEGINNING, DAY, HOUR, MINUTE, SECOND, TIMING } from "../../support/played_app.ts";
import { type ManualClock, manualClock } from "../../support/manual_clock.ts";

/** A loop, its clock, and what it did. */
interface Running {
  readonly clock: ManualClock;
  readonly loop: Loop;
  readonly effects: Effect[];
  /** The kinds of all events that were handled, in order. */
  readonly handled: AppEvent["kind"][];
  /** When syncs were started, in milliseconds of the clock since the beginning. */
  readonly starts: number[];
  /** Is told of each effect too. */
  perform: (effect: Effect) => void;
  /** Ends the sync that runs. */
  end(): void;
}

/** A loop without a configuration. */
function run(): Running {
  const clock = manualClock(BEGINNING);
  const running: Running = {
    clock,
    effects: [],
    handled: [],
    starts: [],
    perform: () => {},
    loop: startLoop(initialState({ paused: false, recent: [], upToDateAt: undefined }), {
      clock,
      perform(effect) {
        running.effects.push(effect);
        if (effect.kind === "start sync") running.starts.push(clock.now() - BEGINNING);
        running.perform(effect);
      },
      onStep: ({ kind }) => running.handled.push(kind),
    }),
    end: () => running.loop.post({ kind: "finished", outcome: confirmed(), chance: 1 }),
  };
  return running;
}

/** A loop that was configured, its first sync ended; what it did so far is forgotten. */
function runIdle(): Running {
  const running = run();
  running.loop.post({ kind: "configured", timing: TIMING, fresh: true, warnings: [] });
  running.end();
  for (const list of [running.effects, running.handled, running.starts]) list.length = 0;
  return running;
}

Deno.test("the timer rings when something is due, and only one is ever set", () => {
  const { clock, loop, starts } = runIdle();
  loop.post(CHANGED);
  clock.turn(5 * SECOND);
  loop.post(CHANGED);
  assert.deepEqual(clock.timers, [10 * SECOND]);
  clock.turn(10 * SECOND - 1);
  assert.deepEqual(starts, []);
  clock.turn(1);
  assert.deepEqual(starts, [15 * SECOND]);
  assert.equal(clock.timers.length, 1);
});

Deno.test("an hour of nothing is a quiet beat of the timer, without an event", () => {
  const { clock, handled } = runIdle();
  const before = clock.count;
  clock.turn(HOUR - 1);
  assert.deepEqual(handled, []);
  const beats = clock.count - before;
  assert.ok(beats > 100 && beats < 400, `${beats} timers in an hour`);
});

Deno.test("what is due further off than a timer can wait is due then, not at once", () => {
  const { clock, loop, starts, handled } = runIdle();
  const pollMs = 60 * DAY;
  assert.ok(pollMs > 2 ** 31);
  loop.post({ kind: "configured", timing: { ...TIMING, pollMs }, fresh: true, warnings: [] });
  loop.post({ kind: "finished", outcome: confirmed(), chance: 1 });
  clock.turn(pollMs - 1);
  assert.deepEqual(starts, [0]);
  clock.turn(1);
  assert.deepEqual(starts, [0, pollMs]);
  assert.ok(!handled.includes("woke"));
});

Deno.test("without a configuration nothing is ever due, and the loop lives", () => {
  const { clock, loop, handled } = run();
  clock.turn(DAY);
  assert.deepEqual(handled, []);
  loop.post({ kind: "configured", timing: TIMING, fresh: true, warnings: [] });
  assert.ok(loop.state.folder.running);
});

Deno.test("a sleep is noticed at the first beat after it, and everything is checked", () => {
  const { clock, loop, handled } = runIdle();
  clock.turn(MINUTE);
  clock.sleep(8 * HOUR);
  clock.turn(15 * SECOND);
  assert.equal(handled[0], "woke");
  assert.equal(loop.state.folder.running?.fullScan, true);
});

Deno.test("a sleep is noticed by the first event after it, and told before that event", () => {
  const { clock, loop, handled } = runIdle();
  clock.sleep(8 * HOUR);
  loop.post(CHANGED);
  assert.deepEqual(handled, ["woke", "changed"]);
});

Deno.test("a sleep ends a back-off, also when its time has not come", () => {
  const { clock, loop, starts } = runIdle();
  for (let failures = 0; failures < 10; failures++) {
    loop.post(clicked("sync"));
    loop.post({ kind: "finished", outcome: failed("offline"), chance: 1 });
    clock.turn(5 * SECOND);
    loop.post({ kind: "finished", outcome: failed("offline"), chance: 1 });
  }
  starts.length = 0;
  clock.sleep(30 * SECOND);
  clock.turn(15 * SECOND);
  assert.equal(starts.length, 1);
});

Deno.test("a clock set back or forward is noticed, by the timer and by an event, and told once", () => {
  const jumps = [-365 * DAY, -HOUR, -30 * SECOND, -6 * SECOND, 6 * SECOND, HOUR, 365 * DAY];
  for (const jump of jumps) {
    const byTimer = runIdle();
    byTimer.clock.set(BEGINNING + jump);
    byTimer.clock.turn(5 * MINUTE);
    assert.deepEqual(byTimer.handled.filter((kind) => kind === "woke"), ["woke"], `${jump} ms`);
    const byEvent = runIdle();
    byEvent.clock.set(BEGINNING + jump);
    byEvent.loop.post(CHANGED);
    byEvent.clock.turn(5 * MINUTE);
    assert.deepEqual(byEvent.handled.filter((kind) => kind === "woke"), ["woke"], `${jump} ms`);
  }
});

Deno.test("a clock set back a year: the next poll comes after its interval, also among many events", () => {
  const running = runIdle();
  const { clock, loop, starts } = running;
  running.perform = ({ kind }) => {
    if (kind === "start sync") running.end();
  };
  clock.set(BEGINNING - 365 * DAY);
  for (let second = 0; second < 7200; second++) {
    loop.post({ kind: "watch", watch: { kind: "watching" } });
    clock.turn(SECOND);
  }
  assert.deepEqual(starts.map((at) => at + 365 * DAY), [0, HOUR, 2 * HOUR]);
});

Deno.test("a timer that is a little late, and a clock that is set by a little, are no jumps", () => {
  const { clock, handled } = runIdle();
  for (let minute = 0; minute < 50; minute++) {
    clock.turn(MINUTE);
    clock.sleep(4 * SECOND);
    clock.turn(MINUTE);
    clock.set(clock.now() - 4 * SECOND);
  }
  assert.ok(!handled.includes("woke"));
});

Deno.test("timers that are late by any time are no sleep: by the timer, and by an event", () => {
  for (const late of [8 * SECOND, MINUTE, HOUR]) {
    const { clock, loop, handled } = runIdle();
    clock.nap(late);
    loop.post(CHANGED);
    clock.nap(late);
    clock.turn(MINUTE);
    assert.ok(!handled.includes("woke"), `${late} ms`);
  }
});

Deno.test("a sleep is noticed whatever timers were late before it, and one of six seconds at once", () => {
  const { clock, loop, handled } = runIdle();
  clock.nap(8 * SECOND);
  clock.sleep(6 * SECOND);
  loop.post(CHANGED);
  assert.deepEqual(handled, ["woke", "changed"]);
});

Deno.test("an event from within an effect is handled after the one that caused it, and once", () => {
  const order: string[] = [];
  const running = runIdle();
  const { loop, handled } = running;
  running.perform = ({ kind }) => {
    if (kind !== "start sync") return;
    order.push("begins");
    loop.post(CHANGED);
    running.end();
    assert.ok(loop.state.folder.running, "it is still this step");
    order.push("has begun");
  };
  loop.post(MESSAGE);
  assert.deepEqual(order, ["begins", "has begun"]);
  assert.deepEqual(handled, ["message", "changed", "finished"]);
  assert.deepEqual(loop.state.folder.changes, {
    first: BEGINNING,
    last: BEGINNING,
    isGuess: false,
  });
});

Deno.test("effects are performed in their order, after the state is the new one", () => {
  const states: boolean[] = [];
  const running = runIdle();
  const { loop, effects } = running;
  running.perform = () => states.push(loop.state.paused);
  loop.post(clicked("pause"));
  loop.post(clicked("resume"));
  assert.deepEqual(effects.map(({ kind }) => kind), [
    "remember",
    "count changes",
    "remember",
    "start sync",
  ]);
  assert.deepEqual(states, [true, true, false, false]);
});

Deno.test("after its end no timer is left and no event is handled", () => {
  const { clock, loop, handled, effects } = runIdle();
  loop.post(CHANGED);
  handled.length = 0;
  loop.end();
  assert.deepEqual(clock.timers, []);
  loop.post(MESSAGE);
  clock.turn(DAY);
  assert.deepEqual([handled, effects], [[], []]);
  loop.end();
});

Deno.test("an end from within an effect: what was posted before it is not handled any more", () => {
  const running = runIdle();
  const { clock, loop, handled, effects } = running;
  running.perform = () => {
    loop.post(CHANGED);
    loop.end();
  };
  loop.post({ kind: "stop" });
  assert.deepEqual(handled, ["stop"]);
  assert.deepEqual(effects, [{ kind: "exit" }]);
  assert.deepEqual(clock.timers, []);
});

Deno.test("a stop waits for the sync that runs, and its exit comes once", () => {
  const running = runIdle();
  const { clock, loop, effects } = running;
  loop.post(MESSAGE);
  loop.post({ kind: "stop" });
  clock.turn(HOUR);
  assert.deepEqual(effects.map(({ kind }) => kind), ["start sync", "stop sync"]);
  running.end();
  clock.turn(HOUR);
  assert.deepEqual(
    effects.map(({ kind }) => kind),
    ["start sync", "stop sync", "remember", "exit"],
  );
});
