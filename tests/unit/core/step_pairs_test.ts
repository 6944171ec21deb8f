// Every pair of state and event: whatever happens in whatever state, the rules of `sound_step.ts` hold,
// and some pairs have a result of their own.

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
import { step } from "../../../src/core/step.ts";
import type { AppState } from "../../../src/core/state.ts";
import type { AppEvent } from "../../../src/core/events.ts";
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
  BEGINNING,
  HOUR,
  MINUTE,
  type Play,
  play,
  playFromStart,
  SECOND,
  TIMING,
} from "../../support/played_app.ts";
import { assertSound } from "../../support/sound_step.ts";

/** How the app comes into each state that matters. */
const STORIES: Readonly<Record<string, (app: Play) => void>> = {
  "idle": () => {},
  "changes pending": (app) => app.post(CHANGED),
  "running, a poll": (app) => app.wait(HOUR),
  "running, with changes": (app) => {
    app.post(CHANGED);
    app.wait(10 * SECOND);
  },
  "running, changed meanwhile": (app) => {
    app.wait(HOUR);
    app.post(CHANGED);
  },
  "running, wanted once more": (app) => {
    app.post(MESSAGE);
    app.post(MESSAGE);
  },
  "running, a deletion confirmed meanwhile": (app) => {
    app.wait(HOUR);
    app.post(clicked("confirm deletion"));
  },
  "paused": (app) => app.post(clicked("pause")),
  "paused, with changes": (app) => {
    app.post(CHANGED);
    app.post(clicked("pause"));
  },
  "paused, with a message": (app) => {
    app.post(clicked("pause"));
    app.post(MESSAGE);
  },
  "paused, running": (app) => {
    app.wait(HOUR);
    app.post(clicked("pause"));
    app.post(CHANGED);
  },
  "paused, offline": (app) => {
    app.wait(HOUR);
    app.end(failed("offline"));
    app.post(clicked("pause"));
  },
  "offline": (app) => {
    app.wait(HOUR);
    app.end(failed("offline"));
  },
  "offline, with changes": (app) => {
    app.wait(HOUR);
    app.end(failed("offline", { saved: ["a.md"] }));
    app.post(CHANGED);
  },
  "offline, saving": (app) => {
    app.wait(HOUR);
    for (const seconds of [5, 10]) {
      app.end(failed("offline"));
      app.wait(seconds * SECOND);
    }
    app.end(failed("offline"));
    app.post(CHANGED);
    app.wait(10 * SECOND);
  },
  "locked": (app) => {
    app.wait(HOUR);
    app.end(failed("lock"));
  },
  "sign-in needed": (app) => {
    app.wait(HOUR);
    app.end(failed("sign in"));
  },
  "blocked": (app) => {
    app.wait(HOUR);
    app.end(blocked(REBASE));
  },
  "mass deletion": (app) => {
    app.wait(HOUR);
    app.end(blocked(MASS_DELETION));
  },
  "noisy topic, a look wanted": (app) => {
    for (let messages = 0; messages < 3; messages++) {
      app.post(MESSAGE);
      app.end();
    }
    app.post(MESSAGE);
  },
  "noisy topic, a look wanted, with changes": (app) => {
    for (let messages = 0; messages < 3; messages++) {
      app.post(MESSAGE);
      app.end();
    }
    app.post(MESSAGE);
    app.post(CHANGED);
  },
  "polling instead of watching": (app) => app.post(UNWATCHED),
  "live updates on": (app) => {
    app.post(UP);
    app.end();
  },
  "live updates off": (app) => app.post(DOWN),
  "configuration mistaken": (app) =>
    app.post({ kind: "misconfigured", mistakes: [mistake("mqtt_port")], warnings: [] }),
  "stopping": (app) => {
    app.wait(HOUR);
    app.post(CHANGED);
    app.post({ kind: "stop" });
  },
  "stopped": (app) => {
    app.post(CHANGED);
    app.post({ kind: "stop" });
  },
};

/** How the app comes into the states before it is configured. */
const EARLY_STORIES: Readonly<Record<string, (app: Play) => void>> = {
  "not configured": () => {},
  "not configured, mistaken": (app) =>
    app.post({ kind: "misconfigured", mistakes: [mistake("sync_dir")], warnings: [] }),
  "not configured, with changes and wishes": (app) => {
    app.post(CHANGED);
    app.post(MESSAGE);
    app.post(clicked("confirm deletion"));
  },
  "not configured, paused": (app) => app.post(clicked("pause")),
  "not configured, stopped": (app) => app.post({ kind: "stop" }),
};

const EVENTS: readonly AppEvent[] = [
  CHANGED,
  MESSAGE,
  { kind: "due" },
  WOKE,
  clicked("sync"),
  clicked("confirm deletion"),
  clicked("restore deletion"),
  clicked("pause"),
  clicked("resume"),
  { kind: "link", link: { kind: "off" } },
  UP,
  DOWN,
  { kind: "transfer", direction: "receiving" },
  { kind: "icon", line: "Cannot show the icon: there is no display" },
  { kind: "watch", watch: { kind: "off" } },
  { kind: "watch", watch: { kind: "watching" } },
  UNWATCHED,
  { kind: "configured", timing: TIMING, fresh: true, warnings: [] },
  { kind: "configured", timing: { delayMs: 0, pollMs: SECOND }, fresh: false, warnings: [] },
  { kind: "misconfigured", mistakes: [mistake("sync_dir"), mistake("mqtt_port")], warnings: [] },
  { kind: "stop" },
];

const ENDS: readonly AppEvent[] = [
  heard(),
  sent("a.md"),
  received("b.md"),
  unheard(),
  unheard({ saved: ["a.md"] }),
  failed("offline", { saved: ["a.md"] }),
  failed("offline", { pushed: true }),
  failed("lock"),
  failed("sign in"),
  blocked(REBASE),
  blocked(MASS_DELETION),
].map((outcome) => ({ kind: "finished", outcome, chance: 0.5 }));

/** All states, each with the time at which it was reached. */
function states(): { readonly name: string; readonly state: AppState; readonly at: number }[] {
  const told = (name: string, app: Play, story: (app: Play) => void) => {
    story(app);
    return { name, state: app.state, at: app.now };
  };
  return [
    ...Object.entries(EARLY_STORIES).map(([name, story]) => told(name, playFromStart(), story)),
    ...Object.entries(STORIES).map(([name, story]) => told(name, play(), story)),
  ];
}

/** Every state with every event that can come in it, at once and later. */
function pairs(): {
  readonly name: string;
  readonly before: AppState;
  readonly event: AppEvent;
  readonly now: number;
}[] {
  return states().flatMap(({ name, state, at }) =>
    [...EVENTS, ...(state.folder.running === undefined ? [] : ENDS)].flatMap((event) =>
      [at, at + SECOND, at + 20 * SECOND, at + 2 * HOUR].map((now) => ({
        name: `${name}, ${JSON.stringify(event)}, ${now - at} ms later`,
        before: state,
        event,
        now,
      }))
    )
  );
}

Deno.test("the states of the table are what they are called", () => {
  const found = new Map(states().map(({ name, state }) => [name, state]));
  for (const [name, state] of found) {
    assert.equal(state.config.isInForce, !name.startsWith("not configured"), name);
    assert.equal(state.paused, /\bpaused/.test(name), name);
    assert.equal(state.stopping, /\bstopp/.test(name), name);
    assert.equal(state.folder.running !== undefined, /running|stopping|saving/.test(name), name);
    assert.equal(
      state.folder.problem !== undefined,
      /offline|locked|sign|blocked|mass/.test(name),
      name,
    );
  }
  assert.equal(found.get("offline, saving")?.folder.running?.remote, "none");
  assert.ok(found.get("noisy topic, a look wanted")!.folder.wanted!.at > BEGINNING);
});

Deno.test("every pair of state and event keeps the rules", () => {
  const all = pairs();
  assert.ok(all.length > 2_000, `only ${all.length} pairs`);
  for (const { name, before, event, now } of all) {
    const { state: after, effects } = step(before, event, now);
    try {
      assertSound({ before, event, now, after, effects });
    } catch (error) {
      throw new Error(`In the state ${name}`, { cause: error });
    }
  }
});

Deno.test("a step answers the same whenever it is asked the same", () => {
  for (const { name, before, event, now } of pairs()) {
    assert.deepEqual(step(before, event, now), step(before, event, now), name);
  }
});

Deno.test("in every state that may sync, a click starts a sync at once or right after the running one", () => {
  for (const { name, state, at } of states()) {
    const asked = step(state, clicked("sync"), at);
    const starts = (effects: readonly { kind: string }[]) =>
      effects.filter(({ kind }) => kind === "start sync").length;
    if (!state.config.isInForce || state.stopping) {
      assert.equal(starts(asked.effects), 0, name);
    } else if (state.folder.running === undefined) {
      assert.equal(starts(asked.effects), 1, name);
    } else {
      assert.equal(starts(asked.effects), 0, name);
      for (const end of ENDS) {
        const ended = step(asked.state, end, at + MINUTE);
        assert.equal(starts(ended.effects), 1, `${name}, ${JSON.stringify(end)}`);
        assert.equal(ended.state.folder.running?.remote, "ask", name);
      }
    }
  }
});

Deno.test("in every state, a stop lets nothing begin any more and comes to its end", () => {
  for (const { name, state, at } of states()) {
    let stopped = step(state, { kind: "stop" }, at);
    const isRunning = state.folder.running !== undefined;
    assert.deepEqual(stopped.effects, [{ kind: isRunning ? "stop sync" : "exit" }], name);
    for (const event of EVENTS) stopped = step(stopped.state, event, at + HOUR);
    if (!isRunning) continue;
    const { effects } = step(stopped.state, ENDS[0]!, at + HOUR);
    assert.equal(effects.at(-1)?.kind, "exit", name);
  }
});
