// `more_folders` in a configuration: what an entry means, and how its mistakes are reported.

import assert from "node:assert/strict";
import { configuredFolders, parseConfig } from "../../../src/adapters/config/schema.ts";
import { MOST_FOLDERS } from "../../../src/system/limits/config.ts";

const origin = { file: "/home/me/.config/git-sync-bar/config.json", home: "/home/me" };

function parse(content: Readonly<Record<string, unknown>>) {
  return parseConfig(JSON.stringify({ sync_dir: "~/notes", ...content }), origin);
}

function folders(content: Readonly<Record<string, unknown>>) {
  const parsed = parse(content);
  if (!("config" in parsed)) assert.fail(parsed.mistakes.map(({ message }) => message).join("\n"));
  return configuredFolders(parsed.config);
}

Deno.test("a folder has what the top of the file says, but for what its entry says", () => {
  const top = {
    watch_for_changes: false,
    sync_delay_seconds: 1,
    sync_poll_seconds: 2,
    sync_max_file_mb: 3,
    commit_message: "top",
    mqtt_topic: "top",
  };
  const own = {
    watch_for_changes: true,
    sync_delay_seconds: 0,
    sync_poll_seconds: 20,
    sync_max_file_mb: 0,
    commit_message: "own",
    mqtt_topic: "own",
  };
  const [first, plain, other, emptied] = folders({
    ...top,
    ssh_keep_open: false,
    more_folders: [
      { sync_dir: "~/dotfiles/" },
      { sync_dir: "/data/book", name: "Manuscript", ...own },
      { sync_dir: "~/emptied", mqtt_topic: "", sync_poll_seconds: 0 },
    ],
  });
  assert.deepEqual(first, { ...first, ...top, name: "notes", ssh_keep_open: false });
  assert.deepEqual(plain, { ...first, name: "dotfiles", sync_dir: "/home/me/dotfiles" });
  assert.deepEqual(other, { ...first, ...own, name: "Manuscript", sync_dir: "/data/book" });
  assert.deepEqual(emptied, { ...first, name: "emptied", sync_dir: "/home/me/emptied" });
});

Deno.test("the file of the Python app has one folder", () => {
  assert.deepEqual(folders({}).map(({ name }) => name), ["notes"]);
});

const MISTAKES: readonly (readonly [title: string, list: unknown, told: string])[] = [
  ["no list", "~/b", 'more_folders is "~/b", expected a list of folders in brackets [ ]'],
  ["no group", ["~/b"], 'entry 1 of more_folders is "~/b", expected a group in braces { } with a'],
  [
    "no folder",
    [{ sync_dir: "~/b" }, { name: "c" }],
    'sync_dir in entry 2 of more_folders is missing, expected a path that starts with "/" or "~/"',
  ],
  [
    "a relative folder",
    [{ sync_dir: "b" }],
    'sync_dir in entry 1 of more_folders is "b", expected a path that starts with "/" or "~/"',
  ],
  [
    "a wrong value",
    [{ sync_dir: "~/b", sync_delay_seconds: -1 }],
    "sync_delay_seconds in entry 1 of more_folders is -1, expected a whole number, 0 or more",
  ],
  ...["", " b", "a\nb", "b".repeat(41), "\u202eb"].map((name) =>
    [
      `the name ${JSON.stringify(name)}`,
      [{ sync_dir: "~/b", name }],
      "expected a name on one line, of at most 40 characters",
    ] as const
  ),
  [
    "the same folder",
    [{ sync_dir: "~/notes/", name: "b" }],
    'more_folders has "/home/me/notes" once more than it should: take "notes" or "b" out',
  ],
  [
    "the first folder again",
    [{ sync_dir: "~/notes" }],
    'has "/home/me/notes" once more than it should: take it out, as it is the folder at the top',
  ],
  [
    "the same folder twice in the list",
    [{ sync_dir: "~/b" }, { sync_dir: "~/b" }],
    'more_folders has "/home/me/b" once more than it should: take one of its entries out',
  ],
  [
    "a folder in the first one",
    [{ sync_dir: "~/notes/b" }],
    'one inside the other: "/home/me/notes/b" is in "/home/me/notes", move one of them',
  ],
  [
    "a folder around another one",
    [{ sync_dir: "~/b/c" }, { sync_dir: "~/b" }],
    'one inside the other: "/home/me/b/c" is in "/home/me/b", move one of them',
  ],
  [
    "names alike",
    [{ sync_dir: "/data/Notes" }],
    'two folders with the name "Notes": give one of them another name, as in "name": "Work notes"',
  ],
  [
    "too many",
    Array.from({ length: MOST_FOLDERS }, (_, at) => ({ sync_dir: `~/${at}` })),
    `more_folders is a list, expected at most ${MOST_FOLDERS - 1} folders`,
  ],
];
for (const [title, list, told] of MISTAKES) {
  Deno.test(`more_folders with ${title} is a mistake with a sentence`, () => {
    const parsed = parse({ more_folders: list });
    assert.ok("mistakes" in parsed);
    assert.deepEqual(parsed.mistakes.map(({ key }) => key), ["more_folders"]);
    const [{ message } = assert.fail()] = parsed.mistakes;
    assert.ok(message.startsWith("Cannot use the configuration"), message);
    assert.ok(message.includes(told), message);
    assert.doesNotMatch(message, /[\p{Cc}\p{Bidi_Control}]/u);
  });
}

const PLACES: readonly (readonly [readonly unknown[], { at: number; key?: string } | undefined])[] =
  [
    [[{ sync_dir: "~/b" }, "~/c"], { at: 1 }],
    [[{ sync_dir: "~/b" }, { name: "c" }], { at: 1, key: "sync_dir" }],
    [[{ sync_dir: "~/b", sync_delay_seconds: -1 }], { at: 0, key: "sync_delay_seconds" }],
    [[{ sync_dir: "~/b" }, { sync_dir: "~/notes/" }], { at: 1, key: "sync_dir" }],
    [[{ sync_dir: "~/b/c" }, { sync_dir: "~/b" }], { at: 1, key: "sync_dir" }],
    [[{ sync_dir: "/data/Notes" }], { at: 0, key: "name" }],
    [Array.from({ length: MOST_FOLDERS }, (_, at) => ({ sync_dir: `~/${at}` })), undefined],
  ];
for (const [list, place] of PLACES) {
  Deno.test(`a mistake in more_folders is at ${JSON.stringify(place)}`, () => {
    const parsed = parse({ more_folders: list });
    assert.deepEqual("mistakes" in parsed && parsed.mistakes[0]!.entry, place);
  });
}

Deno.test("folders whose paths only begin alike are apart", () => {
  const names = folders({ more_folders: [{ sync_dir: "~/notes2" }, { sync_dir: "~/note" }] });
  assert.deepEqual(names.map(({ name }) => name), ["notes", "notes2", "note"]);
});

Deno.test("a misspelt key of an entry is named", () => {
  const { warnings } = parse({ more_folders: [{ sync_dir: "~/b", nmae: "c" }] });
  assert.deepEqual(warnings.map((line) => line.split(": ").at(-1)), ['did you mean "name"?']);
});
