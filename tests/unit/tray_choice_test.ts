import assert from "node:assert/strict";
import { chooseHelper } from "../../src/tray/choice.ts";

const native = { GIT_SYNC_BAR_TRAY: "native" };

for (
  const [what, system, runsIntel, environment, helper] of [
    ["Linux", "linux", false, {}, "linux program"],
    ["Linux, whatever is wished", "linux", false, native, "linux program"],
    ["an Intel Mac, and a Mac with Rosetta", "darwin", true, {}, "mac program"],
    ["Apple silicon without Rosetta", "darwin", false, {}, "mac script"],
    ["a Mac, when it is wished", "darwin", true, native, "mac script"],
    ["Apple silicon without Rosetta, when it is wished", "darwin", false, native, "mac script"],
    ["a Mac, for another wish", "darwin", true, { GIT_SYNC_BAR_TRAY: "" }, "mac program"],
  ] as const
) {
  Deno.test(`tray: on ${what} the icon is drawn by the ${helper}`, () => {
    assert.equal(chooseHelper({ system, runsIntel, environment }), helper);
  });
}
