// Many machines on the real step of the app, with a host and a broker that are models: what it takes until all have
// all, and how often the host is asked. Times are in milliseconds since the beginning.

import { nextDue } from "../../src/core/due.ts";
import type { AppEvent, SyncTask } from "../../src/core/events.ts";
import { type AppState, initialState } from "../../src/core/state.ts";
import { step } from "../../src/core/step.ts";
import { pauseAfterRejection } from "../../src/engine/sync/push_retry.ts";
import { dice } from "../../tests/support/dice.ts";
import { CHANGED, MESSAGE, UP } from "../../tests/support/events.ts";
import { confirmed } from "../../tests/support/outcomes.ts";

/** What things take, in milliseconds. */
export interface Costs {
  /** From the start of a fetch or a push to its answer. */
  readonly request: number;
  /** The part of a push in which the host moves the branch. */
  readonly move: number;
  /** A save, or an update of the folder, on the machine itself. */
  readonly local: number;
  /** From an announcement to its arrival. */
  readonly message: number;
}

/** What was seen at a moment: a request to the host, or a message that the broker passed on. */
export interface Seen {
  readonly at: number;
  readonly what: "push" | "fetch" | "message";
  readonly machine: number;
}

interface Machine {
  state: AppState;
  /** How many moves of the remote's branch it has. */
  known: number;
  /** What is written and not saved, and what is saved and not sent. */
  written: boolean;
  unsent: boolean;
  /** The time of the timer that is set. */
  timer: number;
}

/** A fleet at work. */
export interface Fleet {
  /** Everything that host and broker have seen so far. */
  readonly seen: readonly Seen[];
  readonly now: number;
  /** Somebody writes a file on a machine. */
  write(machine: number): void;
  /** Goes on until a time. */
  run(until: number): void;
  /** Goes on until all machines have all; returns when that was. */
  settle(): number;
}

/** Makes a fleet that has nothing to do. */
export function makeFleet(
  count: number,
  { costs, seed = 1 }: { costs: Costs; seed?: number },
): Fleet {
  const chance = dice(seed);
  const seen: Seen[] = [];
  const waiting: { at: number; order: number; act: () => void }[] = [];
  let [now, order, version] = [0, 0, 0];
  const after = (ms: number, act: () => void) =>
    push(waiting, { at: now + ms, order: order++, act });
  const timing = { delayMs: 0, pollMs: 3_600_000, activePollMs: 60_000, scanMs: 900_000 };
  const machines: Machine[] = Array.from({ length: count }, () => ({
    state: initialState({ paused: false, recent: [], upToDateAt: undefined }),
    known: 0,
    written: false,
    unsent: false,
    timer: Infinity,
  }));

  function post(at: number, event: AppEvent): void {
    const machine = machines[at]!;
    const { state, effects } = step(machine.state, event, now);
    machine.state = state;
    for (const effect of effects) {
      if (effect.kind === "start sync") begin(at, effect.request);
      if (effect.kind === "announce") announce(at);
    }
    const due = nextDue(state);
    if (due === machine.timer) return;
    machine.timer = due;
    if (due < Infinity) after(Math.max(0, due - now), () => machine.timer <= now && fire(at));
  }

  function fire(at: number): void {
    machines[at]!.timer = Infinity;
    post(at, { kind: "due" });
  }

  function announce(from: number): void {
    for (let at = 0; at < count; at++) {
      if (at === from) continue;
      seen.push({ at: now, what: "message", machine: at });
      after(costs.message, () => post(at, MESSAGE));
    }
  }

  function begin(at: number, { remote }: SyncTask): void {
    const machine = machines[at]!;
    const before = machine.known;
    let pushed = false;
    const end = () =>
      post(at, {
        kind: "finished",
        chance: chance(),
        outcome: confirmed({
          pushed,
          received: machine.known > before + (pushed ? 1 : 0)
            ? [{ path: "a", host: "b", kind: "edited" }]
            : [],
        }),
      });
    const save = () => {
      if (machine.written) [machine.written, machine.unsent] = [false, true];
    };
    const fetch = (then: () => void) => {
      seen.push({ at: now, what: "fetch", machine: at });
      after(costs.request, () => {
        const isNews = machine.known !== version;
        machine.known = version;
        if (isNews) after(costs.local, then);
        else then();
      });
    };
    const send = (rejections: number, tryAt: number) => {
      seen.push({ at: now, what: "push", machine: at });
      after(costs.request - costs.move, () => {
        const isTaken = machine.known === version;
        if (isTaken) {
          version++;
          machine.known = version;
          machine.unsent = false;
          pushed = true;
        }
        after(costs.move, () => {
          if (isTaken) return end();
          const tookMs = now - tryAt;
          const drawn = { rejections: rejections + 1, tookMs, chance: chance() };
          after(pauseAfterRejection(drawn), () => {
            const next = now;
            fetch(() => send(rejections + 1, next));
          });
        });
      });
    };
    after(costs.local, () => {
      save();
      if (remote === "ask" || remote === "probe") {
        fetch(() => machine.unsent ? send(0, now) : end());
      } else if (machine.unsent && remote === "send") send(0, now);
      else end();
    });
  }

  function run(until: number, isOver: () => boolean = () => false): void {
    while (waiting.length > 0 && waiting[0]!.at <= until && !isOver()) {
      const { at, act } = pop(waiting);
      now = at;
      act();
    }
    if (!isOver()) now = Math.max(now, until);
  }

  for (let at = 0; at < count; at++) {
    post(at, { kind: "configured", timing, fresh: true, warnings: [] });
    post(at, { kind: "watch", watch: { kind: "watching" } });
    post(at, UP);
  }
  // Their requests at the start are not measured.
  run(120_000);
  seen.length = 0;
  return {
    seen,
    get now() {
      return now;
    },
    write(at) {
      machines[at]!.written = true;
      post(at, CHANGED);
    },
    run: (until) => run(until),
    settle() {
      const hasAll = ({ known, written, unsent }: Machine) =>
        known === version && !written && !unsent;
      run(now + 86_400_000, () => machines.every(hasAll));
      return now;
    },
  };
}

type Waiting = { readonly at: number; readonly order: number };

function isBefore(one: Waiting, other: Waiting): boolean {
  return one.at < other.at || one.at === other.at && one.order < other.order;
}

/** Adds to a heap. */
function push<Item extends Waiting>(heap: Item[], item: Item): void {
  let at = heap.push(item) - 1;
  for (; at > 0; at = (at - 1) >> 1) {
    const above = heap[(at - 1) >> 1]!;
    if (!isBefore(item, above)) break;
    heap[at] = above;
  }
  heap[at] = item;
}

/** Takes the first of a heap that is not empty. */
function pop<Item extends Waiting>(heap: Item[]): Item {
  const first = heap[0]!;
  const last = heap.pop()!;
  if (heap.length === 0) return first;
  let at = 0;
  for (;;) {
    let next = 2 * at + 1;
    if (next >= heap.length) break;
    if (next + 1 < heap.length && isBefore(heap[next + 1]!, heap[next]!)) next++;
    if (!isBefore(heap[next]!, last)) break;
    heap[at] = heap[next]!;
    at = next;
  }
  heap[at] = last;
  return first;
}
