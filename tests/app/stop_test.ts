// The app is asked to end while a step does not come to its own end.

import assert from "node:assert/strict";
import { startAppHere } from "../support/app_here.ts";
import { handClock } from "../support/hand_clock.ts";
import { eventually } from "../support/running.ts";
import { makeWorld } from "../support/world.ts";

Deno.test("a step that does not end by itself holds up the end of the app for sixteen seconds at most", async () => {
  await using world = await makeWorld();
  const [laptop] = await world.clones({ "notes.md": "one\n" }, "laptop");
  const clock = handClock(0);
  let isWaiting = false;
  const app = await startAppHere(world, "laptop", {
    config: { sync_dir: laptop, watch_for_changes: false },
    environment: world.env,
    clock,
    before: () => {
      isWaiting = true;
      return new Promise(() => {});
    },
  });
  await eventually("a sync has begun", () => isWaiting);
  let hasEnded = false;
  const ended = app.stop().then(() => hasEnded = true);
  clock.turn(15_999);
  await app.status();
  assert.equal(hasEnded, false);
  clock.turn(1);
  await ended;
  assert.ok(app.log.includes("Ended in the midst of a sync: the next start goes on from there"));
});
