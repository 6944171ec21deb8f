// A fleet of 200 machines, simulated on the real step of the app with costs that were measured.

import type { Mosquitto } from "../../tests/support/broker.ts";
import { type Costs, makeFleet } from "../simulation/fleet_model.ts";
import type { Row } from "../table.ts";

const MACHINES = 200;
const TIMES = 5;

/** The minutes after that in which the requests are counted. */
const MINUTES = 5;

/** In milliseconds, as measured over ssh with 300 ms to connect; `move` and `message` are those of loopback. */
export const COSTS: Costs = { request: 340, move: 20, local: 40, message: 50 };

/** Measures nothing: the costs are given. */
export function simulatedFleet(_broker: Mosquitto): Promise<Row[]> {
  const seconds: number[] = [];
  const rates: number[] = [];
  for (let seed = 1; seed <= TIMES; seed++) {
    const fleet = makeFleet(MACHINES, { costs: COSTS, seed });
    const begun = fleet.now;
    for (let at = 0; at < MACHINES; at++) fleet.write(at);
    const settled = fleet.settle();
    seconds.push((settled - begun) / 1000);
    fleet.run(settled + MINUTES * 60_000);
    const later = fleet.seen.filter(({ at, what }) => what !== "message" && at > settled);
    rates.push(later.length / MACHINES / MINUTES);
  }
  const oneByOne = MACHINES * (COSTS.local + COSTS.request) / 1000;
  return Promise.resolve([
    {
      what: `${MACHINES} machines save at once (simulated), until all have all`,
      unit: "time",
      ours: seconds,
      reference: seconds.map(() => oneByOne),
      against: `${MACHINES} saves one after another`,
      limit: 3,
      note: "the real decisions when to sync; a request takes 0.34 s, a save or an update 0.04 s",
    },
    {
      what: "requests to the host after that, a machine and minute",
      unit: "count",
      ours: rates,
      reference: rates.map(() => 1),
      against: "one a minute",
      limit: 4,
    },
  ]);
}
