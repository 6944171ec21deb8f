// The app's own files inside of the folder: never published, never received, whatever their names are.

import assert from "node:assert/strict";
import { ageDisplaced } from "../../support/displaced.ts";
import { join } from "node:path";
import { type Node, publishTree, treeOf } from "../../support/raw_tree.ts";
import { type Machine, machineOf, tell } from "../../support/story.ts";
import { elsewhere } from "../../support/volumes.ts";
import type { World } from "../../support/world.ts";

const HOOK: Node = { program: "#!/bin/sh\ntouch pwned\n" };

/** The paths that the remote has. */
async function publishedIn(world: World): Promise<string[]> {
  const names = await world.git(world.remote, "ls-tree", "-r", "-z", "--name-only", "main");
  return names.split("\0").filter(Boolean).sort();
}

const notSyncedBy = async (machine: Machine) =>
  (await machine.sync()).notSynced.map(({ path, reason }) => `${path}: ${reason}`).sort();

Deno.test("reserved names of others are not placed, are said, stay published, and all else arrives", async () => {
  const { world, laptop, quiet } = await tell({ "notes.md": "one\n" }, "laptop");
  const reserved = {
    ".GITSYNCBAR-a": { link: "/etc" },
    ".g\u200citsyncbar-b": "b\n",
    ".gitsyncbar-c": { tree: treeOf({ "d.md": "d\n" }) },
    ".gitsyncbar-g": { gitlink: "1".repeat(40) },
    "gitsyn~1": "e\n",
    "sub": { tree: treeOf({ ".gitsyncbar-f": "f\n", "ok.md": "ok\n" }) },
  };
  const paths = [
    ".GITSYNCBAR-a",
    ".gitsyncbar-c/d.md",
    ".gitsyncbar-g",
    ".g\u200citsyncbar-b",
    "gitsyn~1",
    "sub/.gitsyncbar-f",
  ];
  await publishTree(world, treeOf({ ...reserved, "notes.md": "two\n" }));
  const said = paths.map((path) => `${path}: own place`).sort();
  assert.deepEqual(await notSyncedBy(laptop), said);
  assert.deepEqual(await laptop.names(), ["notes.md", "sub/ok.md"]);
  // Neither a save by names nor one of the whole folder deletes them or publishes others.
  await laptop.write({ ".gitignore": "!.gitsyncbar-*\n", ".gitsyncbar-mine/x": "mine\n" });
  assert.deepEqual(await notSyncedBy(laptop), said);
  await laptop.write({ "notes.md": "three\n", ".gitsyncbar-mine/y": "mine\n" });
  await laptop.sync({ paths: ["notes.md", ".gitsyncbar-mine/y"] });
  const published = [...paths, ".gitignore", "notes.md", "sub/ok.md"].sort();
  assert.deepEqual(await publishedIn(world), published);
  assert.equal(await laptop.git("status", "--porcelain", "--", "notes.md"), "");
  // Changed and deleted by others, they are nothing to place or to delete either.
  await Deno.remove(laptop.path(".gitsyncbar-mine"), { recursive: true });
  await publishTree(world, treeOf({ ".GITSYNCBAR-a": HOOK, "notes.md": "four\n" }));
  assert.deepEqual(await notSyncedBy(laptop), [".GITSYNCBAR-a: own place"]);
  assert.deepEqual(await laptop.names(), ["notes.md"]);
  await quiet({ besides: [".GITSYNCBAR-a"] });
});

for (const place of [".dotfiles", "sub/store"]) {
  Deno.test(`a git folder at ${place} is neither synced nor received into`, async () => {
    const { world, laptop } = await tell({ "notes.md": "one\n", "sub/a.md": "a\n" }, "laptop");
    await Deno.rename(laptop.path(".git"), laptop.path(place));
    await laptop.write({ ".git": `gitdir: ${laptop.path(place)}\n` });
    assert.deepEqual((await laptop.save({ "notes.md": "two\n" })).saved, ["notes.md"]);
    await laptop.write({ "notes.md": "three\n" });
    const paths = ["notes.md", `${place}/index`, `${place}/HEAD`];
    assert.deepEqual((await laptop.sync({ paths })).saved, ["notes.md"]);
    assert.deepEqual((await laptop.sync()).saved, []);
    assert.deepEqual(await publishedIn(world), ["notes.md", "sub/a.md"]);

    const [top, below] = place.split("/");
    const hooks = { tree: treeOf({ "hooks": { tree: treeOf({ "pre-push": HOOK }) } }) };
    const inside: Node = below === undefined ? hooks : { tree: treeOf({ [below]: hooks }) };
    await publishTree(world, treeOf({ [top!]: inside, "notes.md": "four\n" }));
    await laptop.sync();
    assert.equal(await laptop.read("notes.md"), "four\n");
    const hook = laptop.path(`${place}/hooks/pre-push`);
    await assert.rejects(Deno.lstat(hook), Deno.errors.NotFound);
    // A file in the place of the folder, or of one that leads to it.
    for (const node of ["text\n", { link: "/etc" }, { gitlink: "1".repeat(40) }] as const) {
      await publishTree(world, treeOf({ [top!]: node, "notes.md": "five\n" }));
      assert.deepEqual(await notSyncedBy(laptop), [`${top}: own place`]);
    }
    assert.equal(await laptop.read("notes.md"), "five\n");
    await laptop.save({ "notes.md": "six\n" });
    assert.deepEqual(await publishedIn(world), [top, "notes.md"].sort());
    assert.ok((await Deno.lstat(laptop.path(place))).isDirectory);
  });
}

Deno.test("configuration, state, log and sockets in the folder are not synced, whatever was published", async () => {
  const { world, laptop: { folder, path, write } } = await tell({
    "notes.md": "one\n",
    "state/log": "old\n",
  }, "laptop");
  // The way to the configuration leads through a link, and its file is one.
  await write({ "dot/real.json": "password\n", "config/certs/client.key": "key\n" });
  await Deno.symlink("../dot/real.json", path("config/config.json"));
  await Deno.symlink(folder, join(world.folder, "my home"));
  const home = (name: string) => join(world.folder, "my home", name);
  const ownFiles = [home("config/config.json"), home("config"), home("state"), home("run/socket")];
  const laptop = machineOf(world, folder, { ownFiles });
  await write({ "state/log": "new\n", "state/state.json": "{}\n", "notes.md": "two\n" });
  const first = await laptop.sync();
  assert.deepEqual(first.saved, ["notes.md"]);
  assert.deepEqual(first.notSynced, [{ path: "state", reason: "own place" }]);
  await write({ "run/socket": "s\n", "dot/other.md": "o\n" });
  const paths = ["run/socket", "dot/other.md", "dot/real.json", "state/log"];
  assert.deepEqual((await laptop.sync({ paths })).saved, ["dot/other.md"]);
  await laptop.remove("state/log", "config/config.json");
  assert.deepEqual((await laptop.save({ "notes.md": "three\n" })).saved, ["notes.md"]);
  assert.deepEqual(await publishedIn(world), ["dot/other.md", "notes.md", "state/log"]);
  // Elsewhere the files that wait for a place get it.
  await publishTree(
    world,
    treeOf({ "config": { tree: treeOf({ "config.json": "theirs\n" }) }, "notes.md": "four\n" }),
  );
  assert.deepEqual(await notSyncedBy(laptop), ["config/config.json: own place"]);
  await laptop.remove("config");
  const moved = machineOf(world, folder);
  assert.deepEqual(await notSyncedBy(moved), []);
  assert.equal(await moved.read("config/config.json"), "theirs\n");
});

Deno.test("what waits in a scratch folder is not listed when somebody else's rules name it", async () => {
  const { world, laptop: { folder }, desktop } = await tell({ "notes.md": "one\n" });
  const laptop = machineOf(world, folder, { volume: elsewhere });
  await laptop.sync();
  await desktop.save({ "notes.md": "two\n" });
  await laptop.sync();
  const waiting = async () =>
    (await laptop.names()).filter((name) => name.startsWith(".gitsyncbar-"));
  assert.equal((await waiting()).length, 1);
  await desktop.save({ ".gitignore": "!.gitsyncbar-*\n", "notes.md": "three\n" });
  assert.deepEqual((await laptop.sync()).notSynced, []);
  assert.notDeepEqual(await waiting(), []);
  assert.deepEqual((await laptop.sync()).notSynced, []);
  ageDisplaced(laptop.path(".git"));
  await laptop.sync();
  assert.deepEqual(await waiting(), []);
  assert.deepEqual(await publishedIn(world), [".gitignore", "notes.md"]);
});

Deno.test("the app's own files that git by hand has staged are not published", async () => {
  const { world, laptop: { folder, path, git, write, remove } } = await tell({
    "notes.md": "one\n",
    "state/log": "old\n",
  }, "laptop");
  const laptop = machineOf(world, folder, { ownFiles: [path("state")] });
  const files = [".gitsyncbar-1/aside", ".gitsyncbar-1/gone", "state/log", "state/new"];
  await write(Object.fromEntries(files.map((name) => [name, "mine\n"])));
  await git("add", "--force", "--all");
  await remove(".gitsyncbar-1/gone");
  await write({ "notes.md": "two\n", ".gitsyncbar-1/aside": "mine again\n" });
  for (const paths of [["notes.md"], undefined]) {
    await laptop.sync(paths === undefined ? {} : { paths });
    assert.deepEqual(await publishedIn(world), ["notes.md", "state/log"]);
  }
  assert.equal(await world.git(world.remote, "cat-file", "blob", "main:state/log"), "old");
  assert.equal(await laptop.read(".gitsyncbar-1/aside"), "mine again\n");
  // What a commit by hand has published and the app has removed since is no difference.
  await git("add", "--force", ".gitsyncbar-1/aside");
  await git("commit", "--quiet", "--message", "by hand");
  await remove(".gitsyncbar-1/aside");
  await laptop.sync();
  assert.equal(await git("status", "--porcelain", ".gitsyncbar-1"), "");
  assert.deepEqual(await publishedIn(world), [".gitsyncbar-1/aside", "notes.md", "state/log"]);
  await git("rm", "--quiet", "--sparse", "--cached", ".gitsyncbar-1/aside");
  // What was published is taken out of the sync by hand.
  await git("rm", "--quiet", "--cached", "state/log");
  await laptop.sync();
  assert.deepEqual(await publishedIn(world), ["notes.md"]);
  assert.equal(await laptop.read("state/log"), "mine\n");
});
