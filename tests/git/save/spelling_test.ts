// Names on a disk that takes several spellings for one, as those of most Macs do: what a user spells anew
// travels, and one file is never published under two names.

import assert from "node:assert/strict";
import { canMountDisks, mountMacDisk } from "../../support/limited_disk.ts";
import { untilQuiet } from "../../support/quiet.ts";
import { copiesOn, type Machine, machineOf, syncAll, tell, textsOn } from "../../support/story.ts";
import type { World } from "../../support/world.ts";

/** A laptop on a disk that tells all names apart, and a Mac. */
interface Pair extends AsyncDisposable {
  readonly world: World;
  readonly laptop: Machine;
  readonly mac: Machine;
}

async function tellPair(files: Readonly<Record<string, string>>): Promise<Pair> {
  const stack = new AsyncDisposableStack();
  const story = stack.use(await tell(files, "laptop"));
  const { world, machines: [laptop] } = story;
  const disk = stack.use(await mountMacDisk(world));
  const mac = machineOf(world, await world.clone(disk.place("mac")));
  return { world, laptop, mac, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

function test(name: string, body: () => Promise<void>): void {
  Deno.test({ name, ignore: !canMountDisks(), fn: body });
}

test("a file that a user spells anew is spelled so everywhere", async () => {
  await using pair = await tellPair({
    "Notes.md": "n\n",
    "Ärger.md": "a\n",
    "cafe\u0301.md": "c\n",
  });
  const { world, laptop, mac } = pair;
  await mac.sync();
  await mac.rename("Notes.md", "NOTES.md");
  await mac.rename("Ärger.md", "ärger.md");
  await mac.rename("cafe\u0301.md", "Café.md");
  const { notSynced } = await mac.sync();
  assert.deepEqual(notSynced, []);
  await untilQuiet(world, [laptop, mac]);
  assert.deepEqual(Object.keys(await textsOn(laptop)), ["Café.md", "NOTES.md", "ärger.md"]);
});

test("a new spelling of which the watcher has told is sent, and so is what is written then", async () => {
  await using pair = await tellPair({ "Notes.md": "n\n", "other.md": "o\n" });
  const { world, laptop, mac } = pair;
  await mac.sync();
  await mac.rename("Notes.md", "NOTES.md");
  assert.deepEqual((await mac.sync({ paths: ["Notes.md", "NOTES.md"] })).saved, [
    "NOTES.md",
    "Notes.md",
  ]);
  await mac.write({ "NOTES.md": "edited\n" });
  assert.deepEqual((await mac.sync({ paths: ["NOTES.md"] })).saved, ["NOTES.md"]);
  await untilQuiet(world, [laptop, mac]);
  assert.deepEqual(await textsOn(laptop), { "NOTES.md": "edited\n", "other.md": "o\n" });
});

test("a new spelling and what others do to the file meanwhile: nothing of either is lost", async () => {
  await using pair = await tellPair({
    "a.md": "a\n",
    "b.md": "b\n",
    "c.md": "c\n",
    "d.md": "d\n",
  });
  const { world, laptop, mac } = pair;
  await mac.sync();
  for (const name of ["a", "b", "c", "d"]) {
    await mac.rename(`${name}.md`, `${name.toUpperCase()}.md`);
  }
  await laptop.write({ "a.md": "laptop\n" });
  await laptop.rename("b.md", "b.MD");
  await laptop.remove("c.md");
  await laptop.save({ "D.md": "laptop, too\n" });
  await untilQuiet(world, [mac, laptop]);
  const texts = await textsOn(mac);
  assert.deepEqual(await textsOn(laptop), texts);
  for (const name of await copiesOn(mac)) {
    texts[name.replace(/ \(conflict .*\)/, " copy")] = texts[name]!;
    delete texts[name];
  }
  assert.deepEqual(texts, {
    "A.md": "laptop\n",
    "B.md": "b\n",
    "b copy.MD": "b\n",
    "C.md": "c\n",
    "D.md": "laptop, too\n",
    "D copy.md": "d\n",
  });
});

test("in a folder that a user spells anew everything is synced under the folder's published name", async () => {
  await using pair = await tellPair({
    "docs/a.md": "a\n",
    "docs/b.md": "b\n",
    "Äpfel/c.md": "c\n",
  });
  const { world, laptop, mac } = pair;
  await mac.sync();
  await mac.rename("docs", "Docs");
  await mac.rename("Äpfel", "äpfel");
  assert.deepEqual((await mac.sync()).saved, []);
  const paths = ["Docs/a.md", "Docs/b.md", "äpfel/c.md"];
  await mac.write({ "Docs/a.md": "edited\n", "äpfel/c.md": "edited\n" });
  await mac.remove("Docs/b.md");
  assert.deepEqual((await mac.sync({ paths })).saved, ["docs/a.md", "docs/b.md", "Äpfel/c.md"]);
  await laptop.sync();
  const texts = { "docs/a.md": "edited\n", "Äpfel/c.md": "edited\n" };
  assert.deepEqual(await textsOn(laptop), texts);
  await laptop.write({ "docs/a.md": "by the laptop\n" });
  await laptop.rename("Äpfel/c.md", "Äpfel/d.md");
  await syncAll(laptop, mac);
  assert.deepEqual(await textsOn(mac), {
    "Docs/a.md": "by the laptop\n",
    "Äpfel/d.md": "edited\n",
  });
  assert.deepEqual((await mac.sync()).saved, []);
  assert.equal(
    await world.git(world.remote, "ls-tree", "-r", "--name-only", "-z", "main"),
    "docs/a.md\0Äpfel/d.md\0",
  );
});

test("a folder that another machine spells anew does not go back and forth", async () => {
  await using pair = await tellPair({ "docs/a.md": "a\n", ".gitignore": "*.log\n" });
  const { world, laptop, mac } = pair;
  await mac.save({ "docs/own.log": "keeps the old folder\n" });
  await laptop.rename("docs", "Docs");
  await laptop.sync();
  const names = (await mac.sync()).received.map(({ path, from }) => [from, path]);
  assert.deepEqual(names, [["docs/a.md", "Docs/a.md"]]);
  await mac.write({ "docs/a.md": "edited\n" });
  assert.deepEqual((await mac.sync({ paths: ["docs/a.md"] })).saved, ["Docs/a.md"]);
  await laptop.sync();
  assert.deepEqual(await textsOn(laptop), { ".gitignore": "*.log\n", "Docs/a.md": "edited\n" });
  assert.equal(await mac.read("docs/own.log"), "keeps the old folder\n");
  await untilQuiet(world, [laptop]);
});

test("names that a clone could not tell apart: one is in the folder, and the other is named and stays as it is published", async () => {
  const published = { "Notes.md": "large\n", "notes.md": "small\n" };
  await using pair = await tellPair(published);
  const { world, laptop, mac } = pair;
  const first = await mac.sync();
  const [name] = Object.keys(await textsOn(mac)) as ["Notes.md" | "notes.md"];
  const other = name === "Notes.md" ? "notes.md" : "Notes.md";
  assert.deepEqual(first.notSynced, [{ path: other, reason: "name" }]);
  assert.deepEqual([first.saved, await mac.read(name)], [[], published[name]]);
  await mac.write({ [name]: "edited\n" });
  assert.deepEqual((await mac.sync({ paths: [name] })).saved, [name]);
  await laptop.sync();
  assert.deepEqual(await textsOn(laptop), { ...published, [name]: "edited\n" });
  await laptop.remove(other);
  await laptop.sync();
  assert.deepEqual((await mac.sync()).notSynced, []);
  assert.deepEqual(await textsOn(mac), { [name]: "edited\n" });
  await untilQuiet(world, [laptop, mac]);
});

test("names that a pull by hand could not tell apart: the deletion of one does not take the other", async () => {
  await using pair = await tellPair({ "Notes.md": "same\n" });
  const { world, laptop, mac } = pair;
  await mac.sync();
  await laptop.save({ "notes.md": "same\n" });
  await mac.git("pull", "--quiet");
  assert.equal((await mac.sync()).notSynced.length, 1);
  await laptop.remove("notes.md");
  await untilQuiet(world, [laptop, mac]);
  assert.deepEqual(await textsOn(mac), { "Notes.md": "same\n" });
});

test("a file that nobody but the user may change keeps its own spelling", async () => {
  await using pair = await tellPair({ "my.ini": "published\n" });
  const { laptop, mac } = pair;
  await mac.git("update-index", "--skip-worktree", "my.ini");
  await mac.save({ "my.ini": "own\n" });
  await mac.rename("my.ini", "My.ini");
  assert.deepEqual((await mac.sync()).saved, []);
  assert.deepEqual((await mac.sync({ paths: ["My.ini", "my.ini"] })).saved, []);
  await laptop.sync();
  assert.deepEqual(await textsOn(laptop), { "my.ini": "published\n" });
  assert.deepEqual(await textsOn(mac), { "My.ini": "own\n" });
});

test("a file and a folder that are one name there: one has its place, and the other follows by itself", async () => {
  await using pair = await tellPair({ "x.md": "x\n", "Old": "old\n" });
  const { world, laptop, mac } = pair;
  await mac.sync();
  const unplaced = async () => (await mac.sync()).notSynced.map(({ path }) => path).sort();
  // Both come at once; the folder, which may hold more, has the place.
  await laptop.save({ "HK": "file\n", "hk/a.md": "a\n", "hk/b/c.md": "c\n", "x.md": "x2\n" });
  assert.deepEqual(await unplaced(), ["HK"]);
  assert.deepEqual(await textsOn(mac), {
    "Old": "old\n",
    "hk/a.md": "a\n",
    "hk/b/c.md": "c\n",
    "x.md": "x2\n",
  });
  // A folder comes in the place of a file that is there.
  await laptop.save({ "old/d.md": "d\n", "x.md": "x3\n" });
  assert.deepEqual(await unplaced(), ["HK", "old/d.md"]);
  // More of both, and work of its own.
  await laptop.save({ "hk/e.md": "e\n", "old/f.md": "f\n", "Old": "old2\n" });
  assert.deepEqual(await unplaced(), ["HK", "old/d.md", "old/f.md"]);
  await mac.write({ "mine.md": "mine\n" });
  assert.deepEqual(await unplaced(), ["HK", "old/d.md", "old/f.md"]);
  assert.equal(await mac.read("Old"), "old2\n");
  assert.equal(await mac.read("hk/e.md"), "e\n");
  assert.equal(await mac.git("status", "--porcelain"), "");
  await laptop.sync();
  assert.equal(await laptop.read("mine.md"), "mine\n");
  assert.equal(await laptop.read("HK"), "file\n");
  await laptop.remove("Old", "hk");
  await laptop.sync();
  assert.deepEqual(await unplaced(), []);
  await untilQuiet(world, [laptop, mac]);
  assert.deepEqual(await textsOn(mac), await textsOn(laptop));
});
