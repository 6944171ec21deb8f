// The menu as a real panel has it, read and clicked over the session bus.

import assert from "node:assert/strict";
import { ICONS } from "../../../src/adapters/tray/menu.ts";
import { readPictures } from "../../../src/adapters/tray/pictures.ts";
import { hasDesktop, openDesktop } from "../../support/desktop.ts";
import { eventually } from "../../support/running.ts";
import {
  click,
  lineOf,
  menuOf,
  nameOf,
  pictureOf,
  seen,
  statusIcon,
  statusIcons,
} from "../../support/status_icon.ts";
import { startTray } from "../../support/tray.ts";
import {
  CHANGED,
  changedLines,
  folderMenu,
  trayView,
  USUAL_LINES,
} from "../../support/tray_view.ts";

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, ignore: !hasDesktop(), fn });

test("panel: the menu is the view, and each change of it arrives", async () => {
  await using desktop = await openDesktop();
  await desktop.startPanel();
  await using tray = startTray(
    desktop,
    trayView({
      lists: { recent: ["↑ my_notes__1.md · 14:02", "↓ <b>&amp; todo.md from laptop · 13:50"] },
    }),
  );
  const icon = await eventually("the icon is there", () => statusIcon(desktop));
  const shows = (what: string, lines: readonly string[]) =>
    eventually(what, async () => {
      assert.deepEqual(seen(await menuOf(desktop, icon)), lines);
      return true;
    });
  await shows("the first view", [
    "-Up to date · 14:02",
    "-notes · main → origin",
    "Recent Changes",
    "  ↑ my_notes__1.md · 14:02",
    "  ↓ <b>&amp; todo.md from laptop · 13:50",
    ...USUAL_LINES,
  ]);

  await tray.draw(CHANGED);
  // Twice, as the mark of a checked line once was added at each change.
  await tray.draw({
    ...CHANGED,
    lines: { ...CHANGED.lines, log: { ...CHANGED.lines.log, title: "Show the Log" } },
  });
  const lines = changedLines("Start at Login (√)")
    .map((line) => line === "Show Log" ? "Show the Log" : line);
  await shows("the second view", lines);

  const many = Array.from({ length: 20 }, (_, at) => `${at}.md`);
  await tray.draw(trayView({ lists: { conflicts: many } }));
  await eventually("as many conflicts as fit", async () => {
    const entries = seen(lineOf(await menuOf(desktop, icon), "Conflicts (20)").entries);
    assert.deepEqual(entries, many.slice(0, 10));
    return true;
  });
  await tray.draw(CHANGED);
  await tray.close();
});

test("panel: a click reaches the app, with what was clicked", async () => {
  await using desktop = await openDesktop();
  await desktop.startPanel();
  await using tray = startTray(
    desktop,
    trayView({
      lines: { login: { checked: true } },
      lists: { conflicts: ["a_b.md", "c.md"], recent: ["↑ notes.md · 14:02"] },
    }),
  );
  const icon = await eventually("the icon is there", () => statusIcon(desktop));
  assert.equal(await nameOf(desktop, icon), "Git Sync Bar");
  const menu = await eventually("its menu is there", async () => {
    const lines = await menuOf(desktop, icon);
    return lines.length > 0 ? lines : undefined;
  });
  const titles = ["Sync Now", "c.md", "↑ notes.md · 14:02", "Start at Login (√)", "Conflicts (2)"];
  for (const title of [...titles, "Quit Git Sync Bar"]) {
    await click(desktop, icon, lineOf(menu, title));
  }
  await eventually("all clicks arrive", () => tray.clicks.length === 5);
  assert.deepEqual(tray.clicks, [
    { kind: "line", line: "sync" },
    { kind: "entry", list: "conflicts", at: 1 },
    { kind: "entry", list: "recent", at: 0 },
    { kind: "line", line: "login" },
    { kind: "line", line: "quit" },
  ]);
});

test("panel: several folders have submenus with submenus, and come and go", async () => {
  await using desktop = await openDesktop();
  await desktop.startPanel();
  const notes = folderMenu("notes", { lists: { conflicts: ["a.md", "b.md"] } });
  const dotfiles = folderMenu("dotfiles", { lines: { status: "Paused", pause: "Resume Syncing" } });
  await using tray = startTray(desktop, trayView({ folders: [notes, dotfiles] }));
  const shows = (what: string, lines: readonly string[]) =>
    eventually(what, async () => {
      assert.deepEqual(seen(await menuOf(desktop, await statusIcon(desktop))), lines);
      return true;
    });
  const rest = ["Open Folder", "Open Terminal"];
  const ofNotes = [
    "notes · Up to date · 14:02",
    ...["-Up to date · 14:02", "-notes · main → origin", "Conflicts (2)", "  a.md", "  b.md"]
      .concat("Sync Now", "Pause Syncing", rest).map((line) => `  ${line}`),
  ];
  const ofDotfiles = [
    "dotfiles · Paused",
    ...["-Paused", "-notes · main → origin", "Sync Now", "Resume Syncing", ...rest]
      .map((line) => `  ${line}`),
  ];
  const below = USUAL_LINES.filter((line) => !rest.includes(line));
  await shows("two folders", ["-Up to date · 14:02", "—", ...ofNotes, ...ofDotfiles, ...below]);

  const icon = await statusIcon(desktop);
  const menu = await menuOf(desktop, icon);
  await click(desktop, icon, lineOf(menu, "b.md"));
  await click(desktop, icon, lineOf(menu, "Resume Syncing"));
  await click(desktop, icon, menu.findLast(({ title }) => title === "Sync Now")!);
  await eventually("all clicks arrive", () => tray.clicks.length === 3);
  assert.deepEqual(tray.clicks, [
    { kind: "entry", list: "conflicts", at: 1, folder: "notes" },
    { kind: "line", line: "pause", folder: "dotfiles" },
    { kind: "line", line: "sync" },
  ]);

  // A change in one of them is drawn where it is; another folder is another menu.
  const title = "dotfiles · Syncing…";
  await tray.draw(trayView({ folders: [notes, { ...dotfiles, title }] }));
  await shows("the change", [
    "-Up to date · 14:02",
    "—",
    ...ofNotes,
    ...ofDotfiles.with(0, title),
    ...below,
  ]);
  await tray.draw(trayView({ folders: [dotfiles, notes] }));
  await shows("another order", ["-Up to date · 14:02", "—", ...ofDotfiles, ...ofNotes, ...below]);
  await tray.draw(trayView());
  await shows("one folder", ["-Up to date · 14:02", "-notes · main → origin", ...USUAL_LINES]);
});

test("panel: a user clicks with the mouse", async () => {
  await using desktop = await openDesktop();
  await desktop.startPanel();
  await using tray = startTray(desktop, trayView({ lines: { status: { enabled: true } } }));
  await eventually("the icon is there", () => statusIcon(desktop));
  // The panel draws the icon and the menu in its own time; a click that comes too early hits nothing.
  await eventually("the first line is clicked", async () => {
    await desktop.run("xdotool", "key", "Escape");
    await desktop.run("xdotool", "mousemove", "14", "14", "click", "1", "sleep", "0.3");
    await desktop.run("xdotool", "key", "Down", "key", "Return", "sleep", "0.3");
    return tray.clicks.length > 0;
  });
  assert.deepEqual(tray.clicks[0], { kind: "line", line: "status" });
});

test("panel: the icon is the picture of the view, one after another", async () => {
  await using desktop = await openDesktop();
  await desktop.startPanel();
  await using tray = startTray(desktop, trayView({ icon: ICONS[0] }));
  const icon = await eventually("the icon is there", () => statusIcon(desktop));
  const pictures = await readPictures("linux");
  for (const name of ICONS) {
    await tray.draw(trayView({ icon: name }));
    await eventually(`the icon of "${name}"`, async () => {
      const bytes = await Deno.readFile(await pictureOf(desktop, icon));
      return bytes.toBase64() === pictures[name];
    });
  }
});

test("panel: two apps have two icons and one helper file", async () => {
  await using desktop = await openDesktop();
  await desktop.startPanel();
  await using one = startTray(desktop, trayView({ icon: "paused" }));
  await using _other = startTray(desktop, trayView({ icon: "conflict" }));
  const icons = await eventually("both icons", async () => {
    const found = await statusIcons(desktop);
    return found.length === 2 ? found : undefined;
  });
  await one.close();
  await eventually("one icon stays", async () => (await statusIcons(desktop)).length === 1);
  const [left] = await statusIcons(desktop);
  assert.ok(icons.some(({ bus }) => bus === left!.bus));
  const png = await Deno.readFile(await pictureOf(desktop, left!));
  assert.equal(png.toBase64(), (await readPictures("linux"))["conflict"]);
});
