// Events that come faster than they are read: to open a watcher then would stop the program until they end (2.7.11).

import assert from "node:assert/strict";
import { join } from "node:path";
import { eventually } from "../../support/running.ts";
import { pause } from "../../../src/system/pause.ts";
import { gaugeFlood } from "../../../src/adapters/watch/flood.ts";
import { modelFsEvents } from "./fs_events_model.ts";
import { calm, isSure, watchNew } from "./modelled.ts";

/** More events at once than anything waits for. */
const FLOOD = 100;

for (const [when, floodMs] of [["during", 3_600_000], ["soon after", 0]] as const) {
  Deno.test(`a watcher is ${floodMs > 0 ? "not opened" : "opened"} ${when} a flood of events`, async () => {
    using model = modelFsEvents();
    await using folder = await watchNew({ floodMs });
    const { root } = folder;
    await calm(folder);
    const before = model.restarts;
    for (let at = 0; at < FLOOD; at++) {
      model.report(join(root, `f0/${at}`), "create", "modify");
    }
    await Deno.mkdir(join(root, "new"));
    model.report(join(root, "new"), "create");
    // Another one at the place of the branches has to be watched anew.
    await Deno.remove(join(root, ".git/refs/heads"));
    await Deno.mkdir(join(root, ".git/refs/heads"));
    if (floodMs > 0) {
      // Many times the time after which it looks again.
      await pause(500);
      assert.equal(model.restarts, before);
      assert.equal(isSure(folder), false);
    } else {
      await eventually("it is opened", () => model.restarts > before);
      await calm(folder);
    }
  });
}

Deno.test("events that keep coming are a flood, also where each was read before the next came", () => {
  const gauge = gaugeFlood();
  gauge.note(false);
  assert.equal(gauge.isOn(), false);
  for (let event = 0; event < 10_000; event++) gauge.note(false);
  assert.equal(gauge.isOn(), true);
});
