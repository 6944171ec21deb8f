// The two promises of the app over random events: whatever was edited arrives, and the status line is
// true at any moment. Against a small world that knows the truth.

import assert from "node:assert/strict";
import {
  CHANGED,
  clicked,
  DOWN,
  MESSAGE,
  mistake,
  UNWATCHED,
  UP,
  WOKE,
} from "../../support/events.ts";
import { fc } from "../../support/fast_check.ts";
import type { AppEvent, Effect, SyncTask } from "../../../src/core/events.ts";
import { step } from "../../../src/core/step.ts";
import { statusLine } from "../../../src/view/status_line.ts";
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
  playFromStart,
  SECOND,
  TIMING,
} from "../../support/played_app.ts";
import {
  beginSync,
  endSync,
  type Obstacle,
  OBSTACLES,
  type SmallWorld,
  smallWorld,
} from "../../support/small_world.ts";
import { assertSound } from "../../support/sound_step.ts";

/** Something that happens in the world or to the app. */
type Happening =
  | { readonly kind: "wait"; readonly ms: number }
  | { readonly kind: "edit" }
  | { readonly kind: "others send"; readonly isTold: boolean }
  | { readonly kind: "noise" }
  | { readonly kind: "obstacle"; readonly obstacle: Obstacle }
  | { readonly kind: "clock is set"; readonly ms: number }
  | { readonly kind: "event"; readonly event: AppEvent };

/** What the truth is held against: the app, the world, and what the remote said last. */
interface Story {
  readonly app: Play;
  readonly world: SmallWorld;
  /** Whether edits are noticed by themselves. */
  readonly isWatched: boolean;
  /** The last word of the remote: when it said that all is equal, or that it did not. */
  readonly lastWord: () => number | undefined;
}

const events: readonly AppEvent[] = [
  CHANGED,
  MESSAGE,
  WOKE,
  UP,
  DOWN,
  clicked("sync"),
  clicked("confirm deletion"),
  clicked("confirm incoming"),
  clicked("unlock"),
  clicked("fetch older"),
  { kind: "asked", command: "undo", change: { kind: "undo", id: "1a2b" } },
  clicked("pause"),
  clicked("resume"),
  { kind: "misconfigured", mistakes: [mistake("mqtt_port")], warnings: [] },
  { kind: "configured", timing: TIMING, fresh: false, warnings: [] },
];

const happenings: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(0, 1, 500, SECOND, 3 * SECOND, 10 * SECOND, MINUTE, HOUR)
      .map((ms) => ({ kind: "wait" as const, ms })),
  },
  { weight: 4, arbitrary: fc.constant({ kind: "edit" as const }) },
  {
    weight: 1,
    arbitrary: fc.boolean().map((isTold) => ({ kind: "others send" as const, isTold })),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "noise" as const }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(...OBSTACLES, "nothing" as const, "nothing" as const)
      .map((obstacle) => ({ kind: "obstacle" as const, obstacle })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(-365 * DAY, -HOUR, HOUR, 365 * DAY)
      .map((ms) => ({ kind: "clock is set" as const, ms })),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(...events).map((event) => ({ kind: "event" as const, event })),
  },
);

/** How it is when the app starts. */
interface Beginning {
  readonly syncMs: number;
  readonly isWatched: boolean;
  readonly isPaused: boolean;
  readonly wasUpToDate: boolean;
  readonly obstacle: Obstacle;
  /** Edits made while the app did not run. */
  readonly unsaved: number;
  readonly unsent: number;
  readonly isInConflict: boolean;
}

const beginnings: fc.Arbitrary<Beginning> = fc.record({
  syncMs: fc.constantFrom(0, 300, 2 * SECOND, 5 * MINUTE),
  isWatched: fc.boolean(),
  isPaused: fc.boolean(),
  wasUpToDate: fc.boolean(),
  obstacle: fc.constantFrom(...OBSTACLES),
  unsaved: fc.nat(2),
  unsent: fc.nat(2),
  isInConflict: fc.boolean(),
});

function begin(beginning: Beginning): Story {
  const { syncMs, isWatched, isPaused, wasUpToDate, ...truth } = beginning;
  const world = { ...smallWorld(), ...truth };
  let lastWord: number | undefined;
  const app = playFromStart({
    remembered: { paused: isPaused, recent: [], upToDateAt: wasUpToDate ? 1 : undefined },
    syncs: {
      ms: syncMs,
      begin: () => beginSync(world),
      outcome: (request: SyncTask, now: number) => {
        const outcome = endSync(world, request);
        if (outcome.report.confirmed) lastWord = now;
        else if (request.remote === "ask" || outcome.kind !== "synced") lastWord = undefined;
        return outcome;
      },
    },
  });
  app.post({ kind: "configured", timing: TIMING, fresh: true, warnings: [] });
  if (!isWatched) app.post({ kind: "watch", watch: { kind: "polling", reason: "no watcher" } });
  return { app, world, isWatched, lastWord: () => lastWord };
}

function happen({ app, world, isWatched }: Story, happening: Happening): void {
  switch (happening.kind) {
    case "wait":
      return app.wait(happening.ms);
    case "edit":
      world.unsaved++;
      if (isWatched) app.post(CHANGED);
      return;
    case "others send":
      world.unseen++;
      if (happening.isTold) app.post(MESSAGE);
      return;
    case "noise":
      for (let messages = 0; messages < 4; messages++) {
        app.post(MESSAGE);
        app.wait(SECOND);
      }
      return;
    case "obstacle":
      world.obstacle = happening.obstacle;
      return;
    case "clock is set":
      app.setClock(app.now + happening.ms);
      app.post(WOKE);
      return;
    case "event":
      app.post(happening.event);
  }
}

function lineOf({ app }: Story): string {
  return statusLine(app.state, { now: app.now, clock: String });
}

/** "Up to date" means that the last word of the remote said so, and that nothing is known to wait. */
function assertTrue(story: Story): void {
  const { world, isWatched } = story;
  const line = lineOf(story);
  if (!line.startsWith("Up to date")) return;
  assert.equal(world.unsent, 0, `"${line}", but something is not sent`);
  if (isWatched) {
    assert.equal(world.taken, 0, `"${line}", but something is being saved`);
    assert.equal(world.unsaved, 0, `"${line}", but something is not saved`);
  }
  assert.notEqual(story.lastWord(), undefined, `"${line}", but the last look did not say so`);
}

/** All troubles end, nobody does anything any more, and two hours pass. */
function settle(story: Story): void {
  story.world.obstacle = "nothing";
  story.app.post({ kind: "configured", timing: TIMING, fresh: false, warnings: [] });
  story.app.post(clicked("resume"));
  story.app.post(UP);
  story.app.wait(2 * HOUR);
  while (story.app.state.folder.running !== undefined) story.app.wait(SECOND);
}

Deno.test('at any moment, "Up to date" is said only when it is true', () => {
  fc.assert(
    fc.property(beginnings, fc.array(happenings, { maxLength: 40 }), (beginning, story) => {
      const told = begin(beginning);
      assertTrue(told);
      for (const happening of story) {
        happen(told, happening);
        assertTrue(told);
      }
    }),
    { numRuns: 500 },
  );
});

Deno.test("whatever happened, in the end everything is saved, sent and received, and the line says so", () => {
  fc.assert(
    fc.property(beginnings, fc.array(happenings, { maxLength: 40 }), (beginning, story) => {
      const told = begin(beginning);
      for (const happening of story) happen(told, happening);
      settle(told);
      const { unsaved, taken, unsent, unseen } = told.world;
      assert.deepEqual({ unsaved, taken, unsent, unseen }, {
        unsaved: 0,
        taken: 0,
        unsent: 0,
        unseen: 0,
      });
      assert.match(lineOf(told), /^Up to date/);
    }),
    { numRuns: 100 },
  );
});

Deno.test("whatever happened, an obstacle alone causes a look at the remote for each back-off, and no more", () => {
  fc.assert(
    fc.property(
      beginnings,
      fc.array(happenings, { maxLength: 20 }),
      fc.constantFrom<Obstacle>("offline", "sign-in", "nothing"),
      (beginning, story, obstacle) => {
        const told = begin({ ...beginning, syncMs: 300 });
        for (const happening of story) happen(told, happening);
        settle(told);
        told.world.unsaved = 0;
        told.world.obstacle = obstacle;
        told.app.starts.length = 0;
        told.app.post(clicked("sync"));
        told.app.wait(HOUR - MINUTE);
        const looks = told.app.starts.filter(({ remote }) => remote === "ask");
        // The click and the back-off; nothing else asks before the poll.
        assert.equal(looks.length, obstacle === "offline" ? 17 : 1);
        const saves = told.app.starts.length - looks.length;
        assert.ok(saves <= (beginning.isWatched ? 0 : 60 * 4), `${saves} looks at the folder`);
      },
    ),
    { numRuns: 50 },
  );
});

Deno.test("whatever happens, a pause lets nothing begin but what a user asks for", () => {
  fc.assert(
    fc.property(beginnings, fc.array(happenings, { maxLength: 30 }), (beginning, story) => {
      const told = begin(beginning);
      told.app.wait(HOUR);
      told.app.post(clicked("pause"));
      told.app.wait(HOUR);
      told.app.starts.length = 0;
      let asked = 0;
      for (const happening of story) {
        if (happening.kind === "event" && happening.event.kind === "asked") {
          const { command } = happening.event;
          if (command === "resume") continue;
          if (command !== "pause") asked++;
        }
        happen(told, happening);
      }
      told.app.wait(DAY);
      assert.ok(told.app.starts.length <= asked, `${told.app.starts.length} of ${asked}`);
    }),
    { numRuns: 100 },
  );
});

/** Everything that can come in any state. */
const COMING: readonly AppEvent[] = [
  ...events,
  { kind: "due" },
  clicked("restore deletion"),
  clicked("publish"),
  { kind: "connection", connection: { kind: "off" } },
  { kind: "progress", progress: { kind: "receiving" } },
  { kind: "progress", progress: { kind: "scanning" } },
  { kind: "progress", progress: undefined },
  { kind: "began" },
  { kind: "icon", line: "Cannot show the icon: there is no display" },
  { kind: "watch", watch: { kind: "off" } },
  { kind: "watch", watch: { kind: "watching" } },
  UNWATCHED,
  { kind: "configured", timing: TIMING, fresh: true, warnings: [] },
  {
    kind: "configured",
    timing: { delayMs: 0, pollMs: SECOND, activePollMs: 0, scanMs: SECOND },
    fresh: false,
    warnings: [],
  },
  { kind: "stop" },
];

const ENDS: readonly AppEvent[] = [
  confirmed(),
  sent("a.md"),
  received("b.md"),
  unconfirmed({ saved: ["a.md"] }),
  failed("offline", { saved: ["a.md"] }),
  failed("offline", { pushed: true }),
  failed("lock"),
  failed("sign in"),
  blocked(REBASE),
  held(),
].map((outcome) => ({ kind: "finished", outcome, chance: 0.5 }));

/** Returns how many syncs are started. */
function starts(effects: readonly Effect[]): number {
  return effects.filter(({ kind }) => kind === "start sync").length;
}

/** Whatever comes next keeps the rules, at once and later, and comes out the same each time. */
function assertRules({ state: before, now: at }: Play): void {
  for (const event of [...COMING, ...(before.folder.running === undefined ? [] : ENDS)]) {
    for (const now of [at, at + SECOND, at + 20 * SECOND, at + 2 * HOUR]) {
      const { state: after, effects } = step(before, event, now);
      assertSound({ before, event, now, after, effects });
      assert.deepEqual(step(before, event, now), { state: after, effects });
    }
  }
}

/** A click starts a sync, at once or right after the one that runs. */
function assertClickStarts({ state, now }: Play): void {
  const asked = step(state, clicked("sync"), now);
  const isPossible = state.config.isInForce && !state.stopping;
  assert.equal(starts(asked.effects), isPossible && state.folder.running === undefined ? 1 : 0);
  if (!isPossible || state.folder.running === undefined) return;
  for (const end of ENDS) {
    const ended = step(asked.state, end, now + MINUTE);
    assert.equal(starts(ended.effects), 1);
    assert.equal(ended.state.folder.running?.remote, "ask");
  }
}

/** A stop lets nothing begin any more and comes to its end. */
function assertStopEnds({ state, now }: Play): void {
  const isRunning = state.folder.running !== undefined;
  let stopped = step(state, { kind: "stop" }, now);
  assert.deepEqual(stopped.effects, [{ kind: isRunning ? "stop sync" : "exit" }]);
  for (const event of COMING) stopped = step(stopped.state, event, now + HOUR);
  if (!isRunning) return;
  assert.equal(step(stopped.state, ENDS[0]!, now + HOUR).effects.at(-1)?.kind, "exit");
}

Deno.test("in any state: what comes next keeps the rules, a click starts a sync, a stop ends", () => {
  fc.assert(
    fc.property(
      beginnings,
      fc.array(happenings, { maxLength: 20 }),
      fc.boolean(),
      (beginning, story, isStopped) => {
        const told = begin(beginning);
        for (const happening of story) happen(told, happening);
        if (isStopped) told.app.post({ kind: "stop" });
        assertRules(told.app);
        assertClickStarts(told.app);
        assertStopEnds(told.app);
      },
    ),
    { numRuns: 100 },
  );
});

Deno.test("without a configuration: what comes next keeps the rules, nothing begins, a stop ends", () => {
  const early = COMING.filter(({ kind }) => kind !== "configured");
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...early), { maxLength: 5 }), (story) => {
      const app = playFromStart();
      for (const event of story) app.post(event);
      assertRules(app);
      assertClickStarts(app);
      assertStopEnds(app);
      assert.deepEqual(app.starts, []);
    }),
    { numRuns: 50 },
  );
});
