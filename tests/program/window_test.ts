// The window of the real program: `--window` prints its address, and a page does there what a user does.

import assert from "node:assert/strict";
import { join } from "node:path";
import type { ChangeAnswer, SavesPage, Versions } from "../../src/adapters/window/api/history.ts";
import { API } from "../../src/adapters/window/api/session.ts";
import {
  HIDDEN_SECRET,
  type Settings,
  type SettingsChecked,
  type SettingsSaved,
} from "../../src/adapters/window/api/settings.ts";
import { notedPrograms } from "../support/noted_programs.ts";
import { prompt, published, startInstance, startUpToDate, textOf } from "../support/running.ts";
import { cloned, makeWorld } from "../support/world.ts";
import { openPage } from "../support/window/page.ts";

Deno.test("the window: a save is seen, a version comes back, settings are saved", async (t) => {
  const { world, notes } = await cloned({ "notes.md": "one\n" }, "notes");
  const config = { mine: { kept: 1 }, ...prompt(notes), mqtt_password: "s3cret", mqtt_port: 1884 };
  await using app = await startInstance(world, "laptop", { config });
  await app.shows("it is up to date", ({ condition }) => condition === "up to date");

  const address = async () => {
    const { code, stdout } = await app.run("--window");
    assert.equal(code, 0);
    const [first = "", ...hints] = stdout.split("\n");
    assert.match(hints.join("\n"), /ssh -N -L (\d+):127\.0\.0\.1:\1 /);
    return new URL(first);
  };
  const first = await address();
  assert.match(first.href, /^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}&to=%2Fnow$/);
  await using page = await openPage(first);
  await t.step("what is saved shows while the page is open", async () => {
    await world.write(notes, { "notes.md": "two\n" });
    const now = await page.shows(({ recent }) => recent.some(({ path }) => path === "notes.md"));
    assert.equal(now.recent[0]!.text, "notes.md edited");
    assert.equal(now.folder, notes);
    assert.equal(now.host, Deno.hostname());
    assert.deepEqual(now.buttons.map(({ label }) => label), ["Sync Now", "Pause Syncing"]);
    await page.shows(({ icon }) => icon === "up to date");
  });

  await t.step("a click does what it says, and one that is not offered does nothing", async () => {
    const { buttons } = await page.shows(({ isPaused }) => !isPaused);
    const { action } = buttons.find(({ label }) => label === "Pause Syncing")!;
    assert.ok("click" in action);
    await page.post(API.click, { click: action.click });
    const paused = await page.shows(({ isPaused }) => isPaused);
    const again = await page.ask(API.click, { click: action.click });
    assert.equal(again.status, 404);
    assert.match((await again.json()).error, /changed meanwhile/);
    const resume = paused.buttons.find(({ label }) => label === "Resume Syncing")!.action;
    assert.ok("click" in resume);
    await page.post(API.click, { click: resume.click });
    await page.shows(({ isPaused }) => !isPaused);
  });

  await t.step("the history is there, and a version of it comes back on all machines", async () => {
    const { saves } = await page.get<SavesPage>(API.saves);
    assert.deepEqual(saves[0]!.files, [{ path: "notes.md", action: "changed" }]);
    const { versions } = await page.get<Versions>(`${API.versions}?path=notes.md`);
    const { id } = versions.at(-1)!;
    const content = await page.ask(`${API.content}?id=${id}&path=notes.md`);
    assert.equal(await content.text(), "one\n");
    for (const path of ["../../etc/passwd", "/etc/passwd", "a/../notes.md", ".git/config", ""]) {
      const other = await page.ask(`${API.content}?id=${id}&path=${encodeURIComponent(path)}`);
      assert.equal(other.status, 404, path);
      assert.equal((await other.json()).kind, "gone");
    }
    const change = { kind: "restore", path: "notes.md", version: { kind: "save", id } };
    const done = await page.post<ChangeAnswer>(API.change, { change });
    assert.ok(done.isDone, done.lines.join("\n"));
    assert.equal(await textOf(join(notes, "notes.md")), "one\n");
    assert.equal(await published(world, "notes.md"), "one\n");
    const undone = await page.post<ChangeAnswer>(API.change, {
      change: { kind: "undo", id: done.id },
    });
    assert.ok(undone.isDone);
    assert.equal(await textOf(join(notes, "notes.md")), "two\n");
  });

  await t.step(
    "settings are saved with all else that is in the file, and never over a newer one",
    async () => {
      const settings = await page.get<Settings>(API.settings);
      assert.ok(!JSON.stringify(settings).includes("s3cret"));
      const secret = settings.keys.find(({ name }) => name === "mqtt_password");
      assert.deepEqual([secret!.isSet, secret!.value], [true, undefined]);
      assert.equal(settings.keys.find(({ name }) => name === "mqtt_port")!.value, 1884);
      const { revision } = settings;
      const save = (edit: unknown, of = revision) =>
        page.post<SettingsSaved>(API.saveSettings, { revision: of, edit });
      const wrong = await save({ changes: { mqtt_port: 99_999 } });
      assert.deepEqual(wrong, {
        kind: "mistakes",
        mistakes: [{
          key: "mqtt_port",
          message: "mqtt_port is 99999, expected a whole number from 1 to 65535",
        }],
      });
      const noClone = `"${notes}/sub" is not the top folder of a git repository`;
      assert.ok(!settings.warnings.some((line) => line.includes("repository")));
      const edit = { changes: { sync_dir: join(notes, "sub") } };
      const checked = await page.post<SettingsChecked>(API.checkSettings, { edit });
      assert.deepEqual(checked.mistakes, []);
      assert.ok(checked.warnings.some((line) => line.startsWith(noClone)), `${checked.warnings}`);
      const before = JSON.parse(await Deno.readTextFile(app.config));
      const saved = await save({ changes: { sync_max_file_mb: 0, mqtt_port: null } });
      assert.equal(saved.kind, "saved");
      const { mqtt_port: _, ...others } = before;
      const after = await Deno.readTextFile(app.config);
      assert.deepEqual(JSON.parse(after), { ...others, sync_max_file_mb: 0 });
      assert.deepEqual(Object.keys(JSON.parse(after)).slice(0, 2), Object.keys(before).slice(0, 2));
      assert.equal((await save({ changes: { sync_max_file_mb: 1 } })).kind, "changed elsewhere");
      assert.equal(await Deno.readTextFile(app.config), after);

      // The text as the page has it, with one word of another value.
      assert.ok(saved.kind === "saved" && saved.settings.text.includes(HIDDEN_SECRET));
      const text = saved.settings.text.replace('"sync_max_file_mb": 0', '"sync_max_file_mb": 7');
      const second = await save({ text }, saved.settings.revision);
      assert.equal(second.kind, "saved");
      const now = JSON.parse(await Deno.readTextFile(app.config));
      assert.deepEqual([now.mqtt_password, now.sync_max_file_mb], ["s3cret", 7]);
    },
  );

  await t.step("an address is good once, and a second page has one of its own", async () => {
    await using other = await openPage(await address());
    await other.shows(({ icon }) => icon === "up to date");
    await assert.rejects(openPage(first));
    const ended = await page.ask(API.settings);
    assert.equal(ended.status, 401);
    await ended.body?.cancel();
    assert.equal((await other.ask(API.settings)).status, 200);
  });
});

Deno.test("the window of several folders is about the one that a page asks for", async () => {
  const { world, notes } = await cloned({ "notes.md": "one\n" }, "notes");
  await using elsewhere = await makeWorld();
  const [book] = await elsewhere.clones({ "book.md": "one\n" }, "book");
  const config = { ...prompt(notes), more_folders: [{ sync_dir: book, name: "Buch Ä", mine: 1 }] };
  await using app = await startUpToDate(world, "laptop", { config });
  const saved = JSON.parse(await Deno.readTextFile(app.config));
  const { stdout } = await app.run("--window");
  await using page = await openPage(new URL(stdout.split("\n")[0]!), { folder: "Buch Ä" });
  const { folders = [] } = await page.shows(({ folder }) => folder === book);
  assert.deepEqual(folders.map(({ name, isShown }) => [name, isShown]), [
    ["notes", false],
    ["Buch Ä", true],
  ]);
  const { versions } = await page.get<Versions>(`${API.versions}?path=book.md`);
  assert.equal(versions.length, 1);

  const { revision, folders: entries } = await page.get<Settings>(API.settings);
  assert.deepEqual(
    entries.map((keys) =>
      keys.filter(({ isSet }) => isSet).map(({ name, value }) => [name, value])
    ),
    [[["sync_dir", book], ["name", "Buch Ä"]]],
  );
  const save = (...folders: readonly unknown[]) =>
    page.post<SettingsSaved>(API.saveSettings, { revision, edit: { changes: {}, folders } });
  const twice = await save({ from: 0, changes: {} }, { changes: { sync_dir: book, name: "b" } });
  assert.deepEqual(
    twice.kind === "mistakes" && twice.mistakes.map(({ key, entry }) => ({ key, entry })),
    [{ key: "more_folders", entry: { at: 1, key: "sync_dir" } }],
  );
  // Of the entry that is changed, all else stays.
  const changed = await save({ from: 0, changes: { name: null, sync_delay_seconds: 1 } });
  assert.equal(changed.kind, "saved");
  assert.deepEqual(JSON.parse(await Deno.readTextFile(app.config)), {
    ...saved,
    more_folders: [{ sync_dir: book, mine: 1, sync_delay_seconds: 1 }],
  });
  await app.shows("it has its other name", ({ folders }) => folders?.[1]?.name === "book");
  await app.configure(prompt(notes));
  await app.until("the folder is gone", async () => {
    const { status } = await page.ask(API.settings);
    return status === 404;
  });
});

Deno.test("a browser in a snap comes by a private file that it can read, which goes with the app", {
  ignore: Deno.build.os !== "linux",
}, async () => {
  const { world, notes } = await cloned({ "notes.md": "one\n" }, "notes");
  const programs = await notedPrograms(world.folder);
  await programs.program("xdg-mime", "echo firefox_firefox.desktop");
  const common = join(world.folder, "home-laptop/snap/firefox/common");
  await Deno.mkdir(common, { recursive: true });
  const env = { PATH: `${programs.bin}:${world.env.PATH}` };
  await using app = await startUpToDate(world, "laptop", { config: prompt(notes), env });
  await app.run("--window");
  const folder = join(common, "git-sync-bar");
  const [file = ""] = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
  assert.match(file, /^window-.+\.html$/);
  assert.equal((await Deno.stat(join(folder, file))).mode! & 0o777, 0o600);
  assert.equal((await Deno.stat(folder)).mode! & 0o777, 0o700);
  await app.stop();
  assert.deepEqual(await Array.fromAsync(Deno.readDir(folder)), []);
});

Deno.test("--window without a running instance says so", async () => {
  const { world, notes } = await cloned({ "notes.md": "one\n" }, "notes");
  await using app = await startUpToDate(world, "laptop", { config: prompt(notes) });
  await app.stop();
  const { code, stderr } = await app.run("--window");
  assert.equal(code, 1);
  assert.match(stderr, /Git Sync Bar is not running: start `git-sync-bar` first/);
});
