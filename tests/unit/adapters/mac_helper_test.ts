// The helper for macOS: the lines that it reads and says, on a stand-in for Cocoa.

import assert from "node:assert/strict";
import { fc } from "../../support/fast_check.ts";
import { itemsOf } from "../../../src/adapters/tray/menu.ts";
import { systrayItem, systrayMenu } from "../../../src/adapters/tray/systray_menu.ts";
import { type Jxa, type MacBar, readable, runJxa } from "../../support/jxa.ts";
import { folderMenu, trayView } from "../../support/tray_view.ts";

const script = await Deno.readTextFile(
  new URL("../../../src/adapters/tray/mac_helper.js", import.meta.url),
);

/** Begins as a PNG does. */
const PICTURE = new Uint8Array([0x89, 1, 2, 3]).toBase64();
const OTHER = new Uint8Array([0x89, 4]).toBase64();

interface Helper {
  readonly jxa: Jxa;
  readonly said: string[];
  readonly complaints: string[];
  readonly codes: number[];
  hear(...lines: readonly unknown[]): void;
}

function start(): Helper {
  const helper = { said: [] as string[], complaints: [] as string[], codes: [] as number[] };
  const jxa = runJxa(script, {
    write: (to, text) => (to === "output" ? helper.said : helper.complaints).push(text),
    exit: (code) => helper.codes.push(code),
  });
  return { ...helper, jxa, hear: (...lines) => jxa.arrive(bytesOf(...lines)) };
}

function bytesOf(...lines: readonly unknown[]): Uint8Array {
  return new TextEncoder().encode(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
}

const view = trayView({
  lines: { login: { checked: true }, sync: { enabled: false }, terminal: { hidden: true } },
  lists: { conflicts: ["Grüße 100% – 日本 🎉.md", "b.md"] },
});
const menu = {
  icon: PICTURE,
  title: "",
  tooltip: "Git Sync Bar – up to date",
  isTemplateIcon: true,
  items: systrayMenu(itemsOf(view), "darwin"),
};
const all = itemsOf(view);
const login = all.find(({ title }) => title === "Start at Login")!;
const conflicts = all.find(({ title }) => title === "Conflicts (2)")!;

function lines({ jxa }: Helper): string[] {
  return readable(jxa.bar()!.items);
}

Deno.test("mac helper: it says that it is ready, then shows the menu that it is reported", () => {
  const helper = start();
  assert.deepEqual(helper.said, ['{"type":"ready"}\n']);
  helper.hear(menu);
  assert.deepEqual(lines(helper), [
    "-Up to date · 14:02",
    "-notes · main → origin",
    "Conflicts (2)",
    "  Grüße 100% – 日本 🎉.md",
    "  b.md",
    "—",
    "Open Git Sync Bar…",
    "-Sync Now",
    "Pause Syncing",
    "—",
    "History…",
    "Open Folder",
    "Show Log",
    "Edit Configuration",
    "Add Another Machine…",
    "✓Start at Login",
    "—",
    "Quit Git Sync Bar",
  ]);
  const { items: _, ...icon } = helper.jxa.bar()!;
  assert.deepEqual(icon, {
    picture: PICTURE,
    isTemplate: true,
    width: 16,
    tooltip: "Git Sync Bar – up to date",
    description: "Git Sync Bar – up to date",
    isInDock: false,
  });
  assert.deepEqual(helper.codes, []);
});

Deno.test("mac helper: the submenu of a folder has submenus of its own, and its entries are clicked", () => {
  const helper = start();
  const book = folderMenu("book", { lists: { conflicts: ["a.md"] } });
  const items = itemsOf(trayView({ folders: [folderMenu("notes"), book] }));
  helper.hear({ ...menu, items: systrayMenu(items, "darwin") });
  const shown = lines(helper);
  assert.deepEqual(shown.slice(shown.indexOf("book · Up to date · 14:02")).slice(0, 6), [
    "book · Up to date · 14:02",
    "  -Up to date · 14:02",
    "  -notes · main → origin",
    "  Conflicts (1)",
    "    a.md",
    "  Sync Now",
  ]);
  const entry = items.find(({ title }) => title === "a.md")!;
  helper.jxa.click("a.md");
  assert.equal(JSON.parse(helper.said.at(-1)!).__id, entry.number);
  assert.deepEqual(entry.click, { kind: "entry", list: "conflicts", at: 0, folder: "book" });
});

Deno.test("mac helper: what changes is drawn, and nothing else", () => {
  const helper = start();
  helper.hear(menu);
  const before = lines(helper);
  const changed = (item: typeof login, what: object) => ({
    type: "update-item",
    item: { ...systrayItem(item, "darwin"), ...what },
    seq_id: -1,
  });
  helper.hear(
    changed(login, { title: "Starts at Login", checked: false }),
    changed(conflicts, { hidden: true }),
    { type: "update-menu", menu: { ...menu, icon: OTHER, tooltip: "other", items: [] } },
  );
  assert.deepEqual(
    lines(helper),
    before.map((line) => line === "✓Start at Login" ? "Starts at Login" : line)
      .filter((line) => !/Conflicts|\.md/.test(line)),
  );
  assert.equal(helper.jxa.bar()!.picture, OTHER);
  assert.equal(helper.jxa.bar()!.tooltip, "other");

  helper.hear({
    type: "update-menu-and-item",
    item: { ...systrayItem(conflicts, "darwin"), title: "Conflicts", hidden: false },
    menu: { ...menu, isTemplateIcon: false, items: [] },
  });
  assert.ok(lines(helper).includes("  b.md"), "a submenu that comes back has its entries");
  assert.equal(helper.jxa.bar()!.isTemplate, false);
  assert.deepEqual(helper.codes, []);
});

Deno.test("mac helper: a click tells the item as it was last told, in plain ASCII", () => {
  const helper = start();
  helper.hear(menu, {
    type: "update-item",
    item: { ...systrayItem(login, "darwin"), title: "Für alle 🎉" },
  });
  helper.jxa.click("Für alle 🎉");
  helper.jxa.click("Grüße 100% – 日本 🎉.md");
  const [, ...clicks] = helper.said;
  assert.deepEqual(
    clicks.map((line) => JSON.parse(line)).map(({ item, ...rest }) => ({
      ...rest,
      title: item.title,
    })),
    [
      { type: "clicked", seq_id: -1, __id: login.number, title: "Für alle 🎉" },
      { type: "clicked", seq_id: -1, __id: conflicts.number + 1, title: "Grüße 100% – 日本 🎉.md" },
    ],
  );
  assert.match(clicks.join(""), /^[\n -~]*$/);
});

Deno.test("mac helper: wherever reads end, also within a character, it understands the same", () => {
  const update = {
    type: "update-item",
    item: { ...systrayItem(login, "darwin"), title: "é日🎉%" },
  };
  const bytes = bytesOf(menu, update, update);
  const told = (ends: readonly number[]): MacBar | undefined => {
    const helper = start();
    let from = 0;
    for (const to of [...ends, bytes.length]) {
      if (to > from) helper.jxa.arrive(bytes.subarray(from, to));
      from = to;
    }
    assert.deepEqual(helper.codes, []);
    return helper.jxa.bar();
  };
  const whole = told([]);
  assert.deepEqual(told(Array.from(bytes.keys())), whole, "a byte at a time");
  fc.assert(fc.property(fc.array(fc.nat(bytes.length)), (ends) => {
    assert.deepEqual(told(ends.toSorted((one, other) => one - other)), whole);
  }));
});

for (
  const [what, line, complaint] of [
    ["no JSON", "Gtk-Message: hello", /Cannot show the icon: .*JSON/],
    ["an empty line", "", /Cannot show the icon: .*JSON/],
    ["no UTF-8", "\xff", /Cannot show the icon: URI malformed/],
    ["half a line of JSON", '{"type":', /Cannot show the icon: .*JSON/],
    ["null", "null", /Cannot show the icon: /],
    [
      "an item that is not there",
      '{"type":"update-item","item":{"__id":999}}',
      /Cannot show the icon: there is no item 999/,
    ],
    [
      "a picture that is none",
      '{"type":"update-menu","menu":{"icon":"AAAA"}}',
      /Cannot show the icon: its picture cannot be read/,
    ],
    [
      "a picture that is no base64",
      '{"type":"update-menu","menu":{"icon":"é"}}',
      /Cannot show the icon: its picture cannot be read/,
    ],
  ] as const
) {
  Deno.test(`mac helper: ${what} ends it, as its menu would not be true any more`, () => {
    const helper = start();
    helper.hear(menu);
    const text = line === "\xff" ? new Uint8Array([0xff]) : new TextEncoder().encode(line);
    helper.jxa.arrive(new Uint8Array([...text, 0x0a]));
    assert.deepEqual(helper.codes, [1]);
    assert.match(helper.complaints.join(""), complaint);
  });
}

Deno.test("mac helper: half a line changes nothing", () => {
  const helper = start();
  helper.hear(menu);
  helper.jxa.arrive(new TextEncoder().encode('{"type":'));
  assert.deepEqual(helper.codes, []);
});

Deno.test("mac helper: a first line that is no menu ends it", () => {
  const helper = start();
  helper.hear({ type: "update-menu" });
  assert.deepEqual(helper.codes, [1]);
});

Deno.test("mac helper: it ends with its input, and when it is reported to", () => {
  const atEnd = start();
  atEnd.hear(menu);
  atEnd.jxa.arrive(new Uint8Array());
  assert.deepEqual(atEnd.codes, [0]);
  const untold = start();
  untold.jxa.arrive(new Uint8Array());
  assert.deepEqual(untold.codes, [0]);
  const told = start();
  told.hear(menu, { type: "exit" });
  assert.deepEqual(told.codes, [0]);
  assert.deepEqual([atEnd, untold, told].flatMap(({ complaints }) => complaints), []);
});

Deno.test("mac helper: an order that it does not know changes nothing", () => {
  const helper = start();
  helper.hear(menu);
  const before = helper.jxa.bar();
  helper.hear({ type: "dance" });
  assert.deepEqual(helper.jxa.bar(), before);
  assert.deepEqual(helper.codes, []);
});

Deno.test("mac helper: its file is plain ASCII, and its Cocoa part is short", () => {
  assert.match(script, /^[\n -~]*$/);
  const cocoa = script.slice(script.indexOf("// Cocoa."));
  assert.ok(cocoa.trimEnd().split("\n").length < 120, "it cannot be tried here: keep it small");
});
