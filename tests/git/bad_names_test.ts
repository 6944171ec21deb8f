// Names that git refuses, as they lead out of the folder or into its git folder, and names that the
// volume cannot hold.

import assert from "node:assert/strict";
import { gitPath } from "../../src/git/path.ts";
import { tell, textsOn } from "../support/story.ts";
import type { World } from "../support/world.ts";

/** Publishes a commit that holds a file of this name in a folder, and `ok.md` beside it. */
async function publish(world: World, folder: string, name: string): Promise<void> {
  const seed = `${world.folder}/seed`;
  const make = async (args: string[], stdin: string) =>
    (await world.tryGit(seed, args, { stdin: gitPath(stdin) })).stdout.trim();
  const blob = await make(["hash-object", "-w", "--stdin"], "file\n");
  const files = [name, "ok.md"].map((name) => `100644 blob ${blob}\t${name}\n`).join("");
  const inner = await make(["mktree"], files);
  const entries = await world.git(seed, "ls-tree", "HEAD");
  const tree = await make(["mktree"], `${entries}\n040000 tree ${inner}\t${folder}\n`);
  const commit = await make(["commit-tree", tree, "-p", "HEAD"], "evil");
  await world.git(seed, "push", "--quiet", "--force", "origin", `${commit}:refs/heads/main`);
}

const BAD = [".git/config", ".GIT/config", "git~1/config", "sub/.git", "sub/.."];

Deno.test("a commit with names that git refuses is not written, and local work stays", async () => {
  await using story = await tell({ "notes.md": "one\n" }, "laptop");
  const { world, machines: [laptop] } = story;
  await world.git(world.folder, "config", "--global", "core.protectNTFS", "true");
  await world.git(world.folder, "config", "--global", "core.protectHFS", "true");
  const config = await laptop.read(".git/config");
  for (const path of BAD) {
    const [folder, name] = path.split("/");
    await publish(world, folder!, name!);
    const outcome = await laptop.trySync();
    assert.equal(outcome.kind === "failed" && outcome.failure.kind, "badName", path);
    assert.deepEqual(await textsOn(laptop), { "notes.md": "one\n" });
    assert.equal(await laptop.read(".git/config"), config);
    assert.equal(await laptop.git("status", "--porcelain", "-uno"), "");
  }
  await laptop.write({ "notes.md": "mine\n" });
  const outcome = await laptop.trySync();
  assert.equal(outcome.kind === "failed" && outcome.failure.kind, "badName", "also to merge it");
  assert.deepEqual(outcome.report.saved, ["notes.md"]);
  assert.equal(await laptop.read(".git/config"), config);
});

Deno.test("a file whose name is too long for the volume is named, all others arrive", async () => {
  await using story = await tell({ "notes.md": "one\n" }, "laptop");
  const { world, machines: [laptop] } = story;
  // A Mac takes it: it counts letters, not bytes.
  const long = `${"\u65e5".repeat(100)}.md`;
  await publish(world, "sub", long);
  const notSynced = [{ path: `sub/${long}`, reason: "name" }];
  assert.deepEqual((await laptop.sync()).notSynced, notSynced);
  await laptop.write({ "notes.md": "two\n" });
  assert.deepEqual((await laptop.sync()).saved, ["notes.md"]);
  const published = await world.git(world.remote, "ls-tree", "-r", "-z", "--name-only", "main");
  assert.deepEqual(published.split("\0").filter(Boolean), ["notes.md", "sub/ok.md", `sub/${long}`]);
  assert.deepEqual(await textsOn(laptop), { "notes.md": "two\n", "sub/ok.md": "file\n" });
});
