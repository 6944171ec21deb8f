// The queue of all syncs: in which order they run, and that none holds up the others.

import assert from "node:assert/strict";
import { createSyncQueue } from "../../../src/app/folders/sync_queue.ts";
import { manualClock } from "../../support/manual_clock.ts";

/** A queue of syncs that end when the test says so, by their names. */
function open() {
  const clock = manualClock(0);
  const queue = createSyncQueue(clock);
  const ends = new Map<string, PromiseWithResolvers<void>>();
  const running: string[] = [];
  const settled = () => new Promise((resolve) => setTimeout(resolve));
  return {
    clock,
    running,
    async add(...names: string[]) {
      for (const name of names) {
        const end = Promise.withResolvers<void>();
        ends.set(name, end);
        void queue.run(async () => {
          running.push(name);
          await end.promise;
          running.splice(running.indexOf(name), 1);
        }).catch(() => {});
      }
      await settled();
    },
    async end(name: string, error?: Error) {
      if (error === undefined) ends.get(name)!.resolve();
      else ends.get(name)!.reject(error);
      await settled();
    },
    async turn(ms: number) {
      clock.turn(ms);
      await settled();
    },
    async endQueue() {
      queue.end();
      await settled();
    },
  };
}

Deno.test("queue: two syncs run at a time, and the one that has waited longest is next", async () => {
  const queue = open();
  await queue.add("a", "b", "c", "d");
  assert.deepEqual(queue.running, ["a", "b"]);
  await queue.end("b");
  assert.deepEqual(queue.running, ["a", "c"]);
  await queue.add("b");
  await queue.end("a");
  assert.deepEqual(queue.running, ["c", "d"]);
  await queue.end("c");
  await queue.end("d");
  assert.deepEqual(queue.running, ["b"]);
  await queue.end("b");
  assert.deepEqual(queue.clock.timers, [], "no timer is left");
});

Deno.test("queue: syncs that hang hold up nobody, and do not count twice when they end", async () => {
  const queue = open();
  await queue.add("hangs", "hangs too", "c", "d", "e");
  await queue.turn(4_999);
  assert.deepEqual(queue.running, ["hangs", "hangs too"]);
  await queue.turn(1);
  assert.deepEqual(queue.running, ["hangs", "hangs too", "c", "d"]);
  await queue.end("hangs");
  assert.deepEqual(queue.running, ["hangs too", "c", "d"], "its place was given away before");
  await queue.end("c");
  assert.deepEqual(queue.running, ["hangs too", "d", "e"]);
});

Deno.test("queue: a sync that throws leaves its place to the next one", async () => {
  const queue = open();
  await queue.add("a", "b", "c");
  await queue.end("a", new Error("no"));
  assert.ok(queue.running.includes("c"));
});

Deno.test("queue: at the end all begin that wait", async () => {
  const queue = open();
  await queue.add("a", "b", "c", "d");
  await queue.endQueue();
  assert.deepEqual(queue.running, ["a", "b", "c", "d"]);
});
