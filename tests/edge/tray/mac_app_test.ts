// The whole app on what it takes for a Mac, as its user has it there.

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { loginText } from "../../../src/adapters/desktop/login_file.ts";
import { findAppPaths } from "../../../src/system/app_paths.ts";
import { readable } from "../../support/jxa.ts";
import { canBeMac, clickOn, lookAt, MAC_PROGRAM, openMac } from "../../support/mac.ts";
import { eventually, published } from "../../support/running.ts";
import { cloned } from "../../support/world.ts";

Deno.test("mac: the app shows what it does, opens what is clicked, and quits", {
  ignore: !canBeMac(),
}, async () => {
  await using mac = await openMac();
  const { world, notes } = await cloned({ "notes.md": "one\n" }, "notes");
  const home = world.env.HOME!;
  const places = findAppPaths("darwin", world.env, { uid: Deno.uid() });
  await Deno.mkdir(dirname(places.config), { recursive: true });
  await Deno.writeTextFile(
    places.config,
    JSON.stringify({ sync_dir: notes, sync_delay_seconds: 1 }),
  );
  const opened = join(mac.folder, "opened");
  await mac.standIn("open", `printf '%s\\n' "$*" >>'${opened}'`);
  // The user has switched it off for launchd, which leaves the file where it is.
  const agent = join(home, "Library/LaunchAgents/git-sync-bar.plist");
  await Deno.mkdir(dirname(agent), { recursive: true });
  await Deno.writeTextFile(agent, loginText("launch agent", ["/opt/old"]));
  const off = join(mac.folder, "off");
  await Deno.writeTextFile(off, "");
  await mac.standIn(
    "launchctl",
    `case "$*" in
    "print-disabled gui/$(id -u)") [ ! -e '${off}' ] || echo '  "git-sync-bar" => disabled' ;;
    "enable gui/$(id -u)/git-sync-bar") rm '${off}' ;;
    esac`,
  );
  const [command, ...args] = [...mac.within, Deno.execPath(), "run", "--quiet", "--frozen", "-A"];
  const config = join(import.meta.dirname!, "../../../deno.json");
  const cache = Deno.env.get("DENO_DIR") ?? join(Deno.env.get("HOME") ?? "/", ".cache/deno");
  const app = new Deno.Command(command!, {
    args: [...args, "--config", config, MAC_PROGRAM],
    clearEnv: true,
    env: { ...world.env, DENO_DIR: cache },
    stdin: "null",
    stdout: "null",
  }).spawn();
  try {
    const shows = (what: string, line: RegExp) =>
      eventually(
        what,
        async () => readable((await lookAt(home)).bar.items).some((one) => line.test(one)),
      );
    await shows("it is up to date", /^-Up to date · \d\d:\d\d$/);
    await world.write(notes, { "für dich.md": "x\n" });
    await shows("what was saved is sent", /^ {2}↑ für dich\.md added · /);
    assert.equal(await published(world, "für dich.md"), "x\n");
    await clickOn(home, "Show in Finder");
    await eventually("the Finder is asked for it", async () => {
      assert.equal(await Deno.readTextFile(opened), `-a Finder ${notes}\n`);
      return true;
    });
    await shows("it does not start at login", /^-?Start at Login$/);
    await clickOn(home, "Start at Login");
    await shows("it starts at login", /^✓Start at Login$/);
    assert.match(await Deno.readTextFile(agent), /<string>.*mac_program\.ts<\/string>/);
    await clickOn(home, "Quit Git Sync Bar");
    assert.equal((await app.status).code, 0);
    await assert.rejects(lookAt(home), "the icon is gone");
  } finally {
    try {
      app.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
    await app.status;
  }
});
