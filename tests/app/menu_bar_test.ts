// The desk by a clock that is turned by hand: what is drawn when, and what is said where something on the
// desktop does not work.

import assert from "node:assert/strict";
import { withParts } from "../support/app_state.ts";
import type { Notification } from "../../src/view/notifications.ts";
import { clockFormat } from "../../src/view/clock_format.ts";
import { createMenuBar } from "../../src/app/menu_bar/menu_bar.ts";
import type { MenuFolder } from "../../src/app/menu_bar/menu_clicks.ts";
import type { Desktop } from "../../src/app/desktop.ts";
import type { FolderSettings } from "../../src/app/folders/folder_settings.ts";
import type { AppState } from "../../src/core/state.ts";
import type { AppEvent } from "../../src/core/events.ts";
import type { Click, TrayView } from "../../src/adapters/tray/menu.ts";
import { join } from "node:path";
import { MASS_DELETION } from "../support/outcomes.ts";
import { eventually } from "../support/running.ts";
import { manualClock } from "../support/manual_clock.ts";
import { failure } from "../support/problems.ts";
import { BEGINNING, DAY, MINUTE, play } from "../support/played_app.ts";

const { state: IDLE } = play();

const WORKING: AppState = withParts(IDLE, {
  running: {
    since: BEGINNING,
    changes: undefined,
    remote: "ask",
    fullScan: false,
    asked: {},
    message: false,
  },
});

const SETTINGS: FolderSettings = {
  folder: "",
  isWatched: true,
  maxFileBytes: 0,
  messageTemplate: "{files}",
  gitPath: undefined,
  keepsConnections: true,
};

/** An open desk, what it has drawn, told and posted, and a way to let it see another state. */
async function openDesk(state: AppState, broken: Partial<Desktop> = {}, other?: AppState) {
  const time = manualClock(BEGINNING);
  const views: TrayView[] = [];
  const alerts: Notification[] = [];
  const events: (AppEvent & { readonly in?: string })[] = [];
  const lines: string[] = [];
  let now = state;
  let loginItem = false;
  let click: (click: Click) => void = () => {};
  const done = () => Promise.resolve();
  const folder = await Deno.makeTempDir();
  const opened: string[] = [];
  const post = (event: AppEvent) => void (event.kind !== "active" && events.push(event));
  const menuFolder = (name: string, state: () => AppState): MenuFolder => ({
    name,
    get state() {
      return state();
    },
    settings: { ...SETTINGS, folder: `/${name}` },
    post: (event) => post(other === undefined ? event : Object.assign({}, event, { in: name })),
    giveAccess: (action, said = "nothing") => Promise.resolve(`${action}, after ${said}`),
    deletedFiles: () => Promise.resolve(["b\n.md", "a.md"]),
  });
  const named = menuFolder("notes", () => now);
  const more = other === undefined ? [] : [menuFolder("book", () => other)];
  const desk = createMenuBar({
    openTray(parts) {
      views.push(parts.first);
      click = parts.onClick;
      return { draw: (view) => views.push(view), close: done };
    },
    desktop: {
      showFile: done,
      openFolder: done,
      openTerminal: done,
      openFile: (path) => Promise.resolve(void opened.push(path)),
      runInTerminal: done,
      copyText: done,
      editFile: done,
      notify: (alert) => Promise.resolve(void alerts.push(alert)),
      startsAtLogin: () => Promise.resolve(loginItem),
      setStartAtLogin: (starts) => Promise.resolve(void (loginItem = starts)),
      ...broken,
    },
    system: "linux",
    logFile: "/log",
    configFile: "/config.json",
    clock: time,
    formatTimes: clockFormat(undefined),
    log: (line) => lines.push(line),
    folders: () => [named, ...more],
    post,
    quit: () => {},
    deletedFilesList: join(folder, "state/deleted-files.txt"),
    openWindow: () => Promise.reject(new Error("no browser")),
  });
  await desk.open();
  return {
    alerts,
    events,
    lines,
    desk,
    click: (line: "terminal" | "login" | "sync" | "advice") => click({ kind: "line", line }),
    /** Clicks an entry of *Deleted Files*, counted from 0. */
    choose: (at: number, folder?: string) =>
      click({
        kind: "entry",
        list: "deleted files",
        at,
        ...(folder === undefined ? {} : { folder }),
      }),
    opened,
    /** What is drawn now. */
    get view() {
      return views.at(-1)!;
    },
    step(after: AppState) {
      const before = now;
      now = after;
      desk.onStep({ kind: "due" }, { folder: named, before, after });
    },
    /** Time passes, and what was begun then is done. */
    async turn(ms: number) {
      time.turn(ms);
      await new Promise((resolve) => setTimeout(resolve));
    },
    sleep: time.sleep,
    setLoginItem: (starts: boolean) => loginItem = starts,
  };
}

Deno.test("desk: work shows after a second, and its icon stays for another one", async () => {
  const desk = await openDesk(IDLE);
  await desk.turn(0);
  desk.step(WORKING);
  await desk.turn(999);
  assert.equal(desk.view.icon, "up to date");
  await desk.turn(1);
  assert.equal(desk.view.icon, "syncing");
  assert.equal(desk.view.lines.status.title, "Syncing…");
  await desk.turn(10);
  desk.step(IDLE);
  assert.equal(desk.view.icon, "syncing", "nothing blinks");
  assert.equal(desk.view.lines.status.title, "Up to date · 14:02", "and the words are true");
  await desk.turn(990);
  assert.equal(desk.view.icon, "up to date");
  await desk.desk.close();
});

Deno.test("desk: what changes without a step is seen within a minute", async () => {
  const desk = await openDesk(IDLE);
  assert.match(desk.view.lines.status.title, /^Up to date · \d\d:\d\d$/);
  desk.setLoginItem(true);
  await desk.turn(MINUTE);
  assert.equal(desk.view.lines.login.checked, true);
  desk.sleep(DAY);
  await desk.turn(MINUTE);
  assert.match(desk.view.lines.status.title, /^Up to date · 23 Nov, \d\d:\d\d$/);
  await desk.desk.close();
});

const DELETED: AppState = withParts(IDLE, { heldDeletion: MASS_DELETION });

Deno.test("desk: a mass deletion is confirmed by two clicks within ten seconds", async () => {
  const desk = await openDesk(DELETED);
  const question = () => desk.view.lists["deleted files"].entries[2];
  const confirmed = [{ kind: "asked", command: "confirm deletion" }];
  assert.equal(question(), "Delete them on all machines");
  desk.choose(2);
  assert.equal(question(), "Really delete 214 files?");
  await desk.turn(9_999);
  assert.equal(question(), "Really delete 214 files?");
  await desk.turn(1);
  assert.equal(question(), "Delete them on all machines");
  desk.choose(2);
  assert.deepEqual(desk.events, [], "the question is asked again");
  // What was confirmed is no more than what was asked.
  desk.step(
    withParts(IDLE, { heldDeletion: { kind: "mass deletion", deleted: 215, tracked: 300 } }),
  );
  assert.equal(question(), "Delete them on all machines");
  desk.choose(2);
  assert.equal(question(), "Really delete 215 files?");
  await desk.turn(9_000);
  desk.choose(2);
  assert.deepEqual(desk.events, confirmed);
  assert.equal(question(), "Delete them on all machines");
  desk.choose(2);
  assert.deepEqual(desk.events, confirmed, "each deletion is asked about");
  await desk.desk.close();
});

Deno.test("desk: the deleted files are listed in a private file, and come back with a click", async () => {
  const desk = await openDesk(DELETED);
  desk.choose(0);
  await eventually("the list is opened", () => desk.opened.length === 1);
  const [list] = desk.opened;
  assert.equal(
    await Deno.readTextFile(list!),
    "2 files were deleted from /notes and not on any other machine yet:\n\na.md\nb .md\n",
  );
  assert.equal((await Deno.stat(list!)).mode! & 0o777, 0o600);
  assert.equal((await Deno.stat(join(list!, ".."))).mode! & 0o777, 0o700);
  desk.choose(1);
  assert.deepEqual(desk.events, [{ kind: "asked", command: "restore here" }]);
  await desk.desk.close();
});

Deno.test("desk: a click that cannot be done is told to who clicked, and goes on", async () => {
  const fail = () => Promise.reject(new Error("Cannot open terminal: none was found"));
  const desk = await openDesk(IDLE, { openTerminal: fail });
  desk.click("terminal");
  await desk.turn(0);
  assert.deepEqual(desk.alerts, [
    { title: "Git Sync Bar", text: "Cannot open terminal: none was found" },
  ]);
  assert.deepEqual(desk.lines, ["Cannot open terminal: none was found"]);
  const { title, hidden } = desk.view.lines.advice;
  assert.deepEqual([title, hidden], ["Cannot open terminal: none was found", false]);
  desk.click("sync");
  assert.deepEqual(desk.events, [{ kind: "asked", command: "sync" }]);
  assert.equal(desk.view.lines.advice.hidden, true);
  await desk.desk.close();
});

Deno.test("desk: what a click says about a problem goes with the problem", async () => {
  const refused = withParts(IDLE, { problem: failure("sign in") });
  const desk = await openDesk(refused);
  desk.click("advice");
  await desk.turn(0);
  assert.equal(desk.view.lines.advice.title, "sign in, after nothing");
  desk.click("advice");
  await desk.turn(0);
  assert.equal(desk.view.lines.advice.title, "sign in, after sign in, after nothing");
  desk.step(IDLE);
  assert.equal(desk.view.lines.advice.hidden, true);
  await desk.desk.close();
});

Deno.test("desk: the mark at Start at Login is what the system has, not what was clicked", async () => {
  const desk = await openDesk(IDLE, {
    setStartAtLogin: () => Promise.reject(new Error("Cannot change it")),
  });
  desk.click("login");
  await desk.turn(0);
  assert.equal(desk.view.lines.login.checked, false);
  assert.deepEqual(desk.lines, ["Cannot change it"]);
  await desk.desk.close();
});

Deno.test("desk: with two folders a click confirms the deletion in that one alone, and both have a line", async () => {
  const desk = await openDesk(DELETED, {}, withParts(IDLE, { heldDeletion: MASS_DELETION }));
  const question = (at: number) => desk.view.folders[at]!.lists["deleted files"].entries[2];
  assert.deepEqual(desk.view.folders.map(({ name }) => name), ["notes", "book"]);
  desk.choose(2, "notes");
  assert.equal(question(0), "Really delete 214 files?");
  assert.equal(question(1), "Delete them on all machines");
  desk.choose(2, "book");
  assert.deepEqual(desk.events, [], "it is another deletion, though of as many files");
  assert.equal(question(1), "Really delete 214 files?");
  desk.choose(2, "book");
  assert.deepEqual(desk.events, [{ kind: "asked", command: "confirm deletion", in: "book" }]);
  desk.click("sync");
  assert.deepEqual(desk.events.slice(1), [
    { kind: "asked", command: "sync", in: "notes" },
    { kind: "asked", command: "sync", in: "book" },
  ]);
  assert.deepEqual(desk.alerts.map(({ title }) => title), []);
  await desk.turn(MINUTE);
  assert.deepEqual(desk.alerts.map(({ title }) => title.split(":")[0]), ["notes", "book"]);
  await desk.desk.close();
});
