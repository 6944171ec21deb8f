// What the icon leaves on the machine: its helper in the cache, and nothing else.

import assert from "node:assert/strict";
import { join } from "node:path";
import {
  helperName,
  helperSource,
  SYSTRAY_VERSION,
} from "../../../src/adapters/tray/place_helper.ts";
import { ICONS } from "../../../src/adapters/tray/menu.ts";
import { writeProgram } from "../../support/executable.ts";
import { type Desktop, hasDesktop, openDesktop } from "../../support/desktop.ts";
import { eventually } from "../../support/running.ts";
import { menuOf, pictureOf, seen, statusIcon } from "../../support/status_icon.ts";
import { cacheOn, startTray, type TrayProcess } from "../../support/tray.ts";
import { trayView } from "../../support/tray_view.ts";

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, ignore: !hasDesktop(), fn });

/** The files below the app's home, which is also its temporary folder. */
async function filesOf({ home }: TrayProcess, desktop: Desktop): Promise<string[]> {
  const paths = await desktop.run("find", home, "-type", "f", "-printf", "%P\\n");
  return paths.split("\n").sort();
}

/** What systray2 and the libraries of the desktop leave in the machine's temporary folder. */
async function icons(): Promise<string[]> {
  const names = await Array.fromAsync(Deno.readDir("/tmp"), ({ name }) => name);
  return names.filter((name) => /^systray_|icon/.test(name)).sort();
}

const HELPER = [
  `cache/tray/${SYSTRAY_VERSION}/Git Sync Bar`,
  `cache/tray/${SYSTRAY_VERSION}/${helperName("linux")}`,
];

test("tray: 1,000 changes leave no process and no file behind", async () => {
  await using desktop = await openDesktop();
  await desktop.startPanel();
  const before = await icons();
  await using tray = startTray(desktop, trayView());
  const icon = await eventually("the icon is there", () => statusIcon(desktop));
  const helper = await tray.helper();
  for (let round = 0; round < 100; round++) {
    await tray.draw(...Array.from({ length: 10 }, (_, at) =>
      trayView({
        icon: ICONS[(round + at) % ICONS.length]!,
        lines: { status: `Saving ${round} changes…` },
        lists: { conflicts: Array(at).fill(`${round}.md`) },
      })));
  }
  await eventually(
    "the last one is shown",
    async () => seen(await menuOf(desktop, icon)).includes("-Saving 99 changes…"),
  );
  await eventually(
    "one picture is left",
    async () => (await filesOf(tray, desktop)).length === HELPER.length + 1,
  );
  assert.equal(await tray.helper(), helper, "the helper is still the first one");
  assert.equal((await tray.processes()).length, 2);

  await tray.close();
  assert.deepEqual(await tray.processes(), []);
  assert.deepEqual(await filesOf(tray, desktop), HELPER);
  const folder = await desktop.run("ls", join(cacheOn(desktop), "tray", SYSTRAY_VERSION));
  assert.doesNotMatch(folder, /icon-/);
  assert.deepEqual(await icons(), before);
});

test("tray: after a crash of the app the helper goes, the next start clears up", async () => {
  await using desktop = await openDesktop();
  await desktop.startPanel();
  await using crashed = startTray(desktop, trayView());
  await eventually("the icon is there", () => statusIcon(desktop));
  const helper = await crashed.helper();
  await crashed.crash();
  // As long as nobody has asked how it ended, it counts as a process.
  await eventually("its helper is gone", async () => {
    return await Deno.stat(`/proc/${helper}`).then(() => false, () => true);
  });

  await using tray = startTray(desktop, trayView());
  const icon = await eventually("the icon is there again", () => statusIcon(desktop));
  assert.ok((await pictureOf(desktop, icon)).startsWith(`${tray.home}/git-sync-bar-icon-`));
  assert.equal((await filesOf(tray, desktop)).length, HELPER.length + 1);
  await tray.close();
  assert.deepEqual(await filesOf(tray, desktop), HELPER);
});

test("tray: a helper that is not ours is replaced, one of the current folder never started", async () => {
  await using desktop = await openDesktop();
  await desktop.startPanel();
  const foreign = '#!/bin/sh\ntouch "$HOME/foreign helper"\n';
  const here = join(desktop.folder, "here");
  await Deno.mkdir(join(here, "traybin"), { recursive: true });
  await writeProgram(join(here, "traybin", helperName("linux")), foreign);
  const folder = join(cacheOn(desktop), "tray", SYSTRAY_VERSION);
  await Deno.mkdir(folder, { recursive: true });
  for (const name of ["Git Sync Bar", helperName("linux")]) {
    await writeProgram(join(folder, name), foreign);
  }
  await using tray = startTray(desktop, trayView(), { cwd: here });
  await eventually("the icon is there", () => statusIcon(desktop));
  await tray.close();
  assert.deepEqual(await filesOf(tray, desktop), HELPER);
  assert.deepEqual(
    await Deno.readFile(join(folder, "Git Sync Bar")),
    await Deno.readFile(helperSource("linux program")),
  );
});

test("tray: the helper is placed for its owner, and not again when it is in place", async () => {
  await using desktop = await openDesktop();
  await desktop.startPanel();
  const places = () =>
    desktop.run("sh", "-c", `stat -c '%a %i %n' "$0"/tray "$0"/tray/*/*`, cacheOn(desktop));
  const start = async () => {
    await using tray = startTray(desktop, trayView());
    await eventually("the icon is there", () => statusIcon(desktop));
    await tray.close();
  };
  await start();
  const before = await places();
  assert.match(before, /^700 /);
  assert.equal(before.match(/^755 /gm)?.length, 2);
  await start();
  assert.equal(await places(), before);
});
