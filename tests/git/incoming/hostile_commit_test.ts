// Commits whose texts are made to confuse whoever reads them: they are synced like any other.

import assert from "node:assert/strict";
import { openHistory } from "../../../src/engine/history/history.ts";
import { outcomeLines } from "../../../src/view/outcome.ts";
import { COMMIT_FIELD_BYTES, HOST_BYTES } from "../../../src/system/limits/commits.ts";
import { publishTree, treeOf, writeObject } from "../../support/raw_tree.ts";
import { published } from "../../support/running.ts";
import { tell, textsOn } from "../../support/story.ts";
import { settingsOf } from "../../support/syncer.ts";

const ID = "1a2b3c4d5e6f7081920a1b2c3d4e5f6071829304";
const SEPARATORS = `x\x01${ID}\x02${ID}\x02not a time\x02`;

/** What a commit says, and the machine that it is from in our eyes. */
const COMMITS: Readonly<
  Record<string, { readonly message: string; readonly author?: string; readonly host: string }>
> = {
  "separators in the subject": { message: `${SEPARATORS}\n`, host: "Somebody" },
  "separators in the trailer": { message: `one\n\nSynced-from: ${SEPARATORS}\n`, host: SEPARATORS },
  "separators in the author": {
    message: "one\n",
    author: SEPARATORS,
    host: SEPARATORS.slice(0, -1),
  },
  "a subject like a record": { message: `\x01${ID}\x02\n`, host: "Somebody" },
  "no message": { message: "", host: "Somebody" },
  "an empty trailer": { message: "one\n\nSynced-from: \n", host: "Somebody" },
  "two trailers": { message: "one\n\nSynced-from: a\nSynced-from: b\n", host: "b" },
  "a message of the Python app": { message: "host: old mac\n", host: "old mac" },
  "a trailer of 2 MB": {
    message: `one\n\nSynced-from: ${"ab://c:d".repeat(262_144)}\n`,
    host: "ab://c:d".repeat(262_144).slice(0, HOST_BYTES),
  },
  "a subject of 2 MB": {
    message: `host: ${"ab://c:d".repeat(262_144)}\n`,
    host: "ab://c:d".repeat(262_144).slice(0, HOST_BYTES),
  },
  "100,000 trailers": { message: `one\n\n${"Synced-from: a\n".repeat(100_000)}`, host: "a" },
};

Deno.test("a commit is synced and shown whatever its texts hold, and so are the ones beside it", async () => {
  const { world, laptop, desktop, quiet } = await tell({ "notes.md": "one\n" });
  let number = 0;
  for (const [about, { message, author, host }] of Object.entries(COMMITS)) {
    const name = `${++number}.md`;
    await publishTree(world, treeOf({ "notes.md": "one\n", [name]: about }), {
      message,
      ...(author === undefined ? {} : { author }),
    });
    // Both sides have something: the commit is read by a merge as well.
    await laptop.write({ "mine.md": `${number}\n` });
    const outcome = await laptop.trySync();
    assert.ok(outcome.kind === "synced", `${about}: ${JSON.stringify(outcome).slice(0, 500)}`);
    assert.equal(outcome.report.received.find(({ path }) => path === name)?.host, host, about);
    for (const line of outcomeLines(outcome)) assert.ok(line.length < 1_000, about);
  }
  // All of them at once.
  await desktop.sync();
  await quiet();
  assert.deepEqual(await textsOn(desktop), await textsOn(laptop));
  assert.equal((await desktop.names()).includes("mine.md"), true);
});

Deno.test("of a commit whose texts are megabytes long, the history has their beginning, and of those beside it all", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  const long = "grüße ".repeat(500_000);
  await publishTree(world, treeOf({ "notes.md": "two\n" }), {
    message: long,
    author: long.slice(0, 50_000),
  });
  await publishTree(world, treeOf({ "notes.md": "three\n" }), { message: "short" });
  await laptop.sync();
  await using history = await openHistory(settingsOf(world, laptop.folder));
  const { saves } = await history.saves({ limit: 10 });
  const [last, hostile] = saves;
  assert.equal(last!.subject, "short");
  assert.equal(hostile!.fileCount, 1);
  for (const text of [hostile!.subject, hostile!.host]) {
    assert.ok(text.startsWith("grüße ") && text.length <= COMMIT_FIELD_BYTES, String(text.length));
  }
});

/** What a commit has after its tree and parent, and the machine that it is from in our eyes. */
const RAW: Readonly<Record<string, { readonly raw: string; readonly host: string }>> = {
  "no author": { raw: "committer C <c> 1 +0000\n\none\n", host: "unknown" },
  "no time": { raw: "author A <a>\ncommitter C <c>\n\none\n", host: "A" },
  "a time of twenty digits": {
    raw: `author A <a> ${"9".repeat(20)} +0000\ncommitter C <c> ${"9".repeat(20)} +0000\n\none\n`,
    host: "A",
  },
  "a time before 1970": {
    raw: "author A <a> -99999999999999 +0000\ncommitter C <c> -99999999999999 +0000\n\none\n",
    host: "A",
  },
  "a NUL in the author and in the subject": {
    raw: "author A\0B <a> 1 +0000\ncommitter C <c> 1 +0000\n\none\0two\n",
    host: "unknown",
  },
  "an encoding in which NUL can be written": {
    raw: "author A <a> 1 +0000\ncommitter C <c> 1 +0000\nencoding UTF-7\n\none+AAA-two\n",
    host: "A",
  },
  "an encoding of two bytes a letter": {
    raw: "author A <a> 1 +0000\ncommitter C <c> 1 +0000\nencoding UTF-16\n\none\n",
    host: "unknown",
  },
  "no words at all": { raw: "\n", host: "unknown" },
};

Deno.test("a commit that no git process would make is synced, and the next one as well", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  let number = 0;
  for (const [about, { raw, host }] of Object.entries(RAW)) {
    const name = `${++number}.md`;
    const good = await publishTree(world, treeOf({ "notes.md": "one\n", [name]: about }));
    const tree = await world.git(world.remote, "rev-parse", `${good}^{tree}`);
    const parent = await world.git(world.remote, "rev-parse", `${good}^`);
    const oid = await writeObject(world, "commit", `tree ${tree}\nparent ${parent}\n${raw}`);
    await world.git(world.remote, "update-ref", "refs/heads/main", oid);
    await laptop.write({ "mine.md": `${number}\n` });
    const outcome = await laptop.trySync();
    assert.ok(outcome.kind === "synced", `${about}: ${JSON.stringify(outcome).slice(0, 500)}`);
    assert.equal(outcome.report.received.find(({ path }) => path === name)?.host, host, about);
  }
});

Deno.test("a time that a commit-graph cannot hold hides nothing that came before it", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  await laptop.sync();
  const first = await laptop.git("rev-parse", "HEAD");
  await laptop.save({ "notes.md": "two\n" });
  // A published commit that was rewritten stays in the reflog: it is looked for whenever both sides have something.
  await laptop.git("commit", "--quiet", "--amend", "-m", "amended");
  await laptop.sync();
  const good = await publishTree(world, treeOf({ "notes.md": "three\n" }));
  const [tree, parent] = ["^{tree}", "^"].map((part) => `${good}${part}`);
  const late = `<a> ${2 ** 34 + 5} +0000`;
  const lines = [
    `tree ${await world.git(world.remote, "rev-parse", tree!)}`,
    `parent ${await world.git(world.remote, "rev-parse", parent!)}`,
    ...[`author A ${late}`, `committer A ${late}`, "", "late", ""],
  ];
  const oid = await writeObject(world, "commit", lines.join("\n"));
  await world.git(world.remote, "update-ref", "refs/heads/main", oid);
  await laptop.sync();
  await laptop.save({ "mine.md": "mine\n" });
  await laptop.git("commit-graph", "write", "--reachable");
  await publishTree(world, treeOf({ "mine.md": "mine\n", "notes.md": "four\n" }));
  await laptop.save({ "mine.md": "both\n" });
  assert.deepEqual(await textsOn(laptop), { "mine.md": "both\n", "notes.md": "four\n" });
  // It would be taken in again.
  const subjects = (await laptop.git("log", "--format=%s")).split("\n");
  assert.equal(subjects.filter((subject) => subject.startsWith("Rewritten history")).length, 1);
  await using history = await openHistory(settingsOf(world, laptop.folder));
  assert.equal((await history.save(first)).id, first);
  assert.equal((await history.versions("notes.md")).length, 5);
});

Deno.test("a link that no disk holds is named, and everything else is received and sent", async () => {
  const { world, laptop } = await tell({ "a.md": "a\n" }, "laptop");
  await laptop.sync();
  const links = { "to nothing": { link: "" }, "too far": { link: "x/".repeat(3000) } };
  await publishTree(world, treeOf({ "a.md": "b\n", ...links, "z.md": "z\n" }));
  const { notSynced } = await laptop.save({ "own.md": "own\n" });
  assert.deepEqual(notSynced.map(({ path, reason }) => [path, reason]), [
    ["to nothing", "name"],
    ["too far", "name"],
  ]);
  assert.deepEqual(await laptop.names(), ["a.md", "own.md", "z.md"]);
  assert.equal(await published(world, "own.md"), "own\n");
  // Nobody has deleted them.
  await laptop.sync();
  assert.match(await world.git(world.remote, "ls-tree", "main"), /120000 .*to nothing/);
});
