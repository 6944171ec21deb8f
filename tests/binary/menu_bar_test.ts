// The menu bar app as its user has it: the program with its icon on a real panel, the menu read and
// clicked over the session bus.

import assert from "node:assert/strict";
import { join } from "node:path";
import { hasDesktop } from "../support/desktop.ts";
import { openScene, prompt, sendFrom } from "../support/menu_bar.ts";
import { eventually, published } from "../support/running.ts";
import { statusIcons } from "../support/status_icon.ts";

const ignore = !hasDesktop();

const TIME = /\d\d:\d\d/.source;

Deno.test("menu bar: a day with it", { ignore }, async (t) => {
  await using scene = await openScene();
  const { world, desktop } = scene;
  const [notes, other] = await world.clones({ "notes.md": "one\n" }, "notes", "other");
  await using app = await scene.start("laptop", { config: prompt(notes) });

  await t.step("the icon is there, and the menu from top to bottom", async () => {
    const menu = await scene.shows(new RegExp(`^-Up to date · ${TIME}$`));
    assert.deepEqual(menu.slice(1), [
      "-notes · main → origin",
      "—",
      "Sync Now",
      "Pause Syncing",
      "—",
      "Open Folder",
      "Open Terminal",
      "Show Log",
      "Edit Configuration",
      "Start at Login",
      "—",
      "Quit Git Sync Bar",
    ]);
    await scene.hasIcon("up to date");
  });

  await t.step("what is saved is sent and stands in the menu, and a click shows it", async () => {
    await world.write(notes, { "a b/it's_mine.md": "mine\n" });
    await scene.shows(new RegExp(`^↑ it's_mine\\.md · ${TIME}$`));
    assert.equal(await published(world, "a b/it's_mine.md"), "mine\n");
    await scene.click(/^↑ it's_mine/);
    const call = await scene.opened("org.freedesktop.FileManager1.ShowItems");
    assert.ok(call.includes(`['file://${notes}/a%20b/it%27s_mine.md']`), call.join(" "));
  });

  await t.step("Quit ends it, and the icon goes", async () => {
    await scene.click("Quit Git Sync Bar");
    await app.endsWell();
    await eventually("no icon", async () => (await statusIcons(desktop)).length === 0);
  });
  void [join, sendFrom, other];
});
