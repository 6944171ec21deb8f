// What the menu shows for a state, and what a click on it means.

import assert from "node:assert/strict";
import { type StateParts, withParts } from "../../support/app_state.ts";
import { clockFormat } from "../../../src/view/clock_format.ts";
import { clickAction } from "../../../src/view/clicks.ts";
import { parseConfig } from "../../../src/adapters/config/schema.ts";
import type { AppState, RecentSave } from "../../../src/core/state.ts";
import { trayView } from "../../../src/view/menu.ts";
import type { Problem } from "../../../src/engine/problem.ts";
import { itemsOf, type LineId } from "../../../src/adapters/tray/menu.ts";
import { clicked, mistake } from "../../support/events.ts";
import { CONFLICT, DELETION, failed, MASS_DELETION } from "../../support/outcomes.ts";
import { DAY, HOUR, play, playFromStart, TIMING } from "../../support/played_app.ts";
import { EXAMPLES, failure } from "../../support/problems.ts";
import { USUAL_LINES } from "../../support/tray_view.ts";

/** When everything was equal, and idle ever since. */
const { state: IDLE, now: NOW } = play();

const FOLDER = "/home/me/notes";

function viewOf(state: AppState, { system = "linux", configured = true } = {}) {
  const clock = (time: number) => new Date(time).toISOString().slice(11, 16);
  return trayView(state, {
    now: NOW,
    clock,
    system,
    folder: configured ? FOLDER : undefined,
    startsAtLogin: false,
  });
}

/** The menu as text, `-` before each line that cannot be clicked. */
function menuOf(state: AppState, options: Parameters<typeof viewOf>[1] = {}): string[] {
  return itemsOf(viewOf(state, options)).filter(({ hidden }) => !hidden).map((item) =>
    item.kind === "separator"
      ? "—"
      : `${item.within === undefined ? "" : "  "}${item.enabled ? "" : "-"}${item.title}`
  );
}

/** Why a sync did not do what it should. */
const after = (problem: Problem): StateParts => ({ problem });

/** A file that was edited here. */
const SAVE: RecentSave = {
  direction: "sent",
  kind: "edited",
  path: "notes.md",
  count: 1,
  host: undefined,
  time: NOW,
};

Deno.test("the menu with all that it can have, from top to bottom", () => {
  const state: AppState = withParts(IDLE, {
    place: { branch: "main", remote: "origin" },
    conflicts: [CONFLICT],
    notSynced: [{ path: "films/film.mp4", reason: "too large" }],
    recent: [
      { ...SAVE, path: "a/todo.md", direction: "received", host: "laptop" },
      { ...SAVE, path: "notes.md" },
    ],
  });
  const menu = [
    "-Up to date · 14:02",
    "Click to compare the versions of a conflict and keep one or both",
    "-notes · main → origin",
    "Conflicts (1)",
    "  a.md: version from desktop · 09:30",
    "Not Synced (1)",
    "  film.mp4: larger than sync_max_file_mb: raise the limit, or track it with git-lfs",
    "Recent Changes",
    "  ↓ todo.md edited by laptop · 14:02",
    "  ↑ notes.md edited · 14:02",
    ...USUAL_LINES,
  ];
  assert.deepEqual(menuOf(state), menu);
  assert.deepEqual(
    menuOf(state, { system: "darwin" }),
    menu.map((line) => line === "Open Folder" ? "Show in Finder" : line),
  );
});

Deno.test("below the first line stands what the user can do about it", () => {
  const table: readonly (readonly [StateParts, line: string, advice: string])[] = [
    [after(failure("offline")), "-Offline", "-notes"],
    [after(failure("hook")), "Can't sync: a hook or a filter refused", "Reason: git's words"],
    [
      { connection: { kind: "down", reason: "the broker asks for a user" } },
      "-Live updates off · checking every 60 min",
      "The broker asks for a user",
    ],
    [
      { connection: { kind: "down", reason: "localhost:1883 hangs up" } },
      "-Live updates off · checking every 60 min",
      "localhost:1883 hangs up",
    ],
    [
      { isInForce: false },
      "Not set up yet",
      "Click to set up a folder",
    ],
    [
      {
        mistakes: [{
          key: "mqtt_port",
          message: 'Cannot use the configuration "/a \\"b\\": c/config.json": mqtt_port is 0, no',
        }],
      },
      "Configuration has a mistake: mqtt_port",
      "mqtt_port is 0, no",
    ],
    [
      { mistakes: [{ key: undefined, message: 'Cannot use the configuration "/a": it is empty' }] },
      "Configuration has a mistake",
      "It is empty",
    ],
  ];
  for (const [part, line, advice] of table) {
    assert.deepEqual(menuOf(withParts(IDLE, part)).slice(0, 2), [line, advice]);
  }
});

Deno.test("a setting without effect stands in the menu until the file is right, after what is in the way", () => {
  const ignored = (key: string, hint: string) =>
    `Ignored "${key}" in the configuration "/a \\"b\\": c/config.json": ${hint}`;
  const app = play();
  const read = (...warnings: string[]) =>
    app.post({ kind: "configured", timing: TIMING, fresh: false, warnings });
  const second = () => menuOf(app.state)[1];
  read(ignored("sync_dely_seconds", 'did you mean "sync_delay_seconds"?'), ignored("a", "no"));
  assert.equal(second(), 'Ignored setting "sync_dely_seconds": did you mean "sync_delay_seconds"?');
  assert.equal(menuOf(app.state)[0], "-Up to date · 14:02");
  app.post(clicked("sync"));
  app.end(failed("offline"));
  assert.match(second()!, /sync_delay_seconds/);
  app.post(clicked("sync"));
  app.end(failed("sign in"));
  assert.match(second()!, /^Click to sign in/);
  app.post(clicked("sync"));
  app.end();
  app.post({ kind: "misconfigured", mistakes: [mistake("b")], warnings: [ignored('"c', "no")] });
  assert.equal(second(), "b");
  read(ignored('d\\" in the configuration \\"', "there is no such key"));
  assert.equal(second(), 'Ignored setting "d\\" in the configuration \\"": there is no such key');
  read();
  assert.equal(second(), "-notes");
});

Deno.test("a line can be clicked exactly when that does something", () => {
  const parts: readonly StateParts[] = [
    { paused: true },
    { stopping: true },
    { mistakes: [mistake("mqtt_port")] },
    { heldDeletion: MASS_DELETION, stopping: true },
    ...Object.values(EXAMPLES).map(after),
  ];
  const states = [IDLE, playFromStart().state, ...parts.map((part) => withParts(IDLE, part))];
  for (const state of states) {
    for (const folder of [FOLDER, undefined]) {
      const { lines } = viewOf(state, { configured: folder !== undefined });
      for (const [line, { enabled }] of Object.entries(lines)) {
        const action = clickAction({ kind: "line", line: line as LineId }, { state, folder });
        assert.equal(enabled, action !== undefined, line);
      }
    }
  }
});

Deno.test("of a mistake the menu shows what is expected: only a long value gives way", () => {
  const long = "x".repeat(90);
  for (
    const [text, advice] of [
      [
        '{\n"sync_delay_seconds":\u201c2\u201d}',
        'It is not JSON at line 2, column 22: expected a straight quote ("), not curly (\u2026',
      ],
      [
        `{"mqtt_port": "${long}"}`,
        'mqtt_port is "xxxxxxxxxxxx\u2026xxxxxxxxxxx", expected a whole number from 1 to 65535',
      ],
      [
        `{"sync_dir": "${"/".repeat(3)}${long}\\u0000"}`,
        'sync_dir is "///xxxxxxxxxxxx\u2026xxxxxxxxx\\u0000", expected whole characters, no NUL',
      ],
      [
        '{"client_id": 1, "mqtt_enabled": "yes, and a lot more that nobody will ever want to read"}',
        "client_id is 1, expected a text in double quotes",
      ],
    ] as const
  ) {
    const parsed = parseConfig(text, { file: "/home/me/config.json", home: "/home/me" });
    const { mistakes } = parsed as { mistakes: AppState["config"]["mistakes"] };
    const { lines } = viewOf(withParts(IDLE, { mistakes }));
    assert.equal(lines.advice.title, advice);
    assert.ok([...lines.advice.title].length <= 80);
  }
});

Deno.test("recent changes say what was done, by whom, to how many files", () => {
  const received = { direction: "received", host: "laptop" } as const;
  const table: readonly (readonly [Partial<RecentSave>, string])[] = [
    [{ kind: "added" }, "↑ new.md added · 14:02"],
    [{ kind: "deleted" }, "↑ new.md deleted · 14:02"],
    [{ kind: "restored", count: 1_214 }, "↑ 1,214 files restored · 14:02"],
    [{ kind: "renamed", from: "b/old.md" }, "↑ old.md renamed to new.md · 14:02"],
    [{ kind: "changed", count: 30 }, "↑ 30 files · 14:02"],
    [{ ...received, kind: "deleted" }, "↓ new.md deleted by laptop · 14:02"],
    [{ ...received, kind: "added", count: 2 }, "↓ 2 files added by laptop · 14:02"],
    [
      { ...received, kind: "renamed", count: 2, from: "b/old.md" },
      "↓ 2 files renamed by laptop · 14:02",
    ],
    [{ ...received, kind: "changed", count: 30 }, "↓ 30 files from laptop · 14:02"],
    [{ ...received, kind: "changed" }, "↓ new.md from laptop · 14:02"],
    [{ ...received, kind: "conflict" }, "↕ new.md in conflict · 14:02"],
  ];
  const recent = table.map(([save]) => ({ ...SAVE, path: "a/new.md", ...save }));
  assert.deepEqual(
    viewOf(withParts(IDLE, { recent })).lists.recent.entries,
    table.map(([, line]) => line),
  );
  const long = "x".repeat(200);
  const longest = {
    ...SAVE,
    ...received,
    path: long,
    from: long,
    host: long,
    kind: "renamed",
  } as const;
  const line = viewOf(withParts(IDLE, { recent: [longest] })).lists.recent.entries[0]!;
  assert.ok([...line].length <= 90, line);
});

Deno.test("a file that gets conflict copies all the time is named, with what to do", () => {
  const conflicts = (count: number) =>
    Array.from({ length: count }, (_, at) => ({
      ...CONFLICT,
      path: "workspace.json",
      copy: `copy ${at}`,
    }));
  const hint = (count: number) => menuOf(withParts(IDLE, { conflicts: conflicts(count) }))[1];
  assert.equal(hint(4), "Click to compare the versions of a conflict and keep one or both");
  assert.equal(
    hint(5),
    "Do programs write workspace.json? Ignore it (.gitignore, git rm --cached)",
  );
});

Deno.test("a mass deletion of another machine has a line, which brings the files back", () => {
  assert.ok(viewOf(IDLE).lines.deletion.hidden);
  const state = withParts(IDLE, { deletion: DELETION });
  assert.equal(menuOf(state)[1], "desktop deleted 13 of 24 files · Restore them");
  const left = { ...DELETION, deleted: 0, left: 24 };
  const lineOf = (deletion: typeof DELETION) => menuOf(withParts(IDLE, { deletion }))[1];
  assert.equal(lineOf(left), "desktop took 24 of 24 files out of the sync · Dismiss");
  assert.match(lineOf({ ...left, host: "desktop".repeat(20) })!, /^.{20} took 24 of 24 /u);
  assert.deepEqual(clickAction({ kind: "line", line: "deletion" }, { state, folder: FOLDER }), {
    kind: "command",
    command: "restore deletion",
  });
});

Deno.test("a click on an entry means the file that stands there", () => {
  const state: AppState = withParts(IDLE, {
    conflicts: [CONFLICT],
    notSynced: [{ path: "films/film.mp4", reason: "too large" }],
    recent: [{ ...SAVE, path: "a/b.md" }],
  });
  const shown = (list: "conflicts" | "not synced" | "recent", at: number) =>
    clickAction({ kind: "entry", list, at }, { state, folder: FOLDER });
  const file = (path: string) => ({ kind: "show file", path: `${FOLDER}/${path}` });
  assert.deepEqual(shown("conflicts", 0), {
    kind: "open window",
    screen: "conflicts",
    copy: CONFLICT.copy,
    instead: file(CONFLICT.copy),
  });
  assert.deepEqual(shown("not synced", 0), file("films/film.mp4"));
  const held = withParts(state, {
    notSynced: [{ path: "a/.env", reason: "was ignored", by: "pc\n2" }],
  });
  assert.deepEqual(
    clickAction({ kind: "entry", list: "not synced", at: 0 }, { state: held, folder: FOLDER }),
    { kind: "publish", path: "a/.env" },
  );
  assert.deepEqual(viewOf(held).lists["not synced"].entries, [
    ".env: was not synced until pc 2's change; click to sync it",
  ]);
  assert.deepEqual(shown("recent", 0), file("a/b.md"));
  assert.equal(shown("recent", 1), undefined);
});

Deno.test("no name disturbs the menu, and long ones give way in the middle", () => {
  const recent = (path: string): string => {
    const state: AppState = withParts(IDLE, {
      recent: [{ ...SAVE, path, direction: "received", host: "lap\ntop\u202e" }],
    });
    return viewOf(state).lists.recent.entries[0]!;
  };
  assert.equal(recent("a\nb\u0007\u202ec\u2028.md"), "↓ a b c .md edited by lap top · 14:02");
  const long = recent(`${"x".repeat(200)} end.md`);
  assert.match(long, /^↓ x+….*x end\.md edited by lap top · 14:02$/);
  assert.ok([...long].length <= 60, long);
  assert.equal(recent("😀".repeat(40)).split("😀").length - 1, 29);
  // Else the time would stand before the name.
  assert.equal(recent("שלום.md"), "↓ \u2068שלום.md\u2069 edited by lap top · 14:02");
  const path = `${"y".repeat(100)}\r.mp4`;
  const named = withParts(IDLE, after(failure("too large", { path })));
  const { title } = viewOf(named).lines.status;
  assert.ok(title.length <= 60 && title.startsWith("Can't send: y"), title);
});

Deno.test("the icon is that of what matters most", () => {
  const table: readonly (readonly [StateParts, string])[] = [
    [{}, "up to date"],
    [{ connection: { kind: "down", reason: "no" } }, "live updates off"],
    [after(failure("offline")), "offline"],
    [{ ...after(failure("offline")), paused: true }, "paused"],
    [{ paused: true, conflicts: [CONFLICT] }, "conflict"],
    [{ heldDeletion: MASS_DELETION, paused: true, conflicts: [CONFLICT] }, "needs you"],
  ];
  for (const [part, icon] of table) assert.equal(viewOf(withParts(IDLE, part)).icon, icon);
  assert.equal(viewOf(playFromStart().state).icon, "needs you");
});

Deno.test("times are written in the user's locale, and those of another day with their day", () => {
  const time = new Date(2026, 10, 23, 14, 2).getTime();
  const early = new Date(2026, 10, 23, 0, 5).getTime();
  const table: readonly (readonly [string | undefined, string, time?: number, later?: number])[] = [
    [undefined, "14:02"],
    ["de-DE", "14:02"],
    ["en-US", "2:02 PM"],
    ["no locale at all", "14:02"],
    ["xx", "14:02"],
    [undefined, "00:05", early],
    ["en-US", "12:05 AM", early],
    ["en-US", "Nov 23, 2:02 PM", time, DAY],
    ["de-DE", "23. Nov., 14:02", time, DAY],
    [undefined, "23 Nov, 14:02", time, DAY],
    [undefined, "14:02", time, HOUR],
  ];
  for (const [locale, expected, at = time, later = 0] of table) {
    assert.equal(clockFormat(locale)(at + later)(at), expected);
  }
});

Deno.test("a misspelt sync_dir explains that the default folder is in use", () => {
  const warnings = ['Ignored "sync_dri" in the configuration "/c.json": did you mean "sync_dir"?'];
  const explained = Object.values(EXAMPLES).filter((problem) => {
    const { title } = viewOf(withParts(IDLE, { problem, warnings })).lines.advice;
    return title === 'Ignored setting "sync_dri": did you mean "sync_dir"?';
  }).map(({ kind }) => kind);
  const without = ["aborted", "hung", "offline", "rejected"];
  const wrong = ["folder missing", "folder unreadable", "not a repository"];
  assert.deepEqual(explained.sort(), [...without, ...wrong].sort());
});
