// Rules with which git does not come to an end: the look at the folder is ended and the line named, what is
// known by name is saved, and what mends the rules arrives.

import assert from "node:assert/strict";
import { failureSentence } from "../../../src/view/sentences.ts";
import { writeObject } from "../../support/raw_tree.ts";
import { type Machine, machineOf, tell } from "../../support/story.ts";
import type { World } from "../../support/world.ts";

const DEEP = `${"a/".repeat(70)}deep.md`;
const RULES = "*.pem\n";
const SLOW_IGNORE = `${RULES}${"**/a*/".repeat(10)}z\n`;
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
  await laptop.write({ "key.pem": "secret\n" });
  await laptop.sync();
  return { story, world, laptop };
}

async function fails(machine: Machine, file: string, request = {}): Promise<readonly string[]> {
  const outcome = await machine.trySync(request);
  assert.ok(outcome.kind === "failed", JSON.stringify(outcome));
  const { kind, path } = outcome.failure;
  assert.deepEqual({ kind, path }, { kind: "slow rules", path: file }, outcome.failure.detail);
  assert.match(
    failureSentence(outcome.failure),
    /^git does not come to an end with a rule \(take that line out, .+: line 2 of \.\w+ holds \*\* 10 times: \*\*\/a\*\//,
  );
  return outcome.report.saved;
}

function published(world: World, name: string): Promise<string> {
  return world.git(world.remote, "cat-file", "blob", `main:${name}`);
}

Deno.test("an ignore rule that does not end is named, edits go out meanwhile, and its removal arrives", async () => {
  const { story, world, laptop } = await begin();
  await using _ = story;
  await laptop.write({ [DEEP]: "deep\n" });
  await laptop.sync();
  // It drops a rule, too: what that kept here must not go out.
  await publish(world, { ".gitignore": SLOW_IGNORE.replace(RULES, "\n"), "theirs.md": "theirs\n" });
  assert.deepEqual(await fails(laptop, ".gitignore"), []);
  assert.equal(await laptop.read("theirs.md"), "theirs\n");
  await laptop.write({ "notes.md": "two\n", "new.md": "new\n", "key.pem": "secret again\n" });
  const paths = ["notes.md", "new.md", "key.pem"];
  assert.deepEqual([...await fails(laptop, ".gitignore", { paths })].sort(), [
    "new.md",
    "notes.md",
  ]);
  assert.equal(await published(world, "new.md"), "new");
  await publish(world, { ".gitignore": RULES, "theirs.md": "mended\n" });
  await laptop.write({ "later.md": "later\n" });
  await laptop.sync();
  assert.equal(await laptop.read("theirs.md"), "mended\n");
  assert.equal(await published(world, "later.md"), "later");
  assert.ok(
    !(await world.git(world.remote, "ls-tree", "-r", "--name-only", "main")).includes("pem"),
  );
});

Deno.test("attributes that do not end are not received, edits go out meanwhile, and their removal arrives", async () => {
  const { story, world, laptop } = await begin();
  await using _ = story;
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
