// The menu bar app as its user has it: the program with its icon on a real panel, the menu read and
// clicked over the session bus. One desktop for a whole day, as starting one takes seconds.

import assert from "node:assert/strict";
import { join } from "node:path";
import { startMosquitto } from "../support/broker.ts";
import { hasDesktop } from "../support/desktop.ts";
import { isThere, openScene } from "../support/menu_bar.ts";
import { liveConfig } from "../support/live.ts";
import { eventually, prompt, published, publishedNames, textOf } from "../support/running.ts";
import { statusIcons } from "../support/status_icon.ts";
import { USUAL_LINES } from "../support/tray_view.ts";
import { openPage } from "../support/window/page.ts";
import { sendFrom } from "../support/world.ts";

const ignore = !hasDesktop();

const UP_TO_DATE = /^-Up to date · \d\d:\d\d$/;

Deno.test("menu bar: a day with it", { ignore }, async (t) => {
  await using scene = await openScene();
  const { world, desktop } = scene;
  const old = Object.fromEntries(Array.from({ length: 24 }, (_, at) => [`old/${at}.md`, "old\n"]));
  const [notes, other] = await world.clones({ ...old, "notes.md": "one\n" }, "notes", "other");
  const config = { ...prompt(notes), sync_max_file_mb: 1 };
  await using app = await scene.start("laptop", { config });
  const { config: configFile } = app;
  let confirm = "";
  let told = "";
  // At once: no save takes a few of them alone.
  const removeOld = (time: string) =>
    Deno.rename(join(notes, "old"), join(world.folder, `${time} trash`));

  await t.step("the icon is there, and the menu from top to bottom", async () => {
    // The lines change one after the other.
    await app.until("the menu", async () => {
      const [line = "", ...others] = await scene.menu();
      assert.match(line, UP_TO_DATE);
      assert.deepEqual(others, ["-notes · main → origin", ...USUAL_LINES]);
      return true;
    });
    await scene.hasIcon("up to date");
  });

  await t.step("what is saved is sent and stands in the menu, and a click shows it", async () => {
    await world.write(notes, { "a b/it's_mine.md": "mine\n" });
    await scene.shows(/^↑ it's_mine\.md added · \d\d:\d\d$/);
    assert.equal(await published(world, "a b/it's_mine.md"), "mine\n");
    await scene.click(/^↑ it's_mine/);
    const call = await scene.opened("org.freedesktop.FileManager1.ShowItems");
    assert.ok(call.includes(`['file://${notes}/a%20b/it\\'s_mine.md']`), call.join(" "));
  });

  await t.step("Sync Now gets what others sent, with their name", async () => {
    await world.git(other, "pull", "--quiet");
    await sendFrom(world, other, { "todo.md": "milk\n" });
    await scene.click("Sync Now");
    await scene.shows(/^↓ todo\.md added by other · \d\d:\d\d$/);
    assert.equal(await textOf(join(notes, "todo.md")), "milk\n");
  });

  await t.step("folder, terminal, log and configuration open", async () => {
    await scene.click("Open Folder");
    assert.deepEqual((await scene.opened("xdg-open")).slice(1), [notes]);
    await scene.click("Open Terminal");
    assert.deepEqual(await scene.opened("x-terminal-emulator"), [notes]);
    await scene.click("Show Log");
    const [, log] = await scene.opened("xdg-open");
    assert.match(await Deno.readTextFile(log!), /Up to date: sent 1 change/);
  });

  await t.step("window, history and configuration open in the browser", async () => {
    await scene.setBrowser(true);
    const screens = [
      ["Open Git Sync Bar…", "/now"],
      ["History…", "/history"],
      ["Edit Configuration", "/settings"],
      ["Add Another Machine…", "/set-up?add=machine"],
    ];
    for (const [title, to] of screens) {
      await scene.click(title!);
      await using page = await openPage(await scene.windowOpened());
      assert.equal(page.to, to);
      await page.shows(({ folder }) => folder === notes);
    }
    await app.until(
      "the files for the browser are gone",
      async () => (await windowFiles(app.runtime)).length === 0,
    );
  });

  await t.step("what is too large is listed, and a click shows it", async () => {
    await world.write(notes, { "film.mp4": "x".repeat(1024 * 1024 + 1) });
    await scene.shows(
      "Not Synced (1)",
      "film.mp4: larger than sync_max_file_mb: raise the limit, or track it with git-lfs",
    );
    await scene.click(/^film\.mp4/);
    const call = await scene.opened("org.freedesktop.FileManager1.ShowItems");
    assert.ok(call.includes(`['file://${notes}/film.mp4']`), call.join(" "));
    await Deno.remove(join(notes, "film.mp4"));
    await scene.click("Sync Now");
    await scene.lacks(/^Not Synced/);
  });

  await t.step(
    "both changed the same: the icon, a notification, and the other version",
    async () => {
      await scene.click("Pause Syncing");
      await scene.shows("-Paused");
      await world.write(notes, { "notes.md": "mine\n" });
      await world.git(other, "pull", "--quiet");
      await sendFrom(world, other, { "notes.md": "theirs\n" });
      await scene.click("Resume Syncing");
      await scene.shows("Conflicts (1)", UP_TO_DATE);
      await scene.hasIcon("conflict");
      await scene.click(/^notes\.md: your version · \d\d:\d\d$/);
      {
        await using page = await openPage(await scene.windowOpened());
        const { conflicts } = await page.shows(({ conflicts }) => conflicts.length > 0);
        assert.equal(page.to, `/conflicts?${new URLSearchParams({ copy: conflicts[0]!.copy })}`);
      }
      // Without a browser it is shown as a file, and the menu says so.
      await scene.setBrowser(false);
      await scene.click(/^notes\.md: your version · \d\d:\d\d$/);
      await scene.shows("No browser opened it: run git-sync-bar --window for the address");
      await scene.setBrowser(true);
      const call = await scene.opened("org.freedesktop.FileManager1.ShowItems");
      assert.ok(call.some((word) => word.includes("notes%20(conflict")), call.join(" "));
      await scene.notified("notes.md was changed on two machines; both versions are here");
      const names = await Array.fromAsync(Deno.readDir(notes), ({ name }) => name);
      const copy = names.find((name) => name.startsWith("notes (conflict "))!;
      assert.equal(await textOf(join(notes, copy)), "mine\n");
      await Deno.remove(join(notes, copy));
      await scene.lacks(/^Conflicts/);
      await scene.hasIcon("up to date");
    },
  );

  await t.step(
    "a mistake in the configuration is named, a click opens it, and it goes",
    async () => {
      await app.configure({ ...config, mqtt_port: 99_999 });
      await scene.shows(
        "Configuration has a mistake: mqtt_port",
        "mqtt_port is 99999, expected a whole number from 1 to 65535",
      );
      await scene.hasIcon("needs you");
      await scene.notified("Configuration has a mistake: mqtt_port");
      await scene.click(/^mqtt_port is 99999/);
      {
        await using page = await openPage(await scene.windowOpened());
        assert.equal(page.to, "/settings");
        const { mistakes } = await page.shows(({ mistakes }) => mistakes.length > 0);
        assert.match(mistakes.join(), /mqtt_port is 99999/);
      }
      await scene.setBrowser(false);
      await scene.click(/^mqtt_port is 99999/);
      assert.deepEqual((await scene.opened("xdg-open")).slice(1), [configFile]);
      await world.write(notes, { "meanwhile.md": "here\n" });
      await app.until("what ran goes on", () => published(world, "meanwhile.md"));
      await app.configure(config);
      await scene.shows(UP_TO_DATE);
      await scene.hasIcon("up to date");
    },
  );

  await t.step("without a broker: live updates are off, and nothing else", async () => {
    await using broker = await startMosquitto();
    await app.configure({ ...config, ...liveConfig(notes, broker) });
    await app.shows("live updates are on", ({ link }) => link.kind === "up");
    await scene.shows(UP_TO_DATE);
    await broker.stop();
    await scene.shows("-Live updates off · checking every 60 min");
    await scene.hasIcon("live updates off");
    await app.configure(config);
    await scene.shows(UP_TO_DATE);
  });

  await t.step(
    "without the remote: what waits is said, and it is sent by itself later",
    async () => {
      await Deno.rename(world.remote, `${world.remote}.away`);
      await world.write(notes, { "later.md": "later\n" });
      await scene.shows(
        "Changes waiting · remote not found",
        "Is the address right? See git remote -v",
      );
      await scene.hasIcon("offline");
      await Deno.rename(`${world.remote}.away`, world.remote);
      await scene.click("Sync Now");
      await scene.shows(UP_TO_DATE);
      await scene.hasIcon("up to date");
      assert.equal(await published(world, "later.md"), "later\n");
    },
  );

  await t.step("a mass deletion waits: its files are listed, and come back", async () => {
    confirm = `Confirm: 24 of ${(await publishedNames(world)).length} files deleted`;
    await removeOld("first");
    await scene.shows(confirm, /^-?Choose in Deleted Files/, "Deleted Files (24)");
    await scene.hasIcon("needs you");
    await scene.notified(confirm);
    await scene.click("Sync Now");
    await scene.click("Pause Syncing");
    await scene.shows(`Paused · ${confirm}`);
    await scene.click("Resume Syncing");
    await scene.shows(confirm);
    await scene.click(confirm);
    assert.deepEqual((await scene.opened("xdg-open")).slice(1), [notes]);
    await scene.click("Show which");
    const [, list] = await scene.opened("xdg-open");
    assert.ok(!list!.startsWith(notes));
    const lines = (await Deno.readTextFile(list!)).trimEnd().split("\n");
    assert.equal(lines[0], `24 files were deleted from ${notes} and not on any other machine yet:`);
    assert.deepEqual(lines.slice(2), Object.keys(old).sort());
    await scene.click("Restore them here");
    await scene.shows(UP_TO_DATE);
    await scene.lacks(/^Deleted Files/);
    assert.equal(await textOf(join(notes, "old/23.md")), "old\n");
  });

  await t.step("a second click deletes the files on all machines, and no other does", async () => {
    await removeOld("second");
    await scene.shows(confirm);
    await scene.click("Delete them on all machines");
    await scene.shows("Really delete 24 files?");
    assert.ok((await publishedNames(world)).includes("old/1.md"));
    await scene.click("Really delete 24 files?");
    await scene.shows(UP_TO_DATE);
    await scene.lacks(/^Deleted Files/);
    assert.ok(!(await publishedNames(world)).includes("old/1.md"));
  });

  await t.step(
    "a mass deletion by another machine is told, and a click takes it back",
    async () => {
      await world.git(other, "pull", "--quiet");
      await sendFrom(world, other, old);
      await scene.click("Sync Now");
      await app.until("they are here", () => isThere(notes, "old/23.md"));
      told = `other deleted 24 of ${(await publishedNames(world)).length} files`;
      await world.git(other, "rm", "-r", "--quiet", "old");
      await world.git(other, "commit", "--quiet", "-m", "tidied");
      await world.git(other, "push", "--quiet");
      await scene.click("Sync Now");
      await scene.shows(UP_TO_DATE, `${told} · Restore them`);
      await scene.hasIcon("up to date");
      await scene.notified(told);
      assert.ok(!await isThere(notes, "old"));
      await scene.click(`${told} · Restore them`);
      await scene.lacks(/Restore them/);
      await app.until("they are at the remote", () => published(world, "old/23.md"));
      assert.equal(await textOf(join(notes, "old/1.md")), "old\n");
    },
  );

  await t.step("Start at Login: the file, its mark, and off again", async () => {
    const file = join(configFile, "../../autostart/git-sync-bar.desktop");
    await scene.click("Start at Login");
    await scene.shows("Start at Login (√)");
    assert.match(await Deno.readTextFile(file), /^Exec="/m);
    await scene.click("Start at Login (√)");
    await scene.shows("Start at Login");
    assert.ok(!await isThere(file));
  });

  await t.step("a pause is kept over a restart, and the menu shows what was there", async () => {
    await world.write(notes, { "before.md": "sent\n" });
    await scene.shows(UP_TO_DATE, /^↑ before\.md/);
    await scene.click("Pause Syncing");
    await scene.shows("-Paused", "Resume Syncing");
    await scene.hasIcon("paused");
    await world.write(notes, { "waits.md": "here\n", "old/waits.md": "here, too\n" });
    await scene.shows("-Paused · 2 changes wait");
    await scene.click("Quit Git Sync Bar");
    await app.endsWell();
    await eventually("no icon", async () => (await statusIcons(desktop)).length === 0);
    await using again = await scene.start("laptop");
    await scene.shows("-Paused · 2 changes wait", "Resume Syncing", /^↑ before\.md/);
    await world.write(notes, { "paused.md": "waits\n" });
    await scene.click("Resume Syncing");
    await scene.shows(UP_TO_DATE);
    assert.equal(await published(world, "paused.md"), "waits\n");
    await scene.click("Quit Git Sync Bar");
    await again.endsWell();
  });

  await t.step("of all that, the user was told no more than this", async () => {
    assert.deepEqual((await scene.notifications()).map(([title]) => title), [
      "notes.md was changed on two machines; both versions are here",
      // No browser came.
      "Git Sync Bar",
      "Configuration has a mistake: mqtt_port",
      "Git Sync Bar",
      confirm,
      confirm,
      told,
    ]);
  });
});

/** Returns the files that lead a browser to the window. */
async function windowFiles(runtime: string): Promise<string[]> {
  const names = await Array.fromAsync(Deno.readDir(runtime), ({ name }) => name);
  return names.filter((name) => name.endsWith(".html"));
}
