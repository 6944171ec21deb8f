// The queue of one watcher, which drops what does not fit without a word (2.7.11): when that may have happened.

import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { watchPath } from "../../../src/adapters/watch/fs_events.ts";
import { eventually } from "../../support/running.ts";
import { withDice } from "../../support/dice.ts";
import { modelFsEvents } from "./fs_events_model.ts";

const ROOM = 16;

/** Listens to one path on the model; each event is noted with whether others may have been lost. */
function listen(onEvent: (lossy: boolean) => void) {
  return watchPath("/tree", {
    recursive: true,
    ignore: [],
    onEvent: (_event, lossy) => onEvent(lossy),
    onEnd: () => {},
  });
}

Deno.test("events that are read before the next ones come are no burst, however many", async () => {
  using model = modelFsEvents();
  let [heard, doubts] = [0, 0];
  const watcher = listen((lossy) => {
    heard += 1;
    if (lossy) doubts += 1;
  });
  for (let at = 0; at < 200; at++) {
    model.report("/tree/.git/index.lock", "modify");
    for (let turns = 0; turns < 5; turns++) await turn();
  }
  assert.deepEqual({ heard, doubts }, { heard: 200, doubts: 0 });
  await watcher.close();
});

Deno.test("whatever the queue has dropped, it is said after that, also in the rests of a flood", () =>
  withDice(async (throws) => {
    using model = modelFsEvents();
    model.room = ROOM;
    const below = (most: number) => Math.floor(throws() * most);
    let [given, heard, told] = [0, 0, 0];
    const watcher = listen((lossy) => {
      heard += 1;
      if (lossy) told = model.dropped;
      if (below(5) === 0) stall(below(5));
    });
    for (let round = 0; round < 150; round++) {
      const burst = below(2 * ROOM);
      given += burst;
      for (let at = 0; at < burst; at++) model.report("/tree/file", "modify");
      for (let turns = below(6); turns > 0; turns--) await turn();
      if (below(2) === 0) continue;
      await eventually("all is read", () => heard + model.dropped === given);
      assert.equal(told, model.dropped, `round ${round}`);
    }
    await watcher.close();
  }));

function stall(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}
