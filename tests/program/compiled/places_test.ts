// Where the program writes: in its own places, in the synced folder, and nowhere else on the disk.

import assert from "node:assert/strict";
import { join } from "node:path";
import { loginFile } from "../../../src/adapters/desktop/login_file.ts";
import { findAppPaths } from "../../../src/system/app_paths.ts";
import { SYSTRAY_VERSION } from "../../../src/adapters/tray/place_helper.ts";
import { startMosquitto } from "../../support/broker.ts";
import { doubleClick, program } from "../../support/compiled.ts";
import { canCopyDisk, copyDisk } from "../../support/copied_disk.ts";
import { hasDesktop } from "../../support/desktop.ts";
import { liveConfig, untilLive } from "../../support/live.ts";
import { openScene } from "../../support/menu_bar.ts";
import { filesBelow } from "../../support/files_below.ts";
import { has } from "../../support/needs.ts";
import { type Instance, type Launch, published } from "../../support/running.ts";
import { sendFrom } from "../../support/world.ts";

/** The files below a folder; the name of what is remembered holds a number by which nothing is told here. */
async function filesIn(folder: string): Promise<string[]> {
  const names = (await filesBelow(folder)).map((path) => join(folder, path));
  return names.map((path) => path.replace(/state-[0-9a-f]+\.json$/, "state-ID.json")).sort();
}

for (
  const [what, more] of [
    ["below the home", {}],
    ["in the folders that the desktop names", {
      XDG_CONFIG_HOME: "/xdg/settings",
      XDG_STATE_HOME: "/xdg/state",
      XDG_CACHE_HOME: "/xdg/cache",
      XDG_RUNTIME_DIR: "/xdg/run",
    }],
  ] as const satisfies readonly (readonly [string, Readonly<Record<string, string>>])[]
) {
  Deno.test(`program: a day with it leaves files ${what}, in the places for them alone`, {
    ignore: !canCopyDisk() || !hasDesktop() || !has("mosquitto"),
  }, async () => {
    await using scene = await openScene();
    const { world, desktop } = scene;
    await using broker = await startMosquitto();
    const [, bus] = /unix:path=([^,]+)/.exec(desktop.env.DBUS_SESSION_BUS_ADDRESS!)!;
    await using disk = await copyDisk(world.folder, [world.folder, desktop.folder, bus!, program]);
    const [folder, other] = await world.clones({ "notes.md": "one\n" }, "notes", "other");
    const home = join(world.folder, "home-laptop");
    const xdg = Object.entries(more).map(([name, path]) => [name, `${home}${path}`]);
    let env: Readonly<Record<string, string>> = {};
    const launch = (usual: Launch) => {
      const bare = doubleClick(usual);
      env = { ...bare.env, ...Object.fromEntries(xdg) };
      return disk.launch({ ...bare, env });
    };
    await using app = await scene.start("laptop", { config: liveConfig(folder, broker), launch });
    await untilLive(app);
    await useMuch(app, { folder, other, scene });
    await scene.click("Quit Git Sync Bar");
    await app.endsWell();
    const check = disk.launch({ command: program, args: ["--check"], cwd: "/", env });
    assert.equal(await codeOf(check), 0);

    assert.deepEqual(await disk.written(), []);
    const { config, state, log, cache } = findAppPaths(Deno.build.os, env, { uid: Deno.uid() });
    const helper = join(cache, "tray", SYSTRAY_VERSION);
    const expected = [
      join(home, ".gitconfig"),
      config,
      loginFile("autostart", env),
      join(log, "git-sync-bar.log"),
      join(state, "state-ID.json"),
      join(helper, "Git Sync Bar"),
      join(helper, "tray_linux_release"),
    ];
    assert.deepEqual(await filesIn(home), expected.sort());
    const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
    const copies = names.filter((name) => name.startsWith("notes (conflict "));
    assert.deepEqual(names.sort(), [".git", ...copies, "notes.md", "todo.md"]);
    assert.equal(copies.length, 1);

    // It would have been noticed.
    const writer = { command: "/bin/sh", args: ["-c", ": >/tmp/icon; : >/dev/shm/icon"], cwd: "/" };
    assert.equal(await codeOf(disk.launch({ ...writer, env })), 0);
    assert.deepEqual(await disk.written(), ["shm/icon", "tmp/icon"]);
  });
}

async function codeOf({ command, args, cwd, env }: Launch): Promise<number> {
  const options = { args: [...args], cwd, clearEnv: true, env };
  return (await new Deno.Command(command, options).output()).code;
}

/** Uses much of what the app can do. */
async function useMuch(
  app: Instance,
  { folder, other, scene }: {
    readonly folder: string;
    readonly other: string;
    readonly scene: Awaited<ReturnType<typeof openScene>>;
  },
): Promise<void> {
  const { world } = scene;
  await world.write(folder, { "todo.md": "milk\n" });
  await app.until("it is sent", () => published(world, "todo.md"));
  await world.git(other, "pull", "--quiet");
  await sendFrom(world, other, { "notes.md": "theirs\n" });
  await world.write(folder, { "notes.md": "mine\n" });
  await scene.shows(/^Conflicts \(1\)/);
  await scene.click("Start at Login");
  await scene.shows(/Start at Login/);
  await scene.click("Pause Syncing");
  await scene.shows("Resume Syncing");
  await scene.click("Resume Syncing");
  await scene.shows("Pause Syncing");
}
