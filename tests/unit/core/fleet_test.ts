// Many machines on the real step of the app, with a host and a broker that are models.

import assert from "node:assert/strict";
import { COSTS } from "../../../bench/scenarios/simulated_fleet.ts";
import { makeFleet } from "../../../bench/simulation/fleet_model.ts";

const MINUTE = 60_000;

Deno.test("200 machines save at once: all have all, in bounded time, and then they leave the host alone", () => {
  const fleet = makeFleet(200, { costs: COSTS });
  const begun = fleet.now;
  for (let at = 0; at < 200; at++) fleet.write(at);
  const settled = fleet.settle();
  const oneByOne = 200 * (COSTS.local + COSTS.request);
  assert.ok(settled - begun < 3 * oneByOne, `${settled - begun} ms`);
  fleet.run(settled + 5 * MINUTE);
  const asked = fleet.seen.filter(({ at, what }) => what !== "message" && at > settled).length;
  assert.ok(asked / 200 / 5 <= 4, `${asked} requests in five minutes`);
});

Deno.test("one of 200 machines saves: each other one asks the host once", () => {
  const fleet = makeFleet(200, { costs: COSTS });
  fleet.write(0);
  fleet.run(fleet.now + MINUTE / 2);
  const count = (what: string) => fleet.seen.filter((seen) => seen.what === what).length;
  assert.deepEqual([count("push"), count("fetch"), count("message")], [1, 199, 199]);
});
