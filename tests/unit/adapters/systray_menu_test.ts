import assert from "node:assert/strict";
import { restartDelay, whyNoIcon } from "../../../src/adapters/tray/helper_exit.ts";
import { ICONS, type Item, itemsOf, LIST_CAPACITY } from "../../../src/adapters/tray/menu.ts";
import { menuChanges } from "../../../src/adapters/tray/menu_changes.ts";
import { iconFile } from "../../../src/adapters/tray/pictures.ts";
import { systrayItem, systrayMenu } from "../../../src/adapters/tray/systray_menu.ts";
import { trayView, USUAL_LINES } from "../../support/tray_view.ts";

/** What a user would read, entries indented, `—` for a separator. */
function readable(items: readonly Item[]): string[] {
  return items.filter(({ hidden }) => !hidden).map(({ kind, title, within, enabled }) =>
    kind === "separator" ? "—" : `${within === undefined ? "" : "  "}${enabled ? "" : "-"}${title}`
  );
}

function titled(title: string): Item {
  return itemsOf(trayView({ lines: { status: title } }))[0]!;
}

Deno.test("menu: from top to bottom as it was designed, empty submenus hidden", () => {
  const view = trayView({ lists: { conflicts: ["a.md", "b.md"], recent: ["↑ notes.md · 14:02"] } });
  assert.deepEqual(readable(itemsOf(view)), [
    "-Up to date · 14:02",
    "-notes · main → origin",
    "Conflicts (2)",
    "  a.md",
    "  b.md",
    "Recent Changes",
    "  ↑ notes.md · 14:02",
    ...USUAL_LINES,
  ]);
});

Deno.test("menu: it has the same lines whatever it shows, numbered from 1", () => {
  const full = trayView({
    lists: {
      conflicts: Array(30).fill("a.md"),
      "not synced": Array(30).fill("b.md"),
      recent: Array(30).fill("c.md"),
    },
  });
  const lines = (view: typeof full) =>
    itemsOf(view).map(({ number, kind, within, click }) => ({ number, kind, within, click }));
  assert.deepEqual(lines(full), lines(trayView()));
  assert.deepEqual(lines(full).map(({ number }) => number), lines(full).map((_, at) => at + 1));
  assert.equal(
    readable(itemsOf(full)).filter((line) => line === "  a.md").length,
    LIST_CAPACITY.conflicts,
  );
  assert.equal(
    readable(itemsOf(full)).filter((line) => line === "  c.md").length,
    LIST_CAPACITY.recent,
  );
});

Deno.test("menu: a click on an entry says which one it is", () => {
  const items = itemsOf(trayView({ lists: { recent: ["first", "second"] } }));
  assert.deepEqual(items.find(({ title }) => title === "second")?.click, {
    kind: "entry",
    list: "recent",
    at: 1,
  });
  assert.deepEqual(items.find(({ title }) => title === "Sync Now")?.click, {
    kind: "line",
    line: "sync",
  });
});

Deno.test("menu: two equal views have no difference", () => {
  const view = () => trayView({ icon: "conflict", lists: { conflicts: ["a.md"] } });
  assert.deepEqual(menuChanges(view(), view()), []);
});

Deno.test("menu: only what is different is drawn anew", () => {
  const from = trayView({ lists: { recent: ["a.md"] } });
  const to = trayView({
    icon: "syncing",
    lines: { status: "Sending…", pause: { enabled: false }, login: { checked: true } },
    lists: { recent: ["b.md", "a.md"], conflicts: ["c.md"] },
  });
  const words = menuChanges(from, to).map((update) => {
    switch (update.kind) {
      case "icon":
        return update.icon;
      case "item": {
        const { title, enabled, hidden, checked } = update.item;
        return [title, !enabled && "disabled", hidden && "hidden", checked && "checked"]
          .filter(Boolean).join(", ");
      }
    }
  });
  assert.deepEqual(words, [
    "syncing",
    "Sending…, disabled",
    "Conflicts (1)",
    "c.md",
    "b.md",
    "a.md",
    "Pause Syncing, disabled",
    "Start at Login, checked",
  ]);
});

Deno.test("menu: a submenu without entries is hidden again, with its entries", () => {
  const updates = menuChanges(trayView({ lists: { conflicts: ["a.md"] } }), trayView());
  assert.deepEqual(
    updates.map((update) => update.kind === "item" && [update.item.kind, update.item.hidden]),
    [["submenu", true], ["line", true]],
  );
});

Deno.test("menu: underscores are doubled on Linux alone, where one would mark a letter", () => {
  assert.equal(systrayItem(titled("my_notes__1.md"), "linux").title, "my__notes____1.md");
  assert.equal(systrayItem(titled("my_notes__1.md"), "darwin").title, "my_notes__1.md");
});

Deno.test("menu: a name that means a separator to the helper is no separator", () => {
  assert.notEqual(systrayItem(titled("<SEPARATOR>"), "linux").title, "<SEPARATOR>");
  const separators = systrayMenu(itemsOf(trayView()), "linux")
    .filter(({ title }) => title === "<SEPARATOR>");
  assert.equal(separators.length, 3);
});

Deno.test("menu: entries stand in their submenus, numbered as systray2 numbers them", () => {
  const menu = systrayMenu(itemsOf(trayView()), "linux");
  let last = 0;
  for (const item of menu) {
    assert.equal(item.__id, ++last);
    for (const entry of item.items ?? []) assert.equal(entry.__id, ++last);
  }
  assert.deepEqual(menu.flatMap(({ items }) => items === undefined ? [] : [items.length]), [
    LIST_CAPACITY["deleted files"],
    LIST_CAPACITY.conflicts,
    LIST_CAPACITY["not synced"],
    LIST_CAPACITY.recent,
  ]);
});

Deno.test("menu: the pictures have names of their own", () => {
  assert.equal(new Set(ICONS.map(iconFile)).size, ICONS.length);
  assert.equal(iconFile("live updates off"), "live-updates-off");
});

for (
  const [deaths, pause] of [
    [[0], 500],
    [[0, 700], 1_000],
    [[0, 700, 2_000], 2_000],
    [[0, 700, 2_000, 5_000], 4_000],
    [[0, 700, 2_000, 5_000, 599_000], undefined],
    [[0, 700, 2_000, 5_000, 600_000], 4_000],
    [[0, 700_000, 1_400_000, 2_100_000, 2_800_000, 3_500_000], 500],
  ] as const
) {
  Deno.test(`menu: the helper that died at ${deaths} ms starts again after ${pause} ms`, () => {
    assert.equal(restartDelay(deaths), pause);
  });
}

for (
  const [lastWords, sentence] of [
    [
      "sh: 1: exec: /x/Git Sync Bar: Exec format error",
      /^Cannot show the icon: it is made for x86-64/,
    ],
    [
      "/x/Git Sync Bar: error while loading shared libraries: libappindicator3.so.1: cannot open " +
      "shared object file: No such file or directory",
      /^Cannot show the icon: libappindicator3\.so\.1 is missing .*libayatana-appindicator3-1/,
    ],
    [
      "\n(Git Sync Bar:14213): Gtk-WARNING **: 07:13:57.296: cannot open display: \n",
      /^Cannot show the icon: there is no display$/,
    ],
    [
      "/x/tray_linux_release: 6: exec: /x/Git Sync Bar: Permission denied\n",
      /^Cannot show the icon: the system does not let it run$/,
    ],
    [
      "spawn /me/.cache/git-sync-bar/tray/2.1.4/tray_linux_release EACCES",
      /^Cannot show the icon: the system runs no program in "\/me\/.cache\/git-sync-bar": mount .* XDG_CACHE_HOME /,
    ],
    // As Deno 2.7 says it.
    [
      "Error: spawn /me/.cache/git-sync-bar/tray/2.1.4/tray_linux_release EPERM",
      /^Cannot show the icon: the system runs no program in "\/me\/.cache\/git-sync-bar": mount /,
    ],
    [
      "spawn /me/Library/Caches/Git Sync Bar/tray/2.1.4/tray_darwin_release EACCES",
      /^Cannot show the icon: the system does not let it run$/,
    ],
    ["one\ntwo\n", /^Cannot show the icon: two$/],
    ["", /^Cannot show the icon: its helper ends again and again$/],
    [
      'Cannot place the helper in "/x": Permission denied',
      /^Cannot place the helper in "\/x": Permission denied$/,
    ],
  ] as const
) {
  Deno.test(`menu: ${JSON.stringify(lastWords.slice(0, 40))} is reported in plain words`, () => {
    assert.match(whyNoIcon(lastWords), sentence);
  });
}
