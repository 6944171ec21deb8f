// Every name that a file can have reaches the other machine.

import assert from "node:assert/strict";
import { copiesOn, machineOf, tell, textsOn } from "../support/story.ts";
import { untilQuiet } from "../support/quiet.ts";
import type { World } from "../support/world.ts";

const NAMES = [
  "with space",
  " space at both ends ",
  'quo"te',
  "apos'trophe",
  "new\nline",
  "new\nfolder/tab\there",
  "star*",
  "*",
  "quest?ion",
  "[a]",
  "back\\slash",
  "-dash",
  "--all",
  ":colon",
  ":(top)magic",
  "!bang",
  "#hash",
  "~tilde",
  "$HOME",
  "`ls`",
  "per%20cent",
  "\u0001control",
  "caf\u00e9",
  "cafe\u0301",
  "🎉/日本語.md",
  "con",
  "a.b.c.d",
  "..dots",
  "...",
  "e/x/c/l/u/d/e",
  `${"long".repeat(62)}.md`,
];

Deno.test("names with signs of every kind arrive, are edited, conflict and go away", async () => {
  await using story = await tell({ "notes.md": "one\n" }, "laptop", "desktop");
  const [laptop, desktop] = story.machines;
  const texts = (text: string) =>
    Object.fromEntries(NAMES.map((name) => [name, `${text} ${name}\n`]));
  await laptop.write(texts("new"));
  await story.quiet();
  assert.deepEqual(await textsOn(desktop), { "notes.md": "one\n", ...texts("new") });

  await desktop.write(texts("edited"));
  await story.quiet();
  assert.deepEqual(await textsOn(laptop), { "notes.md": "one\n", ...texts("edited") });

  await laptop.write(texts("laptop"));
  await desktop.write(texts("desktop"));
  await laptop.sync();
  const { conflicts } = await desktop.sync();
  assert.deepEqual(conflicts.length, NAMES.length);
  await story.quiet();
  const copies = await copiesOn(laptop);
  const found = Object.values(await textsOn(laptop)).sort();
  assert.deepEqual(
    found,
    ["one\n", ...Object.values(texts("laptop")), ...Object.values(texts("desktop"))].sort(),
  );

  await laptop.remove(...copies, ...NAMES);
  await laptop.sync({ confirmDeletion: true });
  await story.quiet();
  assert.deepEqual(await textsOn(desktop), { "notes.md": "one\n" });
});

Deno.test("paths that the watcher names are taken literally", async () => {
  await using story = await tell({ "starfish": "one\n", "a.md": "a\n" }, "laptop", "desktop");
  const [laptop, desktop] = story.machines;
  await laptop.sync();
  await laptop.write({ "starfish": "not named\n", "a.md": "not named\n" });
  for (const name of ["star*", ":(top)", "-dash", "[a].md", 'quo"te', "new\nline"]) {
    await laptop.write({ [name]: "text\n" });
    assert.deepEqual((await laptop.sync({ paths: [name], remote: "send" })).saved, [name]);
  }
  await laptop.remove("star*");
  assert.deepEqual((await laptop.sync({ paths: ["star*"], remote: "send" })).saved, ["star*"]);
  assert.equal(await laptop.git("status", "--porcelain"), "M a.md\n M starfish");
  await story.quiet();
  assert.equal(await desktop.read("starfish"), "not named\n");
});

/** Bytes that are no UTF-8, as git names them in a test: one character per byte. */
const ODD = "odd\xff.md";

/** A person publishes `content` (or nothing) under the odd name, with raw git alone. */
async function publishOdd(world: World, content: string | undefined): Promise<void> {
  const seed = `${world.folder}/seed`;
  await world.git(seed, "pull", "--quiet");
  const { stdout } = await world.tryGit(seed, ["hash-object", "-w", "--stdin"], {
    stdin: content ?? "",
  });
  const oid = content === undefined ? "0".repeat(40) : stdout.trim();
  await world.tryGit(seed, ["update-index", "-z", "--index-info"], {
    stdin: `${content === undefined ? "0" : "100644"} ${oid}\t${ODD}\0`,
  });
  await world.git(seed, "commit", "--quiet", "-m", "odd");
  await world.git(seed, "push", "--quiet");
}

/** What stands under the odd name in a folder; only a program that takes bytes can read it. */
async function readOdd(folder: string): Promise<string> {
  const { stdout } = await new Deno.Command("sh", { args: ["-c", "cat odd*"], cwd: folder })
    .output();
  return new TextDecoder().decode(stdout);
}

Deno.test("a new file whose name is not UTF-8 arrives", async () => {
  await using story = await tell({ "notes.md": "one\n" }, "laptop", "desktop");
  const [laptop] = story.machines;
  await publishOdd(story.world, "odd\n");
  assert.deepEqual((await laptop.sync()).notSynced, []);
  assert.equal(await readOdd(laptop.folder), "odd\n");
  assert.equal(await laptop.git("status", "--porcelain"), "");
  await story.quiet();
});

Deno.test("a file whose name is not UTF-8 is published from here too", async () => {
  await using story = await tell({ "notes.md": "one\n" }, "laptop", "desktop");
  const [laptop, desktop] = story.machines;
  const sh = "printf 'odd\\n' >\"$(printf 'odd\\377.md')\"";
  await new Deno.Command("sh", { args: ["-c", sh], cwd: laptop.folder }).output();
  await story.quiet();
  assert.equal(await readOdd(desktop.folder), "odd\n");
});

Deno.test("a changed file whose name is not UTF-8 is named as not synced and stays published", async () => {
  await using story = await tell({ "notes.md": "one\n" }, "laptop");
  const { world, machines: [laptop] } = story;
  await publishOdd(world, "odd\n");
  await laptop.sync();
  await publishOdd(world, "changed\n");
  const notSynced = [{ path: "odd\ufffd.md", reason: "name" }];
  assert.deepEqual((await laptop.sync()).notSynced, notSynced);
  assert.equal(await readOdd(laptop.folder), "odd\n");

  await laptop.write({ "other.md": "other\n" });
  const report = await laptop.sync();
  assert.deepEqual(report.saved, ["other.md"]);
  const blobs = await world.git(world.remote, "ls-tree", "-z", "main", "--format=%(objectname)");
  const changed = await world.tryGit(world.remote, ["hash-object", "--stdin"], {
    stdin: "changed\n",
  });
  assert.ok(blobs.split("\0").includes(changed.stdout.trim()), "the published version changed");

  const restarted = machineOf(world, laptop.folder);
  assert.deepEqual((await restarted.sync()).notSynced, notSynced, "after a restart");

  const anna = machineOf(world, await world.clone("anna"));
  await anna.write({ "anna.md": "anna\n" });
  await anna.sync();
  assert.deepEqual((await laptop.sync()).notSynced, notSynced);
  await untilQuiet(world, [anna, laptop]);
});
