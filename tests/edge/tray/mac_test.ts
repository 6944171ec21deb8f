// The icon on a Mac, from the view to our script for osascript and back. The stand-in for osascript is ours as well:
// this shows that all the parts fit together, not that macOS agrees.

import assert from "node:assert/strict";
import { join } from "node:path";
import { helperName, SYSTRAY_VERSION } from "../../../src/adapters/tray/place_helper.ts";
import { readPictures } from "../../../src/adapters/tray/pictures.ts";
import { readable } from "../../support/jxa.ts";
import {
  canBeMac,
  clickOn,
  lookAt,
  type Mac,
  MAC_TRAY_PROCESS,
  openMac,
  withoutRosetta,
} from "../../support/mac.ts";
import { eventually } from "../../support/running.ts";
import { cacheOn, startTray, type TrayPlace, type TrayProcess } from "../../support/tray.ts";
import { CHANGED, changedLines, trayView, USUAL_LINES } from "../../support/tray_view.ts";

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, ignore: !canBeMac(), fn });

const RECENT = ["↑ my_notes__1.md · 14:02", "↓ <b>&amp; 日本.md"];

function start(mac: Mac, place: Pick<TrayPlace, "env" | "hurry"> = {}): TrayProcess {
  return startTray(mac, trayView({ lists: { recent: RECENT } }), {
    ...place,
    within: mac.within,
    program: MAC_TRAY_PROCESS,
  });
}

async function linesOf({ home }: TrayProcess): Promise<string[]> {
  return readable((await lookAt(home)).bar.items);
}

/** Waits until the menu is as it should be. */
async function shows(tray: TrayProcess, what: string, lines: readonly string[]): Promise<void> {
  await eventually(what, async () => {
    assert.deepEqual(await linesOf(tray), lines);
    return true;
  });
}

test("mac: the menu is the view, each change of it arrives, and clicks come back", async () => {
  await using mac = await openMac();
  await using tray = start(mac);
  await shows(tray, "the first view", [
    "-Up to date · 14:02",
    "-notes · main → origin",
    "Recent Changes",
    "  ↑ my_notes__1.md · 14:02",
    "  ↓ <b>&amp; 日本.md",
    ...USUAL_LINES,
  ]);
  await clickOn(tray.home, "↓ <b>&amp; 日本.md");
  await eventually("a click arrives", () => tray.clicks.length === 1);
  assert.deepEqual(tray.clicks[0], { kind: "entry", list: "recent", at: 1 });

  await tray.draw(trayView({ icon: "syncing" }), CHANGED);
  await shows(tray, "the second view", changedLines("✓Start at Login"));
  const { bar } = await lookAt(tray.home);
  assert.equal(bar.picture, (await readPictures("darwin"))["needs you"]);
  assert.ok(bar.isTemplate);
  assert.equal(bar.tooltip, "Git Sync Bar");
  assert.equal(bar.isInDock, false);
  await clickOn(tray.home, "Start at Login");
  await eventually("another click arrives", () => tray.clicks.length === 2);
  assert.deepEqual(tray.clicks[1], { kind: "line", line: "login" });
  assert.deepEqual(tray.states, [undefined]);

  await tray.close();
  assert.deepEqual(await tray.processes(), []);
});

test("mac: the script is killed and the menu comes back as it was", async () => {
  await using mac = await openMac();
  await using tray = start(mac);
  const first = await eventually("the icon is there", () => lookAt(tray.home));
  await tray.draw(trayView({ icon: "conflict", lists: { conflicts: ["a.md"], recent: RECENT } }));
  await eventually("it is drawn", async () => (await linesOf(tray)).includes("  a.md"));
  const before = (await lookAt(tray.home)).bar;
  Deno.kill(first.pid, "SIGKILL");
  await eventually("another icon is there", async () => {
    const { pid, bar } = await lookAt(tray.home);
    assert.notEqual(pid, first.pid);
    assert.deepEqual(bar, before);
    return true;
  });
  assert.deepEqual(tray.states, [undefined], "nothing is said of it");
  await tray.close();
});

test("mac: when the app crashes, its icon goes by itself", async () => {
  await using mac = await openMac();
  await using tray = start(mac);
  await eventually("the icon is there", () => lookAt(tray.home));
  await tray.crash();
  await eventually("nothing is left", async () => (await tray.processes()).length === 0);
});

test("mac: where the script does not start, systray2's own program draws the icon", async () => {
  await using mac = await openMac();
  await mac.standIn("osascript", "exit 1");
  await using tray = start(mac);
  await eventually("it is shown", () => tray.states.length === 1);
  assert.deepEqual(tray.states, [undefined]);
  await assert.rejects(lookAt(tray.home), "the script does not run");
  await tray.close();
});

test("mac: a forced Intel program is started, and the need of Rosetta is reported", async () => {
  await using mac = await openMac();
  const program = join(cacheOn(mac), "tray", SYSTRAY_VERSION, helperName("darwin"));
  const refusing = { ...mac, within: withoutRosetta(mac, program) };
  await using tray = start(refusing, { env: { GIT_SYNC_BAR_TRAY: "program" }, hurry: 20 });
  await eventually("it is told", () => tray.states.length === 1);
  assert.equal(
    tray.states[0],
    "Cannot show the icon: the system's own script for it did not start, and the program that stands " +
      "in needs Rosetta (softwareupdate --install-rosetta --agree-to-license)",
  );
  await tray.close();
});
