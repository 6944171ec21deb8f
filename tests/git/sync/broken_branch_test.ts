// A host whose branch leads to something else than a commit with its history: the remote is named, no clone of it
// is advised, nothing is lost, and all goes on when the remote is well again.

import assert from "node:assert/strict";
import { join } from "node:path";
import { publishTree, treeOf } from "../../support/raw_tree.ts";
import { tell, textsOn } from "../../support/story.ts";
import type { World } from "../../support/world.ts";

const BRANCH = "refs/heads/main";

/** Spoils the remote in ways that only its own disk or its owner can. */
const SPOILED: Readonly<Record<string, (world: World) => Promise<void>>> = {
  "a tag of its newest commit": (world) => tag(world, "main"),
  "a tag of another commit": (world) => tag(world, "main^"),
  "a file": async (world) =>
    await write(world, BRANCH, await world.git(world.remote, "rev-parse", "main:notes.md")),
  "a folder": async (world) =>
    await write(world, BRANCH, await world.git(world.remote, "rev-parse", "main^{tree}")),
  "the id of nothing": (world) => write(world, BRANCH, "0".repeat(40)),
  "a commit whose history was cut off": async (world) => {
    await publishTree(world, treeOf({ "notes.md": "four\n" }));
    await write(world, "shallow", await publishTree(world, treeOf({ "notes.md": "five\n" })));
  },
  "a commit, beside a branch that leads to nothing": (world) =>
    write(world, "refs/heads/other", "1".repeat(40)),
};

async function tag({ remote, git }: World, commit: string): Promise<void> {
  await git(remote, "tag", "--annotate", "-m", "t", "t", commit);
  await Deno.writeTextFile(join(remote, BRANCH), `${await git(remote, "rev-parse", "t")}\n`);
}

async function write({ remote }: World, name: string, oid: string): Promise<void> {
  await Deno.writeTextFile(join(remote, name), `${oid}\n`);
}

for (const [about, spoil] of Object.entries(SPOILED)) {
  Deno.test(`the remote is to blame where its branch is ${about}`, async () => {
    const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
    await laptop.save({ "notes.md": "two\n" });
    await laptop.save({ "notes.md": "three\n" });
    await world.git(world.folder, "clone", "--quiet", "--mirror", world.remote, "well.git");
    await spoil(world);
    for (const name of ["a.md", "b.md"]) {
      await laptop.write({ [name]: "mine\n" });
      const outcome = await laptop.trySync();
      assert.equal(outcome.kind === "problem" && outcome.problem.kind, "remote damaged");
      assert.deepEqual(outcome.report.saved, [name]);
    }
    await Deno.remove(world.remote, { recursive: true });
    await Deno.rename(join(world.folder, "well.git"), world.remote);
    await laptop.sync();
    const files = { "a.md": "mine\n", "b.md": "mine\n", "notes.md": "three\n" };
    assert.deepEqual(await textsOn(laptop), files);
    const published = await world.git(world.remote, "ls-tree", "-r", "--name-only", "main");
    assert.deepEqual(published.split("\n"), Object.keys(files));
  });
}
