// Attributes by which git would store other bytes, from which nobody gets those of the file again: such a
// file is not sent, and named. What comes back as the attributes ask for it is sent.

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { ageDisplaced } from "../../support/displaced.ts";
import { dropOldFiles } from "../../../src/engine/worktree/displaced/kept_files.ts";
import type { NotSynced } from "../../../src/engine/save/not_synced.ts";
import { copiesOn, type Machine, syncAll, tell } from "../../support/story.ts";

const ID = "$" + "Id";
const HEX = "0123456789abcdef0123456789abcdef01234567";

/** Attributes, bytes (one for each character), and why they are not sent, if they are not. */
const TABLE: readonly (readonly [
  name: string,
  attributes: string,
  bytes: string,
  reason?: NotSynced["reason"],
])[] = [
  ["a.png", "text", "\x89PNG\r\n\x1a\n\0\r\n\r\n", "not text"],
  ["b.png", "crlf", "\x89PNG\r\n\x1a\n\0\r\n", "not text"],
  ["c.png", "eol=lf", "\x89PNG\r\n\x1a\n\0\r\n", "not text"],
  ["lone.txt", "text", "one\rtwo\r\nthree\r\n", "not text"],
  ["auto.png", "text=auto", "\x89PNG\r\n\x1a\n\0\r\n"],
  ["as-is.png", "-text eol=lf", "\x89PNG\r\n\x1a\n\0\r\n"],
  ["lf.png", "text", "\x89PNG\n\x1a\n\0\n"],
  ["lf-only.png", "text eol=crlf", "\x89PNG\n\x1a\n\0\n", "not text"],
  ["lf-alone.png", "eol=crlf", "\x01\x02\n\x03\x04", "not text"],
  ["lf-auto.png", "text=auto eol=crlf", "\x89PNG\n\x1a\n\0\n"],
  ["no-lf.png", "text eol=crlf", "\x89PNG\0"],
  ["lf.txt", "text eol=crlf", "one\ntwo\n"],
  ["crlf.txt", "text", "one\r\ntwo\r\n"],
  ["mixed.txt", "text=auto", "one\r\ntwo\n"],
  ["eol.txt", "text eol=crlf", "one\ntwo\r\n"],
  ["account.txt", "ident", `${ID}: account number 12345 $\n`, "foreign keyword"],
  ["short.txt", "ident", `a ${ID}:x$ b\n`, "foreign keyword"],
  ["other-system.txt", "ident", `${ID}: a.c,v 1.1 2001/02/03 me Exp $\n`, "foreign keyword"],
  ["own.txt", "ident", `${ID}: ${HEX} $ and ${ID}$\n`],
  ["no-keyword.txt", "ident", `${ID}: and a line end\n$5 and $6\n`],
  // Two ways to write the same letter: iconv writes the one without the needless escape sequence.
  [
    "japanese.txt",
    "working-tree-encoding=ISO-2022-JP",
    'a\x1b$B$"\x1b(B\x1b(Bb\n',
    "lossy encoding",
  ],
  ["wide.txt", "working-tree-encoding=UTF-16LE", "a\0\n\0"],
  ["wide-lines.txt", "working-tree-encoding=UTF-16LE text", "a\0\r\0\n\0"],
  ["marked.txt", "working-tree-encoding=UTF-16", "\xfe\xff\0a\0\n"],
  ["latin.txt", "working-tree-encoding=ISO-8859-1 text", "caf\xe9\r\n"],
  ["filtered.txt", "filter=short text ident", `\0\r\n${ID}: lost $\r\n`],
];

async function writeBytes(machine: Machine, name: string, bytes: string): Promise<void> {
  await Deno.writeFile(machine.path(name), Buffer.from(bytes, "latin1"));
}

async function bytesOf(machine: Machine, name: string): Promise<string> {
  return Buffer.from(await Deno.readFile(machine.path(name))).toString("latin1");
}

Deno.test("a file whose bytes a save would not give back is not sent, and named with the reason", async () => {
  const attributes = TABLE.map(([name, attributes]) => `${name} ${attributes}\n`).join("");
  const { laptop, desktop, machines } = await tell({ ".gitattributes": attributes });
  for (const machine of machines) {
    await machine.git("config", "filter.short.clean", "head -c 3");
  }
  await laptop.sync();
  for (const [name, , bytes] of TABLE) await writeBytes(laptop, name, bytes);
  const lossy = TABLE.flatMap(([path, , , reason]) =>
    reason === undefined ? [] : [{ path, reason }]
  );
  const byPath = (one: NotSynced, other: NotSynced) => one.path < other.path ? -1 : 1;
  for (const paths of [undefined, ["a.png"], TABLE.map(([name]) => name)]) {
    const report = await laptop.sync(paths === undefined ? {} : { paths });
    assert.deepEqual(report.notSynced.toSorted(byPath), lossy.toSorted(byPath));
  }
  for (const [name, , bytes] of TABLE) assert.equal(await bytesOf(laptop, name), bytes, name);
  assert.equal(await laptop.git("diff", "--cached", "--name-only"), "");
  await desktop.sync();
  const names = await desktop.names();
  for (const [name, , , reason] of TABLE) {
    assert.equal(names.includes(name), reason === undefined, name);
  }

  // One at a time, as a running app saves: each alone is noticed as well.
  await laptop.remove(...TABLE.map(([name]) => name));
  await laptop.sync({ confirmDeletion: true });
  for (const [name, , bytes, reason] of TABLE) {
    await writeBytes(laptop, name, `${bytes}${bytes}`);
    const { notSynced, saved } = await laptop.sync({ paths: [name] });
    assert.equal(notSynced.find(({ path }) => path === name)?.reason, reason, name);
    assert.equal(saved.includes(name), reason === undefined, name);
  }

  // Once the attributes are put right, everything is sent as it is.
  await laptop.write({ ".gitattributes": "filtered.txt filter=short\n" });
  assert.deepEqual((await laptop.sync()).notSynced, []);
  await desktop.sync();
  for (const [name, , , reason] of TABLE) {
    if (reason !== undefined) {
      assert.equal(await bytesOf(desktop, name), await bytesOf(laptop, name));
    }
  }
});

Deno.test("attributes of somebody else take no bytes of a file, whoever edits it next", async () => {
  const account = `${ID}: account number 12345 $\n`;
  const picture = "\x89PNG\r\n\x1a\n\0\r\n";
  const { laptop, desktop } = await tell({ "a.txt": account });
  await writeBytes(laptop, "a.png", picture);
  await syncAll(laptop, desktop);
  await desktop.save({ ".gitattributes": "*.txt ident\n*.png text\n" });
  await laptop.sync();
  await laptop.write({ "a.txt": `${account}edited\n` });
  await writeBytes(laptop, "a.png", `${picture}edited\r\n`);
  assert.deepEqual((await laptop.sync({ paths: ["a.txt", "a.png"] })).notSynced, [
    { path: "a.png", reason: "not text" },
    { path: "a.txt", reason: "foreign keyword" },
  ]);
  // Somebody else's edit takes the name, and what is here stays as it is beside it.
  await desktop.write({ "a.txt": "of desktop\n" });
  await desktop.git("add", "a.txt");
  await desktop.git("commit", "--quiet", "-m", "by hand");
  await syncAll(desktop, laptop);
  const [copy] = await copiesOn(laptop);
  assert.equal(await laptop.read("a.txt"), "of desktop\n");
  assert.equal(await laptop.read(copy!), `${account}edited\n`);
  assert.equal(await bytesOf(laptop, "a.png"), `${picture}edited\r\n`);
});

/** Attributes, what stands on the laptop, and what becomes of it when it gives way to somebody else's edit. */
const DISPLACED: readonly (readonly [
  name: string,
  attributes: string,
  bytes: string,
  becomes: "nothing" | "kept" | "kept and told" | "copy",
])[] = [
  ["plain.txt", "-text", "one\r\ntwo\n", "nothing"],
  ["turned.txt", "filter=turn", "secret\n", "nothing"],
  ["dos.txt", "text eol=crlf", "one\r\n", "nothing"],
  ["wide.txt", "working-tree-encoding=UTF-16LE", "a\0\n\0", "nothing"],
  ["crlf.txt", "text=auto", "one\r\n", "kept"],
  ["mixed.txt", "text", "one\r\ntwo\n", "kept"],
  ["own.txt", "ident", `${ID}: ${HEX} $\n`, "kept"],
  ["big-end.txt", "working-tree-encoding=UTF-16", "\xfe\xff\0a\0\n", "kept"],
  ["short.txt", "filter=short", "abc and what the filter drops\n", "kept and told"],
  ["foreign.txt", "ident", `${ID}: account number 12345 $\n`, "copy"],
  ["picture.png", "text", "\x89PNG\r\n\0\r\n", "copy"],
  ["japanese.txt", "working-tree-encoding=ISO-2022-JP", 'a\x1b$B$"\x1b(B\x1b(Bb\n', "copy"],
];

Deno.test("a file that gives way is deleted only when the history gives back its very bytes", async () => {
  const attributes = DISPLACED.map(([name, attributes]) => `${name} ${attributes}\n`).join("");
  const { laptop, desktop, machines } = await tell({ ".gitattributes": attributes });
  for (const machine of machines) {
    await machine.git("config", "filter.short.clean", "head -c 3");
    await machine.git("config", "filter.turn.clean", "tr a-z n-za-m");
    await machine.git("config", "filter.turn.smudge", "tr a-z n-za-m");
  }
  await laptop.sync();
  for (const [name, , bytes] of DISPLACED) await writeBytes(laptop, name, bytes);
  // By hand: the app itself would not commit what is lost by that.
  await laptop.git("add", "--all");
  await laptop.git("commit", "--quiet", "-m", "by hand");
  await syncAll(laptop, desktop);
  for (const [name] of DISPLACED) {
    const text = "newer\n";
    await writeBytes(
      desktop,
      name,
      name.startsWith("wide")
        ? [...text].join("\0") + "\0"
        : name.startsWith("big")
        ? `\xfe\xff\0${[...text].join("\0")}`
        : text,
    );
  }
  await desktop.sync();
  const told: string[] = [];
  const conflicts: string[] = [];
  for (let sync = 0; sync < 3; sync++) {
    ageDisplaced(laptop.path(".git"));
    const report = await laptop.sync();
    conflicts.push(...report.conflicts.map(({ path }) => path));
    for (const { path, file } of report.kept) {
      told.push(path);
      assert.equal(await Deno.readTextFile(file), "abc and what the filter drops\n");
    }
  }
  const those = (...wanted: string[]) =>
    DISPLACED.filter(([, , , becomes]) => wanted.includes(becomes)).map(([name]) => name).sort();
  assert.deepEqual(told, those("kept and told"));
  assert.deepEqual(conflicts.sort(), those("copy"));
  const kept = new Map<string, string>();
  const folder = laptop.path(".git/gitsyncbar/kept");
  for await (const { name: day } of Deno.readDir(folder)) {
    for await (const { name } of Deno.readDir(`${folder}/${day}`)) {
      kept.set(name, `${folder}/${day}/${name}`);
    }
  }
  assert.deepEqual([...kept.keys()].sort(), those("kept", "kept and told"));
  const copies = await copiesOn(laptop);
  for (const [name, , bytes, becomes] of DISPLACED) {
    const stem = name.split(".")[0]!;
    const at = becomes === "copy"
      ? laptop.path(copies.find((copy) => copy.startsWith(`${stem} (`))!)
      : kept.get(name);
    if (at !== undefined) {
      assert.equal(Buffer.from(await Deno.readFile(at)).toString("latin1"), bytes, name);
    }
  }
  assert.deepEqual(await Array.fromAsync(Deno.readDir(laptop.path(".git/gitsyncbar/old"))), []);

  // After their time they go.
  const repository = { ownDir: laptop.path(".git/gitsyncbar") };
  await dropOldFiles(repository, Date.now());
  assert.equal((await Array.fromAsync(Deno.readDir(folder))).length, kept.size);
  await dropOldFiles(repository, Date.now() + 31 * 24 * 60 * 60 * 1000);
  assert.deepEqual(await Array.fromAsync(Deno.readDir(folder)), []);
});
