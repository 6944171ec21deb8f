import assert from "node:assert/strict";
import { chooseHelper } from "../../../src/adapters/tray/choose_helper.ts";
import { whyNoIcon } from "../../../src/adapters/tray/helper_exit.ts";

const forced = (helper: string) => ({ GIT_SYNC_BAR_TRAY: helper });

for (
  const [what, system, scriptFailed, environment, helper] of [
    ["Linux", "linux", false, {}, "linux program"],
    ["Linux, whatever is forced", "linux", false, forced("script"), "linux program"],
    ["a Mac", "darwin", false, {}, "mac script"],
    ["a Mac on which the script does not start", "darwin", true, {}, "mac program"],
    ["a Mac, when the script is forced", "darwin", true, forced("script"), "mac script"],
    ["a Mac, when the program is forced", "darwin", false, forced("program"), "mac program"],
    ["a Mac, for another word", "darwin", false, forced(""), "mac script"],
  ] as const
) {
  Deno.test(`tray: on ${what} the icon is drawn by the ${helper}`, () => {
    assert.equal(chooseHelper({ system, scriptFailed, environment }), helper);
  });
}

for (
  const lastOutput of [
    "spawn failed: Bad CPU type in executable (os error 86)",
    "/x/tray_darwin_release: Bad CPU type in executable\n",
  ]
) {
  Deno.test(`tray: ${JSON.stringify(lastOutput)} asks for Rosetta`, () => {
    assert.match(
      whyNoIcon(lastOutput),
      /^Cannot show the icon: .* needs Rosetta \(softwareupdate /,
    );
  });
}
