// Files that git keeps with other bytes than the folder has: filters, line ends, and their attributes.

import assert from "node:assert/strict";
import { pushAll } from "../../support/by_hand.ts";
import { has } from "../../support/needs.ts";
import {
  copiesOn,
  copyOn,
  type Machine,
  machineOf,
  syncAll,
  tell,
  textsOn,
} from "../../support/story.ts";

/** A filter that turns letters: what is published cannot be read at a glance. */
async function setFilter(machine: Machine, changed: Readonly<Record<string, string>> = {}) {
  const turn = "tr a-zA-Z n-za-mN-ZA-M";
  for (
    const [key, value] of Object.entries({
      clean: turn,
      smudge: turn,
      required: "true",
      ...changed,
    })
  ) await machine.git("config", `filter.turn.${key}`, value);
}

const ATTRIBUTES = "*.secret filter=turn\n";

Deno.test("filtered files arrive in clear and are published filtered, until their attributes go together with a change of them", async () => {
  const { laptop, desktop, machines, quiet } = await tell({ ".gitattributes": ATTRIBUTES });
  for (const machine of machines) await setFilter(machine);
  await laptop.write({ "my.secret": "hello\n" });
  await quiet({ filtered: ["my.secret"] });
  assert.equal(await desktop.read("my.secret"), "hello\n");
  assert.equal(await laptop.git("cat-file", "blob", "HEAD:my.secret"), "uryyb");
  await desktop.write({ "my.secret": "edited\n" });
  await quiet({ filtered: ["my.secret"] });
  assert.equal(await laptop.read("my.secret"), "edited\n");
  await laptop.remove(".gitattributes");
  await laptop.write({ "my.secret": "in clear\n" });
  await quiet();
  assert.deepEqual(await textsOn(desktop), { "my.secret": "in clear\n" });
});

Deno.test("attributes that arrive together with their files leave nothing to commit", async () => {
  const { laptop, desktop, machines, quiet } = await tell({ "sub/old.secret": "byq\n" });
  for (const machine of machines) await setFilter(machine);
  await laptop.save({
    ".gitattributes": "*.txt text eol=crlf\n",
    "sub/.gitattributes": ATTRIBUTES,
    "lines.txt": "one\r\ntwo\r\n",
    "sub/new.secret": "new\n",
    "sub/old.secret": "edited\n",
  });
  await desktop.sync();
  assert.equal(await desktop.git("status", "--porcelain"), "");
  assert.equal(await desktop.read("sub/new.secret"), "new\n");
  assert.equal(await desktop.read("sub/old.secret"), "edited\n");
  assert.equal(await desktop.read("lines.txt"), "one\r\ntwo\r\n");
  assert.equal(await desktop.git("cat-file", "blob", "HEAD:lines.txt"), "one\ntwo");
  await quiet({ filtered: ["lines.txt", "sub/new.secret", "sub/old.secret"] });
});

Deno.test("a conflict on a filtered file keeps both versions in clear", async () => {
  const { laptop, desktop, machines, quiet } = await tell({ ".gitattributes": ATTRIBUTES });
  for (const machine of machines) await setFilter(machine);
  await laptop.write({ "my.secret": "laptop\n" });
  await desktop.write({ "my.secret": "desktop\n" });
  await syncAll(laptop, desktop);
  const copy = await copyOn(desktop);
  await quiet({ filtered: ["my.secret", copy] });
  assert.equal(await laptop.read("my.secret"), "laptop\n");
  assert.equal(await laptop.read(copy), "desktop\n");
});

Deno.test("a file whose required filter fails is left out and named, the others travel", async () => {
  const { laptop, desktop, quiet } = await tell({ ".gitattributes": ATTRIBUTES });
  await setFilter(laptop, { clean: "exit 1" });
  await setFilter(desktop);
  await laptop.write({
    "a.md": "a\n",
    "my.secret": "hello\n",
    "too.secret": "too\n",
    "z.md": "z\n",
  });
  const report = await laptop.sync();
  assert.deepEqual(report.saved, ["a.md", "z.md"]);
  assert.deepEqual(report.notSynced, [
    { path: "my.secret", reason: "filter" },
    { path: "too.secret", reason: "filter" },
  ]);
  await quiet({ besides: ["my.secret", "too.secret"] });
  assert.deepEqual((await desktop.names()).sort(), [".gitattributes", "a.md", "z.md"]);
  await setFilter(laptop);
  await quiet({ filtered: ["my.secret", "too.secret"] });
  assert.equal(await desktop.read("my.secret"), "hello\n");
});

Deno.test("a filter that nobody has called required counts as required, unless the user says otherwise", async () => {
  const { laptop, desktop } = await tell({ ".gitattributes": ATTRIBUTES });
  const broken = "nothing-of-this-name";
  for (
    const settings of [{ process: broken }, { clean: broken, smudge: "cat" }, { clean: broken }]
  ) {
    await laptop.git("config", "--remove-section", "filter.turn").catch(() => {});
    for (const [key, value] of Object.entries(settings)) {
      await laptop.git("config", `filter.turn.${key}`, value);
    }
    await laptop.write({ "my.secret": "in clear\n" });
    assert.deepEqual((await laptop.sync()).notSynced, [{ path: "my.secret", reason: "filter" }]);
  }
  // Without a smudge filter the bytes are taken as they are.
  await laptop.git("config", "filter.turn.clean", "tr a-z A-Z");
  await laptop.sync();
  await desktop.git("config", "filter.turn.clean", "cat");
  await desktop.sync();
  assert.equal(await desktop.read("my.secret"), "IN CLEAR\n");
  await desktop.git("config", "filter.turn.clean", broken);
  const edited = await desktop.save({ "a.md": "a\n", "my.secret": "edited\n" });
  assert.deepEqual(edited.saved, ["a.md"], "others go on");
  assert.deepEqual(edited.notSynced, [{ path: "my.secret", reason: "filter" }]);
  await desktop.git("config", "filter.turn.required", "false");
  assert.deepEqual((await desktop.sync()).notSynced, []);
  await laptop.sync();
  assert.equal(await laptop.read("my.secret"), "edited\n");
});

Deno.test("a file that its filter cannot write is named, the others arrive, and it is tried again", async () => {
  const { world, laptop, desktop, machines, quiet } = await tell({
    ".gitattributes": ATTRIBUTES,
    "a.md": "a\n",
  });
  for (const machine of machines) await setFilter(machine);
  await laptop.write({ "edited.secret": "one\n", "my.secret": "one\n", "z/my.secret": "one\n" });
  await quiet({ filtered: SECRETS });
  // As git-lfs does where its server lacks an object.
  const smudged = `${world.folder}/smudged`;
  const smudge =
    `tr a-zA-Z n-za-mN-ZA-M >${smudged}; ! grep missing ${smudged} >&2 && cat ${smudged}`;
  await setFilter(desktop, { smudge });
  await laptop.write({
    "a.md": "changed\n",
    "edited.secret": "missing\n",
    "my.secret": "missing\n",
    "new.secret": "missing\n",
    "own.secret": "missing\n",
    "z/my.secret": "two\n",
  });
  await laptop.remove(".gitattributes");
  await laptop.save({ ".gitattributes": `${ATTRIBUTES}# more\n` });
  const waiting = SECRETS.slice(0, 4).map((path) => ({ path, reason: "smudge filter" }));
  assert.deepEqual((await desktop.sync()).notSynced, waiting);
  assert.deepEqual(await textsOn(desktop), {
    ".gitattributes": `${ATTRIBUTES}# more\n`,
    "a.md": "changed\n",
    "edited.secret": "one\n",
    "my.secret": "one\n",
    "z/my.secret": "two\n",
  });
  // Neither the version before nor the absence of a file is published, not even when git looks at it again.
  await desktop.git("update-index", "--no-skip-worktree", "my.secret", "new.secret");
  await desktop.write({ "a.md": "of the desktop\n" });
  assert.deepEqual((await desktop.sync({ paths: ["a.md", "my.secret"] })).notSynced, waiting);
  await laptop.sync();
  assert.deepEqual([await laptop.read("my.secret"), await laptop.read("new.secret")], [
    "missing\n",
    "missing\n",
  ]);
  // Others go on; the filter works again; somebody has edited the version before.
  await desktop.write({ "edited.secret": "edited here\n", "own.secret": "written here\n" });
  await laptop.save({ "my.secret": "missing no more\n" });
  assert.deepEqual(
    (await desktop.sync()).notSynced.map(({ path }) => path).toSorted(),
    SECRETS.slice(0, 4),
  );
  await setFilter(desktop);
  const { notSynced, conflicts } = await desktop.sync();
  assert.deepEqual([notSynced, conflicts.map(({ path }) => path)], [[], ["edited.secret"]]);
  // The other one is found like any new file.
  const copies = await copiesOn(desktop);
  await quiet({ filtered: [...SECRETS, ...copies] });
  assert.deepEqual(await textsOn(laptop), {
    ".gitattributes": `${ATTRIBUTES}# more\n`,
    [copies[0]!]: "edited here\n",
    [copies[1]!]: "written here\n",
    "a.md": "of the desktop\n",
    "edited.secret": "missing\n",
    "my.secret": "missing no more\n",
    "new.secret": "missing\n",
    "own.secret": "missing\n",
    "z/my.secret": "two\n",
  });
});

const SECRETS = ["edited.secret", "my.secret", "new.secret", "own.secret", "z/my.secret"];

Deno.test("a filter process that cannot be started holds no other file back", async () => {
  const { laptop, desktop, quiet } = await tell({ ".gitattributes": ATTRIBUTES });
  await setFilter(laptop);
  // The shell may end before git has written to it, or after.
  await setFilter(desktop, { process: "read line; nothing-of-this-name" });
  await laptop.save({ "a.md": "a\n", "b.secret": "b\n", "c.secret": "c\n", "z.md": "z\n" });
  for (const _ of ["the update", "the next try"]) {
    const { notSynced } = await desktop.sync();
    assert.deepEqual(notSynced.map(({ path }) => path), ["b.secret", "c.secret"]);
  }
  assert.deepEqual(await desktop.names(), [".gitattributes", "a.md", "z.md"]);
  await desktop.git("config", "--unset", "filter.turn.process");
  await quiet({ filtered: ["b.secret", "c.secret"] });
});

for (const form of ["clean", "process"]) {
  Deno.test(`a filter whose program may not be run holds no other file back: ${form}`, async () => {
    const { world, laptop, desktop, quiet } = await tell({
      ".gitattributes": ATTRIBUTES,
      "a.md": "a\n",
    });
    for (const machine of [laptop, desktop]) await setFilter(machine);
    await laptop.write({ "b.secret": "b\n" });
    await quiet({ filtered: ["b.secret"] });
    // As on a volume that runs no programs.
    const program = `${world.folder}/program`;
    await Deno.writeTextFile(program, "#!/bin/sh\n", { mode: 0o644 });
    const settings = form === "clean" ? { clean: program, smudge: program } : { process: program };
    await setFilter(desktop, settings);
    await desktop.write({ "a.md": "edited\n", "b.secret": "edited\n", "c.secret": "c\n" });
    await laptop.save({ "d.secret": "d\n", "z.md": "z\n" });
    const { saved, notSynced } = await desktop.sync();
    assert.deepEqual(saved, ["a.md"]);
    assert.deepEqual(notSynced.map(({ path, reason }) => [path, reason]), [
      ["b.secret", "filter"],
      ["c.secret", "filter"],
      ["d.secret", "smudge filter"],
    ]);
    assert.equal(await desktop.read("z.md"), "z\n");
  });
}

Deno.test("where a filter fails for very many files, it is not tried with each of them", async () => {
  const secrets = Array.from({ length: 40 }, (_, at) => `${at + 10}.secret`);
  const { world, laptop, desktop, quiet } = await tell({ ".gitattributes": ATTRIBUTES });
  await setFilter(laptop);
  await setFilter(desktop, { smudge: `echo >>${world.folder}/tries; exit 1` });
  await laptop.save(Object.fromEntries([...secrets, "z.md"].map((name) => [name, `${name}\n`])));
  const { notSynced } = await desktop.sync({ remote: "ask" });
  assert.deepEqual(notSynced.map(({ path }) => path), secrets);
  assert.deepEqual(await desktop.names(), [".gitattributes", "z.md"]);
  // Once with the update, once when it tries again at its end.
  const tries = (await desktop.read("../tries")).length;
  assert.ok(tries <= 2 * 20, `${tries} tries`);
  await setFilter(desktop);
  await quiet({ filtered: secrets });
});

Deno.test("a machine with other line ends edits the same file", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\ntwo\n" }, "laptop");
  await Deno.writeTextFile(
    `${world.env.HOME}/.gitconfig`,
    "[core]\n\tautocrlf = true\n\tsafecrlf = true\n",
    { append: true },
  );
  await laptop.git("config", "core.autocrlf", "input");
  const desktop = machineOf(world, await world.clone("desktop"));
  assert.equal(await desktop.read("notes.md"), "one\r\ntwo\r\n");
  await desktop.save({ "notes.md": "one\r\nedited\r\n", "mixed.md": "one\r\ntwo\n" });
  await laptop.sync();
  assert.equal(await laptop.read("notes.md"), "one\nedited\n");
  await laptop.save({ "notes.md": "one\nedited\nthree\n" });
  await desktop.sync();
  assert.equal(await desktop.read("notes.md"), "one\r\nedited\r\nthree\r\n");
  assert.equal(await desktop.git("status", "--porcelain"), "");
  assert.deepEqual(await copiesOn(desktop), []);
});

Deno.test("a merge driver of the user has the last word", async () => {
  const { laptop, desktop, machines, quiet } = await tell({
    ".gitattributes": "*.log merge=both\n*.list merge=union\n",
    "a.log": "a\n",
    "b.list": "b\n",
  });
  for (const machine of machines) {
    await machine.git("config", "merge.both.driver", "echo merged by the driver >%A");
    await machine.write({ "a.log": `${machine.name}\n`, "b.list": `b\n${machine.name}\n` });
  }
  await laptop.sync();
  await quiet();
  assert.deepEqual(await copiesOn(desktop), []);
  assert.equal(await laptop.read("a.log"), "merged by the driver\n");
  assert.deepEqual((await laptop.read("b.list")).split("\n").sort(), [
    "",
    "b",
    "desktop",
    "laptop",
  ]);
});

for (
  const [where, isOwn] of [["tracked attributes", false], [
    "attributes of this machine",
    true,
  ]] as const
) {
  const kept = isOwn ? "is the user's word" : "drops no version";
  Deno.test(`a merge driver that takes one side for all ${kept} by ${where}`, async () => {
    const { laptop, desktop, machines, quiet } = await tell({
      "a.md": "a\n",
      "b.md": "1\n2\n3\n4\n",
    });
    for (const machine of machines) {
      await machine.git("config", "merge.ours.driver", "true");
      if (isOwn) await machine.write({ ".git/info/attributes": "* merge=ours\n" });
    }
    if (!isOwn) await desktop.write({ ".gitattributes": "* merge=ours\n" });
    await syncAll(desktop, laptop);
    // Of the second file one side has all changes of the other one.
    await desktop.save({ "a.md": "desktop\n", "b.md": "one\n2\n3\n4\n" });
    await laptop.save({ "a.md": "laptop\n", "b.md": "one\n2\n3\nfour\n" });
    await quiet();
    const texts = Object.values(await textsOn(desktop));
    assert.equal((await copiesOn(desktop)).length, isOwn ? 0 : 1);
    assert.equal(texts.includes("laptop\n") && texts.includes("desktop\n"), !isOwn);
    assert.equal(await desktop.read("b.md"), "one\n2\n3\nfour\n");
  });
}

Deno.test("pointers of git-lfs that lie about their size do no harm, and true ones mend it", {
  ignore: !has("git-lfs"),
}, async () => {
  const files = { "notes.md": "one\n", "a.bin": "a\n" };
  const { world, laptop, desktop, other } = await tell(files, "laptop", "desktop", "other");
  for (const machine of [laptop, desktop]) {
    await machine.git("lfs", "install", "--local", "--skip-repo");
  }
  await desktop.save({ ".gitattributes": "*.bin filter=lfs\n", "a.bin": "large\n" });
  await laptop.sync();
  const pointer = await world.git(world.remote, "show", "main:a.bin");
  const push = async (a: string, b: string, note: string) => {
    await other.git("pull", "--quiet");
    await other.write({ "a.bin": a, "b.bin": b, "notes.md": note });
    await pushAll(other);
  };
  for (const size of ["99999999999999", "3", "-5"]) {
    const lying = `${pointer.replace(/size \d+$/, `size ${size}`)}\n`;
    await push(lying, lying.replace(/sha256:\w+/, `sha256:${"0".repeat(64)}`), `${size}\n`);
    await laptop.sync();
    assert.equal(await laptop.read("notes.md"), `${size}\n`);
  }
  for (let times = 0; times < 3; times++) await laptop.sync();
  await push(`${pointer}\n`, `${pointer}\n`, "true\n");
  await laptop.sync();
  assert.deepEqual((await laptop.sync()).notSynced, []);
  assert.deepEqual(await textsOn(laptop), {
    ".gitattributes": "*.bin filter=lfs\n",
    "a.bin": "large\n",
    "b.bin": "large\n",
    "notes.md": "true\n",
  });
});

Deno.test("a file that could not be written comes also where the note of it is damaged", async () => {
  const { world, laptop, desktop, machines } = await tell({ "a.md": "a\n" });
  for (const machine of machines) {
    await machine.git("config", "filter.x.clean", "cat");
    await machine.git("config", "filter.x.smudge", machine === laptop ? "cat" : "false");
    await machine.git("config", "filter.x.required", "true");
  }
  await laptop.save({ ".gitattributes": "*.x filter=x\n", "f.x": "x\n" });
  assert.equal((await desktop.sync()).notSynced.length, 1);
  await desktop.write({ ".git/gitsyncbar/not-placed.json": "[garbage" });
  const app = machineOf(world, desktop.folder);
  assert.deepEqual((await app.sync()).notSynced.map(({ path }) => path), ["f.x"]);
  await app.git("config", "filter.x.smudge", "cat");
  assert.deepEqual((await app.sync()).notSynced, []);
  assert.equal(await app.read("f.x"), "x\n");
});
