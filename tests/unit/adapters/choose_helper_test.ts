import assert from "node:assert/strict";
import { chooseHelper, isWrongArchitecture } from "../../../src/adapters/tray/choose_helper.ts";

const native = { GIT_SYNC_BAR_TRAY: "native" };

for (
  const [what, system, refuses, environment, helper] of [
    ["Linux", "linux", false, {}, "linux program"],
    ["Linux, whatever is wished", "linux", false, native, "linux program"],
    ["an Intel Mac, and a Mac with Rosetta", "darwin", false, {}, "mac program"],
    ["Apple silicon without Rosetta", "darwin", true, {}, "mac script"],
    ["a Mac, when it is wished", "darwin", false, native, "mac script"],
    ["Apple silicon without Rosetta, when it is wished", "darwin", true, native, "mac script"],
    ["a Mac, for another wish", "darwin", false, { GIT_SYNC_BAR_TRAY: "" }, "mac program"],
  ] as const
) {
  Deno.test(`tray: on ${what} the icon is drawn by the ${helper}`, () => {
    assert.equal(chooseHelper({ system, lacksRosetta: refuses, environment }), helper);
  });
}

for (
  const [lastWords, expected] of [
    ["spawn failed: Bad CPU type in executable (os error 86)", true],
    ["/x/tray_darwin_release: Bad CPU type in executable\n", true],
    ["spawn failed: Permission denied (os error 13)", false],
    ["", false],
  ] as const
) {
  Deno.test(`tray: ${JSON.stringify(lastWords)} is ${expected ? "a" : "no"} refusal`, () => {
    assert.equal(isWrongArchitecture(lastWords), expected);
  });
}
