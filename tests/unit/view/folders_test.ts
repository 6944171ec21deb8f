// Several folders under one icon: which is the worst, what the first line says, the menu, and the notifications.

import assert from "node:assert/strict";
import type { Click } from "../../../src/adapters/tray/menu.ts";
import { itemsOf } from "../../../src/adapters/tray/menu.ts";
import type { AppEvent } from "../../../src/core/events.ts";
import {
  type NamedState,
  type NamedStates,
  overallLine,
} from "../../../src/view/folders/folders.ts";
import { folderActions, foldersView } from "../../../src/view/folders/menu.ts";
import { folderNotifications, NO_PROBLEMS } from "../../../src/view/folders/notifications.ts";
import { trayView } from "../../../src/view/menu.ts";
import { type StateParts, withParts } from "../../support/app_state.ts";
import { mistake } from "../../support/events.ts";
import { CONFLICT, MASS_DELETION } from "../../support/outcomes.ts";
import { HOUR, MINUTE, play, playFromStart } from "../../support/played_app.ts";
import { failure } from "../../support/problems.ts";

const { state: IDLE, now: NOW } = play();

const clock = (time: number) => new Date(time).toISOString().slice(11, 16);
const at = { now: NOW, clock, system: "linux", startsAtLogin: false };

const SIGN_IN = { problem: failure("sign in"), failures: 1 };
const OFFLINE = { problem: failure("offline"), failures: 1 };
const WORKING: StateParts = {
  running: {
    since: NOW - MINUTE,
    changes: undefined,
    remote: "ask",
    fullScan: true,
    asked: {},
    message: false,
  },
};

/** Folders with these differences from one that is up to date. */
function folders(...parts: readonly StateParts[]): NamedStates {
  const names = ["notes", "dotfiles", "book"];
  const [first, ...more] = parts.map((part, index): NamedState => ({
    name: names[index]!,
    state: withParts(IDLE, part),
    folder: `/home/me/${names[index]}`,
  }));
  return [first!, ...more];
}

const OVERALL: readonly (readonly [parts: StateParts[], line: string, icon: string])[] = [
  [[{}, {}, {}], "Up to date · 14:02", "up to date"],
  [[{}, { upToDateAt: NOW - HOUR }, {}], "Up to date · 13:02", "up to date"],
  [[{}, SIGN_IN, {}], "dotfiles: Sign-in needed", "needs you"],
  [[OFFLINE, SIGN_IN, { paused: true }], "dotfiles: Sign-in needed", "needs you"],
  [[{}, {}, { conflicts: [CONFLICT] }], "book: Up to date · 14:02 · 1 conflict", "conflict"],
  [
    [{ conflicts: [CONFLICT] }, { conflicts: [CONFLICT] }, { conflicts: [CONFLICT] }],
    "Up to date · 14:02 · 3 conflicts",
    "conflict",
  ],
  [[OFFLINE, OFFLINE, OFFLINE], "Offline", "offline"],
  [[{}, OFFLINE, {}], "dotfiles: Offline", "offline"],
  [[{ paused: true }, { paused: true }, { paused: true }], "Paused", "paused"],
  [[{ paused: true }, {}, {}], "notes: Paused", "paused"],
  [[{}, {}, WORKING], "book: Syncing…", "syncing"],
  [[{}, { heldDeletion: MASS_DELETION }, WORKING], "dotfiles: Confirm", "needs you"],
];
for (const [parts, line, icon] of OVERALL) {
  Deno.test(`folders: the icon is "${icon}" and the first line "${line}"`, () => {
    const view = foldersView(folders(...parts), at);
    assert.ok(view.lines.status.title.startsWith(line), view.lines.status.title);
    assert.equal(view.icon, icon);
    assert.equal(view.tooltip, `Git Sync Bar: ${view.lines.status.title}`);
  });
}

Deno.test("folders: what is about the whole app names none of them, and stands at none of them", () => {
  const mistakes = { mistakes: [mistake("mqtt_port")] };
  const down = { connection: { kind: "down", reason: "the broker is gone" } } as const;
  for (
    const [part, line] of [
      [mistakes, "Configuration has a mistake: mqtt_port"],
      [down, "Live updates off · checking every 60 min"],
      [{ stopping: true }, "Quitting…"],
    ] as const
  ) {
    const all = folders(part, part, { ...part, conflicts: [] });
    assert.equal(overallLine(all, at), line);
    if (line === "Quitting…") continue;
    for (const { title, lines } of foldersView(all, at).folders) {
      assert.match(title, / · Up to date · 14:02$/);
      assert.equal(lines.advice.hidden, true);
    }
  }
});

Deno.test("folders: one folder has the menu that it always had", () => {
  const state = withParts(IDLE, { ...SIGN_IN, conflicts: [CONFLICT] });
  const view = foldersView([{ name: "notes", state, folder: "/home/me/notes" }], at);
  assert.deepEqual(view, trayView(state, { ...at, folder: "/home/me/notes" }));
  assert.deepEqual(view.folders, []);
  assert.equal(
    foldersView([{ ...playFromStart(), name: "", folder: undefined }], at).icon,
    "needs you",
  );
});

/** The menu as text, each submenu indented, `-` before each line that cannot be clicked. */
function menuOf(...parts: readonly StateParts[]): string[] {
  const items = itemsOf(foldersView(folders(...parts), at));
  const depth = (within: number | undefined): number =>
    within === undefined ? 0 : 1 + depth(items[within - 1]!.within);
  const isHidden = (item: typeof items[number]): boolean =>
    item.hidden || item.within !== undefined && isHidden(items[item.within - 1]!);
  return items.filter((item) => !isHidden(item)).map((item) =>
    item.kind === "separator"
      ? "—"
      : `${"  ".repeat(depth(item.within))}${item.enabled ? "" : "-"}${item.title}`
  );
}

const FOLDER_LINES = ["Sync Now", "Pause Syncing", "Open Folder", "Open Terminal"]
  .map((line) => `  ${line}`);

Deno.test("folders: the menu has a line with its state for each, and below it what is about that one", () => {
  assert.deepEqual(menuOf({}, { ...SIGN_IN, paused: true }, { conflicts: [CONFLICT] }), [
    "dotfiles: Paused · Sign-in needed",
    "Click to sign in with git push in a terminal",
    "—",
    "notes · Up to date · 14:02",
    "  -Up to date · 14:02",
    "  -notes",
    ...FOLDER_LINES,
    "dotfiles · Paused · Sign-in needed",
    "  Paused · Sign-in needed",
    "  Click to sign in with git push in a terminal",
    "  -dotfiles",
    ...FOLDER_LINES.map((line) => line.replace("Pause Syncing", "Resume Syncing")),
    "book · Up to date · 14:02 · 1 conflict",
    "  -Up to date · 14:02",
    "  Click to compare the versions of a conflict and keep one or both",
    "  -book",
    "  Conflicts (1)",
    "    a.md: version from desktop · 09:30",
    ...FOLDER_LINES,
    "—",
    "Open Git Sync Bar…",
    "Sync Now",
    "Pause Syncing",
    "—",
    "History…",
    "Show Log",
    "Edit Configuration",
    "Add Another Machine…",
    "Start at Login",
    "—",
    "Quit Git Sync Bar",
  ]);
});

Deno.test("folders: a name in the menu is short, on one line, and keeps its direction", () => {
  const [first, ...more] = folders({}, {});
  const named = (name: string) => foldersView([{ ...first, name }, ...more], at).folders[0]!.title;
  assert.equal(named("a\nb\u202e"), "a b · Up to date · 14:02");
  assert.ok([...named("n".repeat(300))].length <= 60);
  assert.equal(named("עברית"), "\u2068עברית\u2069 · Up to date · 14:02");
});

const PAUSED = { paused: true };
const CLICKS: readonly (readonly [Click, StateParts[], readonly string[]])[] = [
  [{ kind: "line", line: "sync" }, [{}, PAUSED, {}], ["notes sync", "dotfiles sync", "book sync"]],
  [{ kind: "line", line: "sync", folder: "book" }, [{}, {}, {}], ["book sync"]],
  [{ kind: "line", line: "pause" }, [{}, PAUSED, {}], ["notes pause", "book pause"]],
  [{ kind: "line", line: "pause" }, [PAUSED, PAUSED], ["notes resume", "dotfiles resume"]],
  [{ kind: "line", line: "pause", folder: "dotfiles" }, [{}, PAUSED], ["dotfiles resume"]],
  [{ kind: "line", line: "folder", folder: "dotfiles" }, [{}, {}], ["dotfiles /home/me/dotfiles"]],
  [{ kind: "line", line: "status" }, [{}, SIGN_IN], ["dotfiles sign in"]],
  [{ kind: "line", line: "status", folder: "notes" }, [{}, SIGN_IN], []],
  [
    { kind: "entry", list: "conflicts", at: 0, folder: "dotfiles" },
    [{}, { conflicts: [CONFLICT] }],
    ["dotfiles open window"],
  ],
  [{ kind: "line", line: "sync", folder: "gone" }, [{}, {}], []],
];
for (const [click, parts, done] of CLICKS) {
  Deno.test(`folders: a click on ${JSON.stringify(click)} does ${done.join(", ") || "nothing"}`, () => {
    const actions = folderActions(click, folders(...parts), NOW);
    assert.deepEqual(
      actions.map(({ name, action }) => {
        if (action.kind === "command") return `${name} ${action.command}`;
        if (action.kind === "give access") return `${name} ${action.access}`;
        return `${name} ${"path" in action ? action.path : action.kind}`;
      }),
      done,
    );
  });
}

Deno.test("folders: a notification names its folder; what is about the app comes once", () => {
  const all = folders(SIGN_IN, SIGN_IN);
  const told = (event: AppEvent, part: StateParts) =>
    all.flatMap(({ name, state }, index) =>
      folderNotifications(event, {
        before: state,
        after: withParts(state, part),
        last: NO_PROBLEMS,
        now: NOW,
        clock,
        system: "linux",
        name,
        isFirst: index === 0,
      }).notifications.map(({ title }) => title)
    );
  const named = ["notes: Sign-in needed", "dotfiles: Sign-in needed"];
  assert.deepEqual(told({ kind: "due" }, {}), named);
  assert.deepEqual(told({ kind: "icon", line: "no panel" }, { noIcon: "no panel" }), [
    "Git Sync Bar works without an icon",
    ...named,
  ]);
  const mistakes = [mistake("mqtt_port")];
  assert.deepEqual(told({ kind: "misconfigured", mistakes, warnings: [] }, { mistakes }), [
    "Configuration has a mistake: mqtt_port",
    ...named,
  ]);
});

Deno.test("folders: one that needs the user still is not told of again when another one does", () => {
  const [notes, dotfiles] = folders(SIGN_IN, SIGN_IN) as [NamedState, NamedState];
  const tell = ({ state, name }: NamedState, last = NO_PROBLEMS) =>
    folderNotifications({ kind: "due" }, {
      before: state,
      after: state,
      last,
      now: NOW,
      clock,
      system: "linux",
      name,
      isFirst: name === "notes",
    });
  const { last } = tell(notes);
  assert.equal(tell(dotfiles).notifications.length, 1);
  assert.equal(tell(notes, last).notifications.length, 0);
});
