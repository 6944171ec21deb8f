// The icon comes back: its helper killed, the panel away, no display at all.

import assert from "node:assert/strict";
import { join } from "node:path";
import { hasDesktop, openDesktop } from "../../support/desktop.ts";
import { eventually } from "../../support/running.ts";
import { click, lineOf, menuOf, pictureOf, seen, statusIcon } from "../../support/status_icon.ts";
import { startTray } from "../../support/tray.ts";
import { trayView } from "../../support/tray_view.ts";

const ignore = !hasDesktop();

Deno.test("tray: the helper is killed and the menu comes back as it was", { ignore }, async () => {
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

Deno.test("tray: after the fifth death it gives up, says so once, and lives on", {
  ignore,
}, async () => {
  await using desktop = await openDesktop();
  await desktop.startPanel();
  await using tray = startTray(desktop, trayView());
  for (let deaths = 0; deaths < 5; deaths++) {
    await eventually("its icon is there", () => statusIcon(desktop));
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

Deno.test("tray: without a display it says so once, and lives on", { ignore }, async () => {
  await using desktop = await openDesktop();
  await using tray = startTray(desktop, trayView(), { env: { DISPLAY: undefined } });
  await eventually(
    "it is said",
    () => tray.states.includes("Cannot show the icon: there is no display"),
  );
  await tray.draw(trayView({ icon: "offline" }));
  assert.equal(tray.states.length, 1);
  await tray.close();
});

Deno.test("tray: no panel is there, which is said once; one that starts later gets the icon", {
  ignore,
}, async () => {
  await using desktop = await openDesktop();
  await using tray = startTray(desktop, trayView());
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

Deno.test("tray: the panel is started anew and has the icon again", { ignore }, async () => {
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

Deno.test("tray: a helper that the panel does not know is started again, but not for ever", {
  ignore,
}, async () => {
  await using desktop = await openDesktop();
  await desktop.startPanel();
  // A panel that never tells of any icon.
  const bin = join(desktop.folder, "bin");
  const asked = join(desktop.folder, "asked");
  await Deno.mkdir(bin);
  const script = [
    "#!/bin/sh",
    `case "$*" in *RegisteredStatusNotifierItems*) echo "(<@as []>,)"; echo >>'${asked}'; exit;; esac`,
    `PATH='${Deno.env.get("PATH")}' exec gdbus "$@"`,
    "",
  ];
  await Deno.writeTextFile(join(bin, "gdbus"), script.join("\n"), { mode: 0o755 });
  await using tray = startTray(desktop, trayView(), {
    env: { PATH: `${bin}:${Deno.env.get("PATH")}` },
  });
  const helpers = new Set<number>();
  await eventually("the third helper was looked at", async () => {
    helpers.add(await tray.helper());
    return (await Deno.readTextFile(asked)).length === 6;
  });
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
