// The icon's helper, which the program carries and places: from a double-click, and after an update.

import assert from "node:assert/strict";
import { join } from "node:path";
import { findAppPaths } from "../../../src/system/app_paths.ts";
import { helperName, SYSTRAY_VERSION } from "../../../src/adapters/tray/place_helper.ts";
import { compileBundle, makeBundle } from "../../../tools/program.ts";
import { doubleClick, program } from "../../support/compiled.ts";
import { copyProgram } from "../../support/executable.ts";
import { hasDesktop } from "../../support/desktop.ts";
import { openScene } from "../../support/menu_bar.ts";
import { prompt, textOf } from "../../support/running.ts";

/** Another version of the program: its helper has one more byte at its end, which harms no program. */
async function makeNewer(folder: string): Promise<{ path: string; helper: Uint8Array }> {
  const bundle = join(folder, "bundle");
  await makeBundle(Deno.build.os, bundle);
  const file = join(bundle, "traybin", helperName(Deno.build.os));
  await Deno.writeFile(file, new Uint8Array(1), { append: true });
  const path = join(folder, "newer");
  await compileBundle({ bundle, triple: Deno.build.target, output: path });
  return { path, helper: await Deno.readFile(file) };
}

Deno.test("program: updated while it runs, it goes on, and the next start refreshes the helper", {
  ignore: !hasDesktop(),
}, async () => {
  await using scene = await openScene();
  const { world } = scene;
  const [folder] = await world.clones({ "notes.md": "one\n" }, "notes");
  const newer = await makeNewer(world.folder);
  const place = join(world.folder, "My Programs/Git Sync Bar");
  await Deno.mkdir(join(world.folder, "My Programs"));
  await copyProgram(program, place);
  const options = {
    config: prompt(folder),
    launch: (usual: Parameters<typeof doubleClick>[0]) => doubleClick({ ...usual, command: place }),
  };
  const { cache } = findAppPaths(Deno.build.os, { HOME: join(world.folder, "home-laptop") }, {
    uid: Deno.uid(),
  });
  const helper = join(cache, "tray", SYSTRAY_VERSION, "Git Sync Bar");

  await using old = await scene.start("laptop", options);
  await scene.shows(/^-?Up to date · /);
  await scene.hasIcon("up to date");
  assert.notDeepEqual(await Deno.readFile(helper), newer.helper);
  await Deno.rename(newer.path, place);
  await world.write(folder, { "notes.md": "two\n" });
  await old.sends("notes.md", "two\n");
  // The running program's own file has no name any more, but where it was is the next one.
  await scene.click("Start at Login");
  const login = join(world.folder, "home-laptop/.config/autostart/git-sync-bar.desktop");
  const text = await old.until("it starts at login", () => textOf(login));
  assert.ok(text.includes(`\nExec="${place}"\n`), text);
  await scene.click("Quit Git Sync Bar");
  await old.endsWell();

  await using next = await scene.start("laptop", options);
  await scene.shows(/^-?Up to date · /);
  await scene.hasIcon("up to date");
  assert.deepEqual(await Deno.readFile(helper), newer.helper);
  await scene.click("Quit Git Sync Bar");
  await next.endsWell();
});
