// What git prints and reads, as the pure readers see it. `tests/git/process/git_output_test.ts` holds the same
// readers against the real git.

import assert from "node:assert/strict";
import { anyCodePoint, fc } from "../../support/fast_check.ts";
import {
  baseName,
  fileIn,
  fileName,
  folderOf,
  foldersAbove,
  gitPath,
  parentFolders,
  pathFromGit,
  pathIn,
  shownName,
  TOP,
  withoutSlash,
  withSlash,
} from "../../../src/engine/git/values/path.ts";
import { decodeText, encodeText, nulFields } from "../../../src/engine/git/values/git_text.ts";
import { transferIn } from "../../../src/engine/git/process/transfer_progress.ts";
import { statusIn, unreadableIn } from "../../../src/engine/git/values/status_output.ts";
import {
  changesIn,
  entriesIn,
  entryType,
  indexInfo,
  sameEntry,
} from "../../../src/engine/git/values/tree.ts";

const ID = "1a2b3c4d5e6f7081920a1b2c3d4e5f6071829304";
const OTHER = "f".repeat(40);
const ZERO = "0".repeat(40);
const FILE = { mode: "100644", oid: ID };

Deno.test("path: a name comes back from git's bytes as it was", () => {
  for (const name of ["notes.md", "größe 👍", "e\u0301", "\ufeffmarked", "line\nbreak\t"]) {
    assert.equal(fileName(gitPath(name)), name);
    assert.equal(shownName(gitPath(name)), name);
  }
});

Deno.test("path: bytes that are not UTF-8 have no file name, but can be shown", () => {
  for (const bytes of ["caf\xe9", "\xff", "\xc3", "\xed\xa0\x80", "\xc0\xaf"]) {
    const path = pathFromGit(bytes);
    assert.throws(() => fileIn("/folder", path), TypeError);
    assert.equal(fileName(path), undefined);
    assert.match(shownName(path), /\ufffd/);
  }
});

Deno.test("path: any text is the same after the way to git and back", () => {
  fc.assert(fc.property(fc.string({ unit: anyCodePoint }), (text) => {
    assert.equal(decodeText(encodeText(text)), text);
    assert.equal(fileName(pathFromGit(encodeText(text))), text);
    assert.equal(encodeText(text).length, new TextEncoder().encode(text).length);
  }));
});

Deno.test("path: a name that is not below the folder is no path", () => {
  for (const name of ["/etc/passwd", "..", "../x", "a/../../x", "a\0b"]) {
    assert.throws(() => gitPath(name), TypeError);
  }
  for (const name of ["...", "a/..b", "..a/b.."]) assert.equal(gitPath(name), name);
});

Deno.test("path: a folder with and without a slash at its end", () => {
  const folder = gitPath("a/b");
  assert.equal(withSlash(folder), "a/b/");
  assert.deepEqual([withSlash(folder), folder].map(withoutSlash), [folder, folder]);
  assert.equal(pathIn(folder, "c"), "a/b/c");
  assert.equal(pathIn(TOP, "c"), "c");
});

Deno.test("path: fields end with NUL, so a field may be empty and what is cut off is no field", () => {
  assert.deepEqual(nulFields(""), []);
  assert.deepEqual(nulFields("a\0"), ["a"]);
  assert.deepEqual(nulFields("a b\n\tc\0\0d\0"), ["a b\n\tc", "", "d"]);
  assert.deepEqual(nulFields("a\0cut o"), ["a"]);
});

Deno.test("path: folder, base name and all folders of a path", () => {
  assert.deepEqual([folderOf(gitPath("a/b/c")), baseName(gitPath("a/b/c"))], ["a/b", "c"]);
  assert.deepEqual([folderOf(gitPath("a")), baseName(gitPath("a"))], ["", "a"]);
  assert.deepEqual(parentFolders(gitPath("a")), []);
  assert.deepEqual(parentFolders(gitPath("a/b/c")), ["a", "a/b"]);
});

Deno.test("path: folder and base name make up any path", () => {
  const name = fc.string({ minLength: 1 }).filter((text) => !text.includes("/"));
  fc.assert(fc.property(fc.array(name, { minLength: 2 }), (parts) => {
    const path = pathFromGit(parts.join("/"));
    assert.equal(`${folderOf(path)}/${baseName(path)}`, path);
    assert.equal(parentFolders(path).length, parts.length - 1);
    assert.equal(parentFolders(path).at(-1), folderOf(path));
  }));
});

Deno.test("path: the folders above some paths are those above each of them", () => {
  const name = fc.constantFrom("a", "b", "a/b", "b/a", "a/b/c", "b/a/b/a");
  fc.assert(fc.property(fc.array(name.map(pathFromGit)), (paths) => {
    assert.deepEqual(foldersAbove(paths), new Set(paths.flatMap((path) => parentFolders(path))));
  }));
});

Deno.test("tree: a mode tells what an entry is, the executable bit does not", () => {
  assert.equal(entryType({ mode: "100644", oid: ID }), "file");
  assert.equal(entryType({ mode: "100755", oid: ID }), "file");
  assert.equal(entryType({ mode: "120000", oid: ID }), "link");
  assert.equal(entryType({ mode: "160000", oid: ID }), "gitlink");
});

Deno.test("tree: entries are the same with mode and id, or when both are absent", () => {
  assert.ok(sameEntry(FILE, { ...FILE }));
  assert.ok(sameEntry(undefined, undefined));
  assert.ok(!sameEntry(FILE, { ...FILE, mode: "100755" }));
  assert.ok(!sameEntry(FILE, { ...FILE, oid: OTHER }));
  assert.ok(!sameEntry(FILE, undefined));
  assert.ok(!sameEntry(undefined, FILE));
});

Deno.test("tree: an added, a changed, a deleted and a retyped path", () => {
  assert.deepEqual(
    [...changesIn(
      `:000000 100644 ${ZERO} ${ID} A\0new \t\n"name"\0` +
        `:100644 100755 ${ID} ${OTHER} M\0d/caf\xe9\0` +
        `:120000 000000 ${ID} ${ZERO} D\0:gone\0` +
        `:100644 160000 ${ID} ${OTHER} T\0sub\0`,
    )],
    [
      { path: 'new \t\n"name"', old: undefined, new: FILE },
      { path: "d/caf\xe9", old: FILE, new: { mode: "100755", oid: OTHER } },
      { path: ":gone", old: { mode: "120000", oid: ID }, new: undefined },
      { path: "sub", old: FILE, new: { mode: "160000", oid: OTHER } },
    ],
  );
  assert.deepEqual([...changesIn("")], []);
});

Deno.test("tree: entries of a tree and of an index, whose names may look like anything", () => {
  const long = "a".repeat(64);
  assert.deepEqual(
    new Map(entriesIn(`100644 blob ${ID}\t${OTHER}\0` + `160000 commit ${long}\ta\tb c\n\0`)),
    new Map([[OTHER, FILE], ["a\tb c\n", { mode: "160000", oid: long }]]),
  );
  assert.deepEqual(
    new Map(entriesIn(`100644 ${ID} 0\td/caf\xe9\0` + `120000 ${OTHER} 0\t -x\0`)),
    new Map([["d/caf\xe9", FILE], [" -x", { mode: "120000", oid: OTHER }]]),
  );
  assert.deepEqual(new Map(entriesIn("")), new Map());
});

Deno.test("tree: an index is told of deletions first", () => {
  const entries =
    ([["a/b", FILE], ["a", undefined], ["caf\xe9\n", FILE], ["z", undefined]] as const)
      .map(([path, entry]) => [pathFromGit(path), entry] as const);
  assert.deepEqual([...indexInfo(entries.values(), ZERO)], [
    `0 ${ZERO}\ta\0`,
    `0 ${ZERO}\tz\0`,
    `100644 ${ID}\ta/b\0`,
    `100644 ${ID}\tcaf\xe9\n\0`,
  ]);
  assert.deepEqual([...indexInfo([], ZERO)], []);
});

Deno.test("status: what is not as the last commit has it, by kind", () => {
  const ids = `${ID} ${OTHER}`;
  assert.deepEqual(
    [...statusIn(
      `# branch.oid ${ID}\0# branch.head main\0` +
        `1 .M N... 100644 100644 100644 ${ids} in the tree\0` +
        `1 M. N... 100644 100644 100644 ${ids} in the index\0` +
        `1 A. N... 000000 100644 100644 ${ids} added\0` +
        `1 .T N... 100644 100644 120000 ${ids} a link now\0` +
        `1 .D N... 100644 100644 000000 ${ids} gone\0` +
        `1 D. N... 100644 000000 000000 ${ids} gone from the index\0` +
        `1 MD N... 100644 100644 000000 ${ids} changed and gone\0` +
        `2 R. N... 100644 100644 100644 ${ids} R100 new name\0? old name\0` +
        `u UU N... 100644 100644 100644 100644 ${ids} ${ID} both changed\0` +
        `? unknown\0? d/caf\xe9 \t\n\0? nested/\0! ignored\0`,
    )],
    [
      { path: "in the tree", kind: "changed", unstaged: true },
      { path: "in the index", kind: "changed", unstaged: false },
      { path: "added", kind: "changed", unstaged: false },
      { path: "a link now", kind: "changed", unstaged: true },
      { path: "gone", kind: "deleted", unstaged: true },
      { path: "gone from the index", kind: "deleted", unstaged: false },
      { path: "changed and gone", kind: "deleted", unstaged: true, isStagedToo: true },
      { path: "new name", kind: "changed", unstaged: false },
      { path: "both changed", kind: "unmerged", unstaged: true },
      { path: "unknown", kind: "untracked", unstaged: true },
      { path: "d/caf\xe9 \t\n", kind: "untracked", unstaged: true },
      { path: "nested", kind: "nested", unstaged: true },
    ],
  );
  assert.deepEqual([...statusIn("")], []);
});

Deno.test("status: a nested repository that we know is nested when it moved on, gone when it is gone", () => {
  const rest = `160000 160000 160000 ${ID} ${ID}`;
  assert.deepEqual(
    [...statusIn(
      `1 .M SC.. ${rest} moved on\0` +
        `1 .M S.M. ${rest} edited\0` +
        `1 .M S..U ${rest} added to\0` +
        `1 .D S... ${rest} gone\0` +
        `1 A. S... ${rest} just staged\0`,
    )],
    [
      { path: "moved on", kind: "nested", unstaged: true },
      { path: "edited", kind: "nested", unstaged: true },
      { path: "added to", kind: "nested", unstaged: true },
      { path: "gone", kind: "deleted", unstaged: true },
      { path: "just staged", kind: "changed", unstaged: false },
    ],
  );
});

Deno.test("status: what git may not read is named once, by its folder where that is closed", () => {
  const said = [
    "dark/a.md: Permission denied",
    "warning: could not open directory 'dark/': Permission denied",
    "half open/b: c.md: Permission denied",
    "warning: unable to access '.git/info/exclude': Permission denied",
    'error: open("x.md"): Permission denied',
    "",
  ];
  assert.deepEqual(unreadableIn(said.join("\n")), ["dark", "half open/b: c.md"]);
  assert.deepEqual(unreadableIn(""), []);
  // No system opens such a path; all its folders would take gigabytes.
  assert.deepEqual(unreadableIn(`${"a/".repeat(500_000)}b: Permission denied`), []);
});

Deno.test("progress: the last thing that git itself says of a transfer counts", () => {
  const MIB = 1024 * 1024;
  const table = [
    ["Writing objects:  33% (1/3)\r", { direction: "sending" }],
    ["Writing objects:  33% (100/300)\r", { direction: "sending", percent: 33 }],
    [
      "Unpacking objects:  66% (2/3), 12.50 MiB | 3.00 MiB/s\r",
      { direction: "receiving", bytes: 12.5 * MIB },
    ],
    ["Compressing objects:  33% (100/300)\r", { direction: "sending" }],
    [
      "Counting objects: 100% (3/3), done.\nWriting objects:  33% (1/3)\r" +
      "Writing objects:  66% (2/3), 12.50 MiB | 3.00 MiB/s\r",
      { direction: "sending", bytes: 12.5 * MIB },
    ],
    [
      "Receiving objects: 100% (3/3), 512 bytes | 512.00 KiB/s, done.\n",
      { direction: "receiving", bytes: 512, isOver: true },
    ],
    [
      "Writing objects: 100% (3/3), 12.50 MiB | 3.00 MiB/s, done.\nTotal 3 (delta 0)\n",
      { direction: "sending", bytes: 12.5 * MIB, isOver: true },
    ],
    ["remote: Writing objects:  66% (2/3), 12.50 MiB | 3.00 MiB/s\n", undefined],
    ["remote: Counting objects: 100% (3/3), done.\n", undefined],
  ] as const;
  for (const [text, transfer] of table) assert.deepEqual(transferIn(text), transfer);
  const hostile = "Writing objects: " + "9".repeat(1_000_000) +
    "\rWriting objects:   9% (".repeat(50_000);
  assert.equal(transferIn(hostile), undefined);
});
