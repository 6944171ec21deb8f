// A file that somebody ignores and untracks leaves the sync on every machine and stays on each disk.

import assert from "node:assert/strict";
import { realVolume } from "../../../src/engine/worktree/volume.ts";
import { copiesOn, type Machine, machineOf, syncAll, tell, textsOn } from "../../support/story.ts";

/** Ignores names and has git forget them, as people do it by hand. */
async function untrack(machine: Machine, rules: Record<string, string>, ...names: string[]) {
  await machine.write(rules);
  await machine.git("rm", "--quiet", "-r", "--cached", ...names);
}

function tracked(machine: Machine): Promise<string> {
  return machine.git("ls-files");
}

Deno.test("a file that leaves the sync while another machine writes it stays on each disk", async () => {
  const files = { "notes.md": "one\n", "sub/workspace.json": "0\n" };
  const { laptop, desktop, tablet, machines, quiet } = await tell(
    files,
    "laptop",
    "desktop",
    "tablet",
  );
  await quiet();
  await untrack(laptop, { ".gitignore": "workspace.json\n" }, "sub/workspace.json");
  await desktop.write({ "sub/workspace.json": "1\n" });
  await desktop.sync({ remote: "none" });
  await laptop.sync();
  for (const text of ["2\n", "3\n"]) {
    await desktop.save({ "sub/workspace.json": text });
  }
  const { left, received } = await tablet.sync();
  assert.deepEqual(left, [{ path: "sub/workspace.json", host: "laptop" }]);
  assert.deepEqual(received.map(({ path }) => path), [".gitignore"]);
  await quiet({ besides: ["sub/workspace.json"] });
  const texts = { "laptop": "0\n", "desktop": "3\n", "tablet": "0\n" };
  for (const machine of machines) {
    assert.equal(await machine.read("sub/workspace.json"), texts[machine.name as "laptop"]);
    assert.equal(await tracked(machine), ".gitignore\nnotes.md", machine.name);
    assert.deepEqual(await copiesOn(machine), []);
  }
});

Deno.test("the edit of another machine comes first: the untracking still counts", async () => {
  const { laptop, desktop, quiet } = await tell({ "state.db": "0\n", "a.md": "a\n" });
  await quiet();
  await desktop.save({ "state.db": "1\n" });
  await untrack(laptop, { ".gitignore": "*.db\n" }, "state.db");
  await quiet({ besides: ["state.db"] });
  assert.equal(await laptop.read("state.db"), "0\n");
  assert.equal(await desktop.read("state.db"), "1\n");
  assert.equal(await tracked(desktop), ".gitignore\na.md");
});

Deno.test("a folder, a rule in a subfolder, and a rule that comes in a commit of its own", async () => {
  const files = { "a.md": "a\n", "build/x/1.o": "1\n", "build/2.o": "2\n", "sub/own.ini": "own\n" };
  const { laptop, desktop, quiet } = await tell(files);
  await quiet();
  await untrack(laptop, { ".gitignore": "/build/\n" }, "build");
  await laptop.save({ "sub/.gitignore": "/own.ini\n" });
  await laptop.git("rm", "--quiet", "--cached", "sub/own.ini");
  await laptop.sync();
  await desktop.write({ "build/2.o": "desktop\n", "build/new.o": "new\n" });
  await quiet({ besides: ["build", "sub/own.ini"] });
  assert.deepEqual(await textsOn(desktop), {
    ...files,
    "build/2.o": "desktop\n",
    "build/new.o": "new\n",
    ".gitignore": "/build/\n",
    "sub/.gitignore": "/own.ini\n",
  });
  assert.equal(await tracked(desktop), ".gitignore\na.md\nsub/.gitignore");
});

Deno.test("rules of one machine alone, and rules that make an exception, keep no deleted file", async () => {
  const files = { ".gitignore": "*.tmp\n!keep.tmp\n", "keep.tmp": "keep\n", "a.pdf": "a\n" };
  const { laptop, desktop, quiet } = await tell({ "b.md": "b\n" });
  await laptop.write(files);
  await quiet();
  await desktop.git("config", "core.excludesFile", desktop.path(".git/mine"));
  await desktop.write({ ".git/mine": "*.pdf\n" });
  await laptop.remove("a.pdf", "keep.tmp");
  await quiet();
  assert.deepEqual(await desktop.names(), [".gitignore", "b.md"]);
});

Deno.test("an update that is cut off after a file left the sync loses nothing", async () => {
  const { world, laptop, desktop, quiet } = await tell({ "state.db": "0\n", "a.md": "a\n" });
  await quiet();
  await untrack(laptop, { ".gitignore": "*.db\n", "a.md": "b\n" }, "state.db");
  await laptop.sync();
  await desktop.write({ "state.db": "mine\n" });
  // What was placed is taken back.
  let isFull = true;
  const link = (from: string, to: string) =>
    isFull ? Promise.reject(new Error("no room")) : realVolume.link(from, to);
  const cutOff = machineOf(world, desktop.folder, { volume: { ...realVolume, link } });
  assert.equal((await cutOff.trySync()).kind, "problem");
  isFull = false;
  assert.equal(await desktop.read("state.db"), "mine\n");
  await quiet({ besides: ["state.db"] });
  assert.equal(await desktop.read("state.db"), "mine\n");
});

Deno.test("a conflict copy of a file that is tracked though a rule ignores it is settled everywhere", async () => {
  const files = { "a.log": "one\n", "sub/b.log": "one\n" };
  const { laptop, desktop, machines, quiet } = await tell(files);
  await laptop.write({ ".gitignore": "*.log\n" });
  await quiet();
  for (const machine of machines) {
    for (const name of Object.keys(files)) await machine.write({ [name]: `${machine.name}\n` });
  }
  await syncAll(laptop, desktop, laptop);
  const [first, second] = await copiesOn(laptop);
  await desktop.rename(first!, "a.log");
  await desktop.remove(second!);
  await desktop.sync();
  const { left } = await laptop.sync();
  assert.deepEqual(left, []);
  await quiet();
  assert.deepEqual(await textsOn(laptop), {
    ".gitignore": "*.log\n",
    "a.log": "desktop\n",
    "sub/b.log": "laptop\n",
  });
});

Deno.test("conflict copies leave the sync with their original", async () => {
  const { laptop, desktop, machines, quiet } = await tell({ "a.log": "one\n", "a.md": "a\n" });
  for (const machine of machines) await machine.write({ "a.log": `${machine.name}\n` });
  await syncAll(laptop, desktop, laptop);
  const [copy] = await copiesOn(laptop);
  await untrack(laptop, { ".gitignore": "*.log\n" }, "a.log", copy!);
  await quiet({ besides: ["a.log", copy!] });
  assert.deepEqual(await textsOn(desktop), {
    ".gitignore": "*.log\n",
    "a.log": "laptop\n",
    "a.md": "a\n",
    [copy!]: "desktop\n",
  });
});
