// A version that another filter or encoding has stored is not set as it is: nothing is published in clear that is
// encrypted by now, and no file becomes other bytes than were saved.

import assert from "node:assert/strict";
import type { ChangeResult, OwnChange } from "../../../src/engine/restore/change.ts";
import { type Machine, tell } from "../../support/story.ts";

async function change(machine: Machine, asked: OwnChange): Promise<ChangeResult> {
  const { changed = [] } = await machine.sync({ ownChanges: [asked] });
  assert.equal(changed.length, 1);
  return changed[0]!;
}

function restore(path: string, id: string): OwnChange {
  return { kind: "restore", path, version: { kind: "save", id } };
}

/** Saves, and returns the commit. */
async function save(machine: Machine, files: Readonly<Record<string, string>>): Promise<string> {
  await machine.write(files);
  await machine.sync({ confirmDeletion: true });
  return await machine.git("rev-parse", "HEAD");
}

const BASE64 = { clean: "base64", smudge: "base64 -d", required: "true" };
const ROT13 = { clean: "tr a-z n-za-m", smudge: "tr a-z n-za-m" };

async function configure(
  { git }: Machine,
  filters: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Promise<void> {
  for (const [name, settings] of Object.entries(filters)) {
    for (const [key, value] of Object.entries(settings)) {
      await git("config", `filter.${name}.${key}`, value);
    }
  }
}

const CLEAR = "my old password!\n";

Deno.test("a version from before a file was encrypted is published by no restore and no undo", async () => {
  const { world, laptop } = await tell({ "pw.md": CLEAR, "rot.md": CLEAR, "a.md": "one\n" });
  await configure(laptop, { b: BASE64, rot: ROT13 });
  const clear = await laptop.git("rev-parse", "HEAD");
  // By hand the rule can be committed alone: then the files are still stored in clear.
  await laptop.write({ ".gitattributes": "pw*.md filter=b\nrot.md filter=rot\n", "a.md": "two\n" });
  await laptop.git("add", ".gitattributes", "a.md");
  await laptop.git("commit", "-q", "-m", "rules");
  const ruled = await laptop.git("rev-parse", "HEAD");
  const encrypted = await save(laptop, { "pw.md": "new\n", "rot.md": "new\n", "a.md": "three\n" });
  await laptop.rename("pw.md", "pw2.md");
  await save(laptop, { "rot.md": "newer\n" });
  await laptop.rename("pw2.md", "pw.md");
  await save(laptop, { "rot.md": "new\n" });
  const files = ["pw.md", "rot.md"];
  const kept = files.map((path) => ({ path, reason: "other attributes" }));
  const undo: OwnChange = { kind: "undo", id: encrypted };
  const rows: readonly (readonly [string, OwnChange, readonly string[]])[] = [
    ["of the version in clear", restore("pw.md", clear), []],
    ["by a filter that fails for nothing", restore("rot.md", clear), []],
    ["of the version that the rule found", restore("pw.md", ruled), []],
    ["of the folder", restore("", ruled), ["a.md"]],
    ["of the encryption, undone", undo, ["a.md"]],
    ["of the folder in clear", restore("", clear), ["a.md"]],
  ];
  for (const [what, asked, paths] of rows) {
    const changed = await change(laptop, asked);
    const names = asked.kind === "restore" && asked.path !== "" ? [asked.path] : files;
    const expected = kept.filter(({ path }) => names.includes(path));
    assert.deepEqual([changed.paths, changed.kept], [paths, expected], what);
    for (const path of files) {
      const published = await world.git(world.remote, "show", `main:${path}`);
      assert.notEqual(`${published}\n`, CLEAR, what);
      assert.equal(await laptop.read(path), "new\n", what);
    }
    await save(laptop, { "a.md": "three\n" });
  }
});

Deno.test("a rule is undone without what it has encrypted", async () => {
  const { world, laptop } = await tell({ "pw.md": CLEAR }, "laptop");
  await configure(laptop, { b: BASE64 });
  const both = await save(laptop, { ".gitattributes": "pw.md filter=b\n", "pw.md": "new\n" });
  const { paths, kept } = await change(laptop, { kind: "undo", id: both });
  assert.deepEqual([paths, kept], [
    [".gitattributes"],
    [{ path: "pw.md", reason: "other attributes" }],
  ]);
  await save(laptop, { "pw.md": "newer\n" });
  assert.equal(await world.git(world.remote, "show", "main:pw.md"), "bmV3Cg==");
  assert.equal(await laptop.read("pw.md"), "newer\n");
});

Deno.test("a version that a filter or an encoding of then has stored does not come back as its stored bytes", async () => {
  const { laptop } = await tell({
    ".gitattributes": "a.md filter=b\nb.md filter=rot\nd.txt working-tree-encoding=UTF-16\n",
  }, "laptop");
  await configure(laptop, { b: BASE64, rot: ROT13 });
  const first = await save(laptop, { "a.md": "old a\n", "b.md": "old b\n", "c.md": "old c\n" });
  const wide = new Uint8Array([0xfe, 0xff, 0, 0x61, 0, 0x0a]);
  await Deno.writeFile(laptop.path("d.txt"), wide);
  const second = await save(laptop, { "b.md": "older b\n" });
  await save(laptop, {
    ".gitattributes": "b.md filter=rot\nc.md working-tree-encoding=UTF-16\nb.md text eol=crlf\n",
    "a.md": "new a\n",
    "b.md": "new b\n",
    "c.md": "",
    "d.txt": "d\n",
  });
  for (const [path, version] of [["a.md", first], ["c.md", first], ["d.txt", second]] as const) {
    const { paths, kept } = await change(laptop, restore(path, version));
    assert.deepEqual([paths, kept], [[], [{ path, reason: "other attributes" }]]);
  }
  // The same filter reads what it has stored; line ends are those of now.
  assert.deepEqual((await change(laptop, restore("b.md", second))).paths, ["b.md"]);
  assert.equal(await laptop.read("b.md"), "older b\r\n");
  assert.deepEqual((await laptop.sync()).saved, []);
});

Deno.test("a version from before git-lfs kept the file comes back", async () => {
  const { world, laptop } = await tell({ "a.bin": "one\n" }, "laptop");
  const lfs = { clean: "sed 's/^/lfs /'", smudge: "sed 's/^lfs //'", required: "true" };
  await configure(laptop, { lfs });
  const first = await laptop.git("rev-parse", "HEAD");
  const kept = await save(laptop, { ".gitattributes": "*.bin filter=lfs\n", "a.bin": "two\n" });
  assert.deepEqual((await change(laptop, restore("a.bin", first))).paths, ["a.bin"]);
  assert.equal(await laptop.read("a.bin"), "one\n");
  assert.equal(await world.git(world.remote, "show", "main:a.bin"), "one");
  // The other way, the file would become what git stores of it.
  await save(laptop, { ".gitattributes": "", "a.bin": "three\n" });
  const { paths, kept: [stays] } = await change(laptop, restore("a.bin", kept));
  assert.deepEqual([paths, stays], [[], { path: "a.bin", reason: "other attributes" }]);
});
