// The icon comes back: its helper killed, the panel away, no display at all.

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { writeProgram } from "../../support/executable.ts";
import { type Desktop, hasDesktop, openDesktop } from "../../support/desktop.ts";
import { eventually } from "../../support/running.ts";
import { canMount, mountSmallDisk } from "../../support/small_disk.ts";
import { click, lineOf, menuOf, pictureOf, seen, statusIcon } from "../../support/status_icon.ts";
import { cacheOn, startTray } from "../../support/tray.ts";
import { trayView } from "../../support/tray_view.ts";

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, ignore: !hasDesktop(), fn });

/** Makes a gdbus that does this before it does what it is for; returns the PATH with it. */
async function gdbusThatFirst({ folder }: Desktop, script: string): Promise<string> {
  const bin = join(folder, "bin");
  const usual = Deno.env.get("PATH");
  await Deno.mkdir(bin);
  const text = `#!/bin/sh\n${script}\nPATH='${usual}' exec gdbus "$@"\n`;
  await writeProgram(join(bin, "gdbus"), text);
  return `${bin}:${usual}`;
}

test("tray: the helper is killed and the menu comes back as it was", async () => {
  await using desktop = await openDesktop();
  await desktop.startPanel();
  await using tray = startTray(desktop, trayView());
  const first = await eventually("the icon is there", () => statusIcon(desktop));
  await tray.draw(
    trayView({
      icon: "conflict",
      lines: { pause: "Resume Syncing", login: { checked: true } },
      lists: { conflicts: ["a.md"] },
    }),
  );
  const before = await eventually("the menu is drawn", async () => {
    const lines = seen(await menuOf(desktop, first));
    return lines.includes("Conflicts (1)") ? lines : undefined;
  });
  const picture = await Deno.readFile(await pictureOf(desktop, first));

  Deno.kill(await tray.helper(), "SIGKILL");
  const second = await eventually("another icon is there", async () => {
    const icon = await statusIcon(desktop);
    return icon.bus === first.bus ? undefined : icon;
  });
  await eventually("the same menu", async () => {
    assert.deepEqual(seen(await menuOf(desktop, second)), before);
    return true;
  });
  assert.deepEqual(await Deno.readFile(await pictureOf(desktop, second)), picture);
  await click(desktop, second, lineOf(await menuOf(desktop, second), "a.md"));
  await eventually("a click arrives", () => tray.clicks.length === 1);
  assert.deepEqual(tray.states, [undefined], "nothing is said of it");
  await tray.close();
});

test("tray: after the fifth death it gives up, says so once, and lives on", async () => {
  await using desktop = await openDesktop();
  // There seems to be a panel, and what is on it is not known.
  const PATH = await gdbusThatFirst(desktop, "[ $1 = wait ]; exit");
  await using tray = startTray(desktop, trayView(), { env: { PATH }, hurry: 20 });
  await eventually("it is shown", () => tray.states.length === 1);
  for (let deaths = 0; deaths < 5; deaths++) {
    const helper = await tray.helper();
    Deno.kill(helper, "SIGKILL");
    await eventually(
      "it is gone",
      async () => (await tray.processes()).every(({ pid }) => pid !== helper),
    );
  }
  await eventually("it is said", () => tray.states.length === 2);
  assert.deepEqual(tray.states, [
    undefined,
    "Cannot show the icon: its helper ends again and again",
  ]);
  await tray.draw(trayView({ icon: "offline" }));
  assert.equal((await tray.processes()).length, 1);
  await tray.close();
});

test("tray: without a display it says so once, and lives on", async () => {
  await using desktop = await openDesktop();
  await using tray = startTray(desktop, trayView(), { env: { DISPLAY: undefined }, hurry: 20 });
  await eventually(
    "it is said",
    () => tray.states.includes("Cannot show the icon: there is no display"),
  );
  await tray.draw(trayView({ icon: "offline" }));
  assert.equal(tray.states.length, 1);
  await tray.close();
});

Deno.test(
  "tray: where the cache is on a volume that runs no programs it says so once, and lives on",
  { ignore: !hasDesktop() || !canMount() },
  async () => {
    await using desktop = await openDesktop();
    const cache = cacheOn(desktop);
    await Deno.mkdir(dirname(cache));
    await using _volume = await mountSmallDisk(cache, 50 * 1024 * 1024, "noexec");
    await using tray = startTray(desktop, trayView(), { hurry: 20 });
    await eventually("it is said", () => tray.states.length === 1);
    assert.match(
      tray.states[0]!,
      /^Cannot show the icon: the system runs no program in ".*\/cache": /,
    );
    await tray.draw(trayView({ icon: "offline" }));
    assert.equal(tray.states.length, 1);
    await tray.close();
  },
);

test("tray: no panel is there, which is said once; one that starts later gets the icon", async () => {
  await using desktop = await openDesktop();
  // The wait for a panel of ten seconds is one of half a second.
  const PATH = await gdbusThatFirst(
    desktop,
    `case "$*" in *"--timeout 10"*) sleep 0.5; exit 1;; esac`,
  );
  await using tray = startTray(desktop, trayView(), { env: { PATH } });
  await eventually("it is said", () => tray.states.length === 1);
  assert.match(tray.states[0]!, /^Cannot show the icon: no panel/);
  await tray.draw(trayView({ icon: "paused", lines: { pause: "Resume Syncing" } }));

  await desktop.startPanel();
  const icon = await eventually("the icon is there", () => statusIcon(desktop));
  const lines = await eventually("its menu is there", async () => {
    const found = seen(await menuOf(desktop, icon));
    return found.length > 0 ? found : undefined;
  });
  assert.ok(lines.includes("Resume Syncing"));
  await eventually("that is said, too", () => tray.states.length === 2);
  assert.equal(tray.states[1], undefined);
  await tray.close();
});

test("tray: the panel is started anew and has the icon again", async () => {
  await using desktop = await openDesktop();
  await desktop.startPanel();
  await using tray = startTray(desktop, trayView());
  const icon = await eventually("the icon is there", () => statusIcon(desktop));
  await desktop.stopPanel();
  await tray.draw(trayView({ icon: "conflict", lists: { conflicts: ["a.md"] } }));
  await desktop.startPanel("light");
  const again = await eventually("the icon is there again", () => statusIcon(desktop));
  assert.deepEqual(again, icon, "it is the same helper's");
  await eventually(
    "it has its menu",
    async () => seen(await menuOf(desktop, again)).includes("Conflicts (1)"),
  );
  await click(desktop, again, lineOf(await menuOf(desktop, again), "Sync Now"));
  await eventually("a click arrives", () => tray.clicks.length === 1);
  await tray.close();
});

test("tray: a helper that the panel does not know is started again, but not for ever", async () => {
  await using desktop = await openDesktop();
  await desktop.startPanel();
  // A panel that never tells of any icon. The helper that it is asked for is noted: none lives for long.
  const asked = join(desktop.folder, "asked");
  const PATH = await gdbusThatFirst(
    desktop,
    `case "$*" in *RegisteredStatusNotifierItems*)
  ps --ppid $PPID -o pid=,args= | grep -F '${cacheOn(desktop)}' >>'${asked}'
  echo "(<@as []>,)"; exit;;
esac`,
  );
  await using tray = startTray(desktop, trayView(), { env: { PATH }, hurry: 10 });
  const looks = async () =>
    (await Deno.readTextFile(asked)).split("\n").slice(0, -1).map((line) => Number.parseInt(line));
  await eventually("the third helper was looked at", async () => (await looks()).length === 6);
  const helpers = new Set(await looks());
  assert.equal(helpers.size, 3);
  await tray.draw(trayView({ lines: { status: "Sending…" } }));
  await eventually("the last one is left alone", async () => {
    const icon = await statusIcon(desktop);
    return seen(await menuOf(desktop, icon)).includes("-Sending…");
  });
  assert.equal(await tray.helper(), [...helpers].at(-1));
  assert.deepEqual(tray.states, [undefined]);
  await tray.close();
});
