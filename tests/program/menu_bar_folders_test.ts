// The menu bar app with several folders as its user has it: the program with its icon on a real panel.

import assert from "node:assert/strict";
import { join } from "node:path";
import { hasDesktop } from "../support/desktop.ts";
import { configOf, type FolderOfMany, makeFolders } from "../support/folders.ts";
import { openScene } from "../support/menu_bar.ts";
import { textOf } from "../support/running.ts";
import { USUAL_LINES } from "../support/tray_view.ts";

const ignore = !hasDesktop();

const UP_TO_DATE = /^-Up to date · \d\d:\d\d$/;

const HELD = "Confirm: 30 of 33 files deleted";

/** The lines of the submenu of a folder that is up to date. */
function submenu(name: string): readonly (string | RegExp)[] {
  return [
    new RegExp(`^${name} · Up to date · \\d\\d:\\d\\d$`),
    /^ {2}-Up to date · \d\d:\d\d$/,
    `  -${name} · main → origin`,
    "  Sync Now",
    "  Pause Syncing",
    "  Open Folder",
    "  Open Terminal",
  ];
}

const OF_ONE = [UP_TO_DATE, "-notes · main → origin", ...USUAL_LINES];

const OF_THREE = [
  UP_TO_DATE,
  "—",
  ...["notes", "dotfiles", "book"].flatMap(submenu),
  ...USUAL_LINES.filter((line) => line !== "Open Folder" && line !== "Open Terminal"),
];

Deno.test("menu bar: three folders under one icon", { ignore }, async (t) => {
  await using scene = await openScene();
  const { world } = scene;
  const folders = await makeFolders(world, "notes", "dotfiles", "book");
  const [notes, dotfiles, book] = folders;
  // What is changed in two of them waits for a click.
  const slow = { sync_delay_seconds: 3600 };
  const three = configOf(folders, { dotfiles: slow, book: slow });
  await using app = await scene.start("laptop", { config: configOf([notes]) });

  const isExactly = async (wanted: readonly (string | RegExp)[]) => {
    await app.until("the menu", async () => {
      const lines = await scene.menu();
      assert.equal(lines.length, wanted.length, lines.join("\n"));
      for (const [at, line] of wanted.entries()) {
        if (typeof line === "string") assert.equal(lines[at], line);
        else assert.match(lines[at]!, line);
      }
      return true;
    });
  };
  const isSent = (folder: FolderOfMany, file: string) =>
    app.until(`${file} of ${folder.name}`, () => folder.published(file));

  await t.step("one folder has the menu without any submenu of folders", async () => {
    await isExactly(OF_ONE);
  });

  await t.step("two more come, each with a line and a submenu", async () => {
    await app.configure(three);
    await isExactly(OF_THREE);
    await scene.hasIcon("up to date");
  });

  await t.step("Sync Now of one syncs that one, and Sync Now of all syncs all", async () => {
    for (const { path } of [dotfiles, book]) await world.write(path, { "todo.md": "milk\n" });
    await scene.shows("dotfiles · Saving changes…", "book · Saving changes…");
    await scene.click("Sync Now", { within: /^book · / });
    await isSent(book, "todo.md");
    await scene.shows(/^book · Up to date/, /^↑ todo\.md added/);
    assert.equal(await dotfiles.published("todo.md"), undefined);
    await scene.shows("-dotfiles: Saving changes…");
    await scene.click("Sync Now");
    await isSent(dotfiles, "todo.md");
    await scene.shows(UP_TO_DATE);
  });

  await t.step("a pause of one is its own, and the one of all is that of each", async () => {
    await scene.click("Pause Syncing", { within: /^dotfiles · / });
    await scene.shows("-dotfiles: Paused", "dotfiles · Paused", /^notes · Up to date/);
    await scene.hasIcon("paused");
    await world.write(notes.path, { "todo.md": "milk\n" });
    await isSent(notes, "todo.md");
    await scene.click("Pause Syncing");
    await scene.shows("-Paused", "notes · Paused", "dotfiles · Paused", "book · Paused");
    await world.write(notes.path, { "waits.md": "milk\n" });
    await scene.click("Resume Syncing");
    await scene.shows(UP_TO_DATE);
    await isSent(notes, "waits.md");
  });

  await t.step("the icon shows the worst, and the first line says which", async () => {
    await Deno.rename(book.remote, `${book.remote}.away`);
    await world.write(book.path, { "later.md": "milk\n" });
    await scene.click("Sync Now", { within: /^book · / });
    await scene.shows(/^-?book: Changes waiting · remote not found$/);
    await scene.hasIcon("offline");
    // At once: no save takes a few of them alone.
    await Deno.rename(join(notes.path, "old"), join(world.folder, "gone"));
    await scene.shows(
      `notes: ${HELD}`,
      `notes · ${HELD}`,
      "book · Changes waiting · remote not found",
      /^dotfiles · Up to date/,
    );
    await scene.hasIcon("needs you");
    await scene.notified(`notes: ${HELD}`);
    await scene.click("Open Folder", { within: /^dotfiles · / });
    assert.deepEqual((await scene.opened("xdg-open")).slice(1), [dotfiles.path]);
    await scene.click("Restore them here", { within: /^notes · / });
    await scene.shows(/^-?book: Changes waiting/, /^notes · Up to date/);
    await scene.hasIcon("offline");
    assert.equal(await textOf(join(notes.path, "old/3.md")), "notes 3\n");
    await Deno.rename(`${book.remote}.away`, book.remote);
    await scene.click("Sync Now");
    await scene.shows(UP_TO_DATE);
    await scene.hasIcon("up to date");
    assert.equal(await book.published("later.md"), "milk\n");
  });

  await t.step(
    "with one folder again, its menu is as before; the two others are let go of",
    async () => {
      await app.configure(configOf([notes]));
      await scene.lacks(/^-?(dotfiles|book)/);
      const isRecent = (line: string) => line === "Recent Changes" || line.startsWith("  ");
      await app.until("the menu", async () => {
        const [line, ...others] = (await scene.menu()).filter((line) => !isRecent(line));
        assert.match(line!, UP_TO_DATE);
        assert.deepEqual(others, OF_ONE.slice(1));
        return true;
      });
      await scene.click("Quit Git Sync Bar");
      await app.endsWell();
      assert.deepEqual((await scene.notifications()).map(([title]) => title), [`notes: ${HELD}`]);
    },
  );
});
