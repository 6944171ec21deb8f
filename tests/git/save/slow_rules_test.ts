// Rules with which git does not come to an end: the look at the folder is ended and the line named, what is
// known by name is saved, and what mends the rules arrives.

import assert from "node:assert/strict";
import { problemSentence } from "../../../src/view/problems/problems.ts";
import { writeObject } from "../../support/raw_tree.ts";
import { type Machine, machineOf, tell } from "../../support/story.ts";
import type { World } from "../../support/world.ts";

const DEEP = `${"a/".repeat(70)}deep.md`;
const RULES = "*.pem\n";
const SLOW_IGNORE = `${RULES}${"**/a*/".repeat(10)}z\n`;
const PADDING = `${"#".repeat(1024 * 1024)}\n`;
const MANY_IGNORE = `${RULES}${
  Array.from({ length: 20_000 }, (_, at) => `**/a*/**/b${at}/\n`).join("")
}`;
const SLOW_ATTRIBUTES = `*.bin -text\n${"**/a*/".repeat(10)}z text\n`;

/** Publishes files on top of what the remote has, without a work tree; `undefined` removes one. */
async function publish(
  world: World,
  files: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const env = { GIT_INDEX_FILE: `${world.folder}/by-hand` };
  const git = async (args: string[], stdin = "") => {
    const { code, stdout, stderr } = await world.tryGit(world.remote, args, { env, stdin });
    assert.equal(code, 0, stderr);
    return stdout.trim();
  };
  await git(["read-tree", "main"]);
  const lines: string[] = [];
  for (const [name, text] of Object.entries(files)) {
    const oid = text === undefined ? undefined : await writeObject(world, "blob", text);
    lines.push(oid === undefined ? `0 ${"0".repeat(40)}\t${name}` : `100644 ${oid}\t${name}`);
  }
  await git(["update-index", "--index-info"], `${lines.join("\n")}\n`);
  const commit = await git(["commit-tree", await git(["write-tree"]), "-p", "main", "-m", "rules"]);
  await git(["update-ref", "refs/heads/main", commit]);
}

/** A machine that ends a look after a second. */
async function begin() {
  const story = await tell({ ".gitignore": RULES, "notes.md": "one\n" }, "laptop");
  const { world, machines: [{ folder }] } = story;
  const laptop = machineOf(world, folder, { scanMs: 1_000 });
  await laptop.save({ "key.pem": "secret\n" });
  return { world, laptop };
}

async function fails(machine: Machine, file: string, request = {}): Promise<readonly string[]> {
  const outcome = await machine.trySync(request);
  assert.ok(
    outcome.kind === "problem" && outcome.problem.kind === "slow rules",
    JSON.stringify(outcome),
  );
  assert.equal(outcome.problem.path, file, outcome.problem.detail);
  assert.match(
    problemSentence(outcome.problem),
    /^rules take git too long \(remove them, .+: line 2 of \.\w+ holds \*\* 10 times: \*\*\/a\*\//,
  );
  return outcome.report.saved;
}

function published(world: World, name: string): Promise<string> {
  return world.git(world.remote, "cat-file", "blob", `main:${name}`);
}

Deno.test("an ignore rule that does not end is named, edits go out meanwhile, and its removal arrives", async () => {
  const { world, laptop } = await begin();
  await laptop.save({ [DEEP]: "deep\n" });
  // It drops a rule, too: what that kept here must not go out.
  await publish(world, { ".gitignore": SLOW_IGNORE.replace(RULES, "\n"), "theirs.md": "theirs\n" });
  assert.deepEqual(await fails(laptop, ".gitignore"), []);
  assert.equal(await laptop.read("theirs.md"), "theirs\n");
  // A new file is judged by the rules of the last look that ended, too.
  await laptop.write({
    "notes.md": "two\n",
    "new.md": "new\n",
    "key.pem": "secret again\n",
    "fresh.pem": "secret\n",
  });
  const paths = ["notes.md", "new.md", "key.pem", "fresh.pem"];
  assert.deepEqual([...await fails(laptop, ".gitignore", { paths })].sort(), [
    "new.md",
    "notes.md",
  ]);
  assert.equal(await published(world, "new.md"), "new");
  await publish(world, { "came.md": "theirs\n", "came.pem": "theirs\n" });
  await fails(laptop, ".gitignore");
  await publish(world, { ".gitignore": RULES, "theirs.md": "mended\n" });
  await laptop.write({ "later.md": "later\n", "came.md": "mine\n", "came.pem": "secret\n" });
  const { notSynced } = await laptop.sync();
  assert.deepEqual(notSynced, [{ path: "came.pem", reason: "received" }]);
  assert.equal(await laptop.read("theirs.md"), "mended\n");
  assert.equal(await published(world, "later.md"), "later");
  assert.equal(await published(world, "came.md"), "mine");
  const sent = await world.git(world.remote, "ls-tree", "-r", "--name-only", "main");
  assert.deepEqual(sent.split("\n").filter((name) => name.endsWith(".pem")), ["came.pem"]);
  assert.equal(await published(world, "came.pem"), "theirs");
});

Deno.test("attributes that do not end are not received, edits go out meanwhile, and their removal arrives", async () => {
  const { world, laptop } = await begin();
  await publish(world, { ".gitattributes": SLOW_ATTRIBUTES, [DEEP]: "deep\n" });
  assert.deepEqual(await fails(laptop, ".gitattributes"), []);
  await laptop.write({ "notes.md": "two\n", "new.md": "new\n" });
  assert.deepEqual([...await fails(laptop, ".gitattributes")].sort(), ["new.md", "notes.md"]);
  assert.equal(await published(world, "new.md"), "new");
  await publish(world, { ".gitattributes": undefined });
  await laptop.sync();
  assert.equal(await laptop.read(DEEP), "deep\n");
  assert.equal(await laptop.git("status", "--porcelain"), "");
});

for (
  const [what, { text, file = ".gitignore", detail }] of Object.entries<
    { readonly text: string; readonly file?: string; readonly detail?: RegExp }
  >({
    "a rule in a file that is too large to be searched": { text: PADDING + SLOW_IGNORE },
    "very many rules": { text: MANY_IGNORE },
    "a rule in a tracked file of the user's rules": {
      text: SLOW_IGNORE,
      file: "mine",
      detail: /holds \*\* 10 times/,
    },
  })
) {
  Deno.test(`edits go out and a removal arrives where git does not end because of ${what}`, async () => {
    const { world, laptop } = await begin();
    await laptop.write({ [DEEP]: "deep\n", [file]: RULES });
    if (file !== ".gitignore") {
      await laptop.git("config", "core.excludesFile", laptop.path(file));
    }
    await laptop.sync();
    await publish(world, { [file]: text, "theirs.md": "theirs\n" });
    await laptop.write({ "notes.md": "two\n" });
    for (let at = 0; at < 2; at++) {
      const outcome = await laptop.trySync({ paths: ["notes.md"] });
      assert.ok(outcome.kind === "problem", JSON.stringify(outcome));
      assert.deepEqual(outcome.problem.kind, "slow rules");
      assert.match(outcome.problem.detail ?? "", detail ?? /^\.gitignore has too many rules$/);
    }
    assert.equal(await published(world, "notes.md"), "two");
    assert.equal(await laptop.read("theirs.md"), "theirs\n");
    await publish(world, { [file]: RULES, "theirs.md": "mended\n" });
    await laptop.sync();
    assert.equal(await laptop.read("theirs.md"), "mended\n");
    assert.ok(
      !(await world.git(world.remote, "ls-tree", "-r", "--name-only", "main")).includes("pem"),
    );
  });
}

/** Lets the index know all files, so that git has no reason to compare one with it. */
async function settled(laptop: Machine): Promise<void> {
  const long = new Date(1_000_000_000_000);
  await Deno.utime(laptop.path(DEEP), long, long);
  await laptop.git("update-index", "--refresh");
}

for (
  const [what, text] of Object.entries({
    "attributes that would not end": SLOW_ATTRIBUTES,
    "very many attributes": "**/a*/**/b text\n".repeat(60_000),
    "attributes in a file that is too large to be searched": PADDING + SLOW_ATTRIBUTES,
  })
) {
  Deno.test(`${what}, and are taken back before anybody meets them, stop nothing`, async () => {
    const { world, laptop } = await begin();
    // Bytes of its own here, so that it is looked into when it gives way.
    await laptop.git("config", "core.autocrlf", "true");
    await laptop.save({ [DEEP]: "deep\r\n" });
    await settled(laptop);
    await publish(world, { ".gitattributes": text });
    await laptop.sync();
    assert.ok((await laptop.read(".gitattributes")).replaceAll("\r", "") === text);
    // The attributes from before are asked who lost a filter by this.
    await publish(world, { ".gitattributes": undefined, [DEEP]: "theirs\n" });
    await laptop.write({ "notes.md": "two\n", "key.pem": "secret again\n" });
    assert.deepEqual((await laptop.sync()).saved, ["notes.md"]);
    assert.equal(await laptop.read(DEEP), "theirs\r\n");
    // The file that gave way is compared with the history at a later sync.
    for (let at = 0; at < 3; at++) assert.deepEqual((await laptop.sync()).notSynced, []);
  });
}

Deno.test("attributes that do not end and were pulled by hand hold back no edit of others, and their removal arrives", async () => {
  const { world, laptop } = await begin();
  const many = Object.fromEntries(
    Array.from({ length: 250 }, (_, at) => [`many/${at}.md`, "one\n"]),
  );
  await laptop.save({ [DEEP]: "deep\n", ...many });
  await settled(laptop);
  await publish(world, { ".gitattributes": SLOW_ATTRIBUTES });
  await laptop.git("pull", "--quiet", "--ff-only");
  await Deno.utime(laptop.path(DEEP), 1_100_000_000, 1_100_000_000);
  await laptop.write({ "notes.md": "two\n", "new.md": "new\n" });
  const paths = ["notes.md", "new.md"];
  assert.deepEqual([...await fails(laptop, ".gitattributes", { paths })].sort(), [
    "new.md",
    "notes.md",
  ]);
  assert.equal(await published(world, "new.md"), "new");
  // Also what no watcher names.
  await laptop.write({ "notes.md": "three\n" });
  assert.deepEqual(await fails(laptop, ".gitattributes"), ["notes.md"]);
  const mended = Object.fromEntries(Object.keys(many).map((name) => [name, "two\n"]));
  await publish(world, { ".gitattributes": undefined, [DEEP]: "theirs\n", ...mended });
  await laptop.sync();
  assert.equal(await laptop.read("many/7.md"), "two\n");
  assert.equal(await laptop.read(DEEP), "theirs\n");
  assert.equal(await laptop.git("status", "--porcelain"), "");
});
