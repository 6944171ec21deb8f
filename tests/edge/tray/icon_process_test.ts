// systray2 with helpers that misbehave: scripts that speak its protocol.

import assert from "node:assert/strict";
import { join } from "node:path";
import { helperName, SYSTRAY_VERSION } from "../../../src/adapters/tray/place_helper.ts";
import { type Icon, showIcon } from "../../../src/adapters/tray/icon_process.ts";
import {
  type Click,
  itemsOf,
  type LineId,
  type TrayView,
} from "../../../src/adapters/tray/menu.ts";
import { readPictures } from "../../../src/adapters/tray/pictures.ts";
import { writeProgram } from "../../support/executable.ts";
import { eventually } from "../../support/running.ts";
import { trayView } from "../../support/tray_view.ts";

const READY = `echo '{"type":"ready"}'`;

interface Scene extends AsyncDisposable {
  readonly icon: Icon;
  readonly clicks: Click[];
  readonly isShown: () => boolean;
  /** The lines that the helper has read and kept. */
  heard(): Promise<string[]>;
}

/** An icon whose helper is a script in sh; `$heard` is a file for what it reads. */
async function play(script: readonly string[], first: TrayView = trayView()): Promise<Scene> {
  const copyDir = await Deno.makeTempDir({ prefix: "git-sync-bar-test-" });
  const heard = join(copyDir, "heard");
  await Deno.mkdir(join(copyDir, SYSTRAY_VERSION));
  await writeProgram(
    join(copyDir, SYSTRAY_VERSION, helperName(Deno.build.os)),
    ["#!/bin/sh", `heard='${heard}'`, ...script, ""].join("\n"),
  );
  const clicks: Click[] = [];
  let shown = false;
  const icon = await showIcon({
    first,
    pictures: await readPictures("linux"),
    copyDir,
    system: Deno.build.os,
    onShown: () => shown = true,
    onClick: (click) => clicks.push(click),
  });
  return {
    icon,
    clicks,
    isShown: () => shown,
    heard: async () => (await Deno.readTextFile(heard)).trim().split("\n"),
    async [Symbol.asyncDispose]() {
      icon.remove();
      await icon.gone;
      await Deno.remove(copyDir, { recursive: true });
    },
  };
}

Deno.test("icon: a helper that dies before it is ready is gone, with its last words", async () => {
  await using scene = await play(["echo 'cannot open display' >&2", "exit 1"]);
  assert.match(await scene.icon.gone, /^cannot open display$/m);
  scene.icon.draw(trayView({ icon: "conflict" }));
  assert.equal(scene.isShown(), false);
});

Deno.test("icon: a helper that cannot be started is gone, with the system's words", async () => {
  const copyDir = await Deno.makeTempDir({ prefix: "git-sync-bar-test-" });
  await Deno.mkdir(join(copyDir, SYSTRAY_VERSION, helperName(Deno.build.os)), { recursive: true });
  const icon = await showIcon({
    first: trayView(),
    pictures: await readPictures("linux"),
    copyDir,
    system: Deno.build.os,
    onShown: () => {},
    onClick: () => {},
  });
  assert.notEqual(await icon.gone, "");
  await Deno.remove(copyDir, { recursive: true });
});

Deno.test("icon: drawing on a dead helper is no error", async () => {
  await using scene = await play([READY, "read -r menu", "exit 0"]);
  await scene.icon.gone;
  assert.equal(scene.isShown(), true);
  for (let at = 0; at < 50; at++) {
    scene.icon.draw(trayView({ lines: { status: `Saving ${at} changes…` } }));
    await new Promise((resolve) => setTimeout(resolve));
  }
});

/** By which number the helper knows a line. */
function numberOf(line: LineId): number {
  const item = itemsOf(trayView()).find(({ click }) =>
    click?.kind === "line" && click.line === line
  );
  return item!.number;
}

Deno.test("icon: lines that are no JSON are passed over, also before it is ready", async () => {
  await using scene = await play([
    "echo 'Gtk-Message: Failed to load module'",
    READY,
    "read -r menu",
    "echo '{\"type\":'",
    "echo null",
    `echo '{"type":"clicked","__id":999}'`,
    `echo '{"type":"clicked","item":{"title":"Quit Git Sync Bar"},"__id":${numberOf("quit")}}'`,
    "read -r forever",
  ]);
  await eventually("the click arrives", () => scene.clicks.length === 1);
  assert.deepEqual(scene.clicks, [{ kind: "line", line: "quit" }]);
});

Deno.test("icon: a helper that says much on standard error does not get stuck", async () => {
  await using scene = await play([
    READY,
    "read -r menu",
    "yes 'Gtk-WARNING' | head -c 1000000 >&2",
    'echo done > "$heard"',
    "read -r forever",
  ]);
  assert.deepEqual(await eventually("it goes on", scene.heard), ["done"]);
});

Deno.test("icon: a click on words that have changed meanwhile does nothing", async () => {
  const status = { title: "Configuration has a mistake: mqtt_port", enabled: true };
  await using scene = await play([
    READY,
    "read -r menu",
    "read -r update",
    `echo '{"type":"clicked","item":{"title":"${status.title}"},"__id":1}'`,
    `echo '{"type":"clicked","item":{"title":"Sync Now"},"__id":${numberOf("sync")}}'`,
    "read -r forever",
  ], trayView({ lines: { status } }));
  await eventually("it is shown", scene.isShown);
  scene.icon.draw(
    trayView({ lines: { status: { title: "Confirm: 214 of 300 files deleted", enabled: true } } }),
  );
  await eventually("the second click arrives", () => scene.clicks.length > 0);
  assert.deepEqual(scene.clicks, [{ kind: "line", line: "sync" }]);
});

Deno.test("icon: the menu is given whole at first, then only what is different", async () => {
  await using scene = await play([READY, 'exec cat > "$heard"']);
  scene.icon.draw(trayView({ icon: "syncing" }));
  scene.icon.draw(trayView({ icon: "conflict", lists: { conflicts: ["a.md"] } }));
  const heard = await eventually("all is sent", async () => {
    const lines = await scene.heard();
    return lines.length === 4 ? lines : undefined;
  });
  const [menu, ...updates] = heard.map((line) => JSON.parse(line));
  const top = itemsOf(trayView()).filter(({ within }) => within === undefined);
  assert.equal(menu.items.length, top.length);
  assert.deepEqual(updates.map(({ type }) => type), ["update-menu", "update-item", "update-item"]);
  assert.equal(updates[0].menu.icon, (await readPictures("linux"))["conflict"]);
  assert.deepEqual(
    updates.slice(1).map(({ item }) => [item.title, item.hidden]),
    [["Conflicts (1)", false], ["a.md", false]],
  );
});
