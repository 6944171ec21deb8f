// The shapes that a repository can have.

import assert from "node:assert/strict";
import { join } from "node:path";
import { untilQuiet } from "../../support/quiet.ts";
import { copyOn, type Machine, machineOf, syncAll, tell, textsOn } from "../../support/story.ts";
import { makeWorld, type World } from "../../support/world.ts";

/** Both edit the same line and each a file of its own: the merge and its conflict copy reach both. */
async function exchange(world: World, laptop: Machine, desktop: Machine): Promise<void> {
  await laptop.write({ "notes.md": "laptop\n", "laptop.md": "new\n" });
  await desktop.write({ "notes.md": "desktop\n", "desktop.md": "new\n" });
  await laptop.sync();
  await untilQuiet(world, [laptop, desktop]);
  assert.deepEqual(await textsOn(laptop), {
    [await copyOn(laptop)]: "desktop\n",
    "desktop.md": "new\n",
    "laptop.md": "new\n",
    "notes.md": "laptop\n",
  });
}

Deno.test("a branch is synced with an upstream branch of another name", async () => {
  const { world, laptop, desktop, quiet } = await tell({ "notes.md": "one\n" });
  await laptop.git("branch", "-m", "mine");
  await laptop.write({ "laptop.md": "laptop\n" });
  await desktop.write({ "desktop.md": "desktop\n" });
  await quiet();
  assert.deepEqual(await textsOn(laptop), {
    "desktop.md": "desktop\n",
    "laptop.md": "laptop\n",
    "notes.md": "one\n",
  });
  const branches = await world.git(world.remote, "branch", "--format=%(refname:short)");
  assert.equal(branches, "main");
});

Deno.test("a linked work tree syncs its own branch and leaves the other one alone", async () => {
  const { world, laptop, desktop } = await tell({ "notes.md": "one\n" });
  await laptop.git("checkout", "--quiet", "-b", "other");
  await laptop.git("worktree", "add", "--quiet", "../linked", "main");
  await laptop.write({ "unsaved.md": "mine\n" });
  const linked = machineOf(world, join(world.folder, "linked"));
  await linked.write({ "notes.md": "linked\n" });
  await desktop.write({ "notes.md": "desktop\n", "new.md": "new\n" });
  await linked.sync();
  await untilQuiet(world, [linked, desktop]);
  assert.equal(await desktop.read("notes.md"), "linked\n");
  assert.equal(await linked.read(await copyOn(linked)), "desktop\n");
  assert.equal(await laptop.git("status", "--porcelain"), "?? unsaved.md");
});

Deno.test("a folder whose git folder lies elsewhere syncs", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  const apart = join(world.folder, "apart");
  await world.git(world.folder, "clone", "-q", "--separate-git-dir=gits", world.remote, apart);
  const desktop = machineOf(world, apart);
  assert.equal((await Deno.lstat(desktop.path(".git"))).isFile, true);
  await laptop.write({ "notes.md": "laptop\n" });
  await desktop.write({ "notes.md": "desktop\n" });
  await laptop.sync();
  await untilQuiet(world, [laptop, desktop]);
  assert.equal(await desktop.read("notes.md"), "laptop\n");
  assert.equal(await laptop.read(await copyOn(laptop)), "desktop\n");
});

Deno.test("a shallow clone syncs", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  for (const text of ["two\n", "three\n"]) {
    await laptop.save({ "notes.md": text });
  }
  const folder = join(world.folder, "desktop");
  await world.git(world.folder, "clone", "-q", "--depth=1", `file://${world.remote}`, folder);
  await exchange(world, laptop, machineOf(world, folder));
});

Deno.test("a repository whose ids are of SHA-256 syncs", async () => {
  await using world = await makeWorld();
  await Deno.remove(world.remote, { recursive: true });
  await world.git(world.folder, "init", "-q", "--bare", "--object-format=sha256", world.remote);
  const laptop = machineOf(world, join(world.folder, "laptop"));
  await laptop.write({ "notes.md": "one\n" });
  await laptop.git("init", "--quiet", "--object-format=sha256");
  await laptop.git("remote", "add", "origin", world.remote);
  await laptop.sync();
  const desktop = machineOf(world, await world.clone("desktop"));
  await laptop.write({ "notes.md": "laptop\n" });
  await desktop.write({ "notes.md": "desktop\n" });
  await syncAll(laptop, desktop, laptop);
  assert.equal(await laptop.read(await copyOn(laptop)), "desktop\n");
  assert.equal(await desktop.read("notes.md"), "laptop\n");
});

Deno.test("packed repositories, an address that the configuration turns into another one, and branches that git was not told to remember: all sync", async () => {
  const { world, laptop, desktop, machines, quiet } = await tell({ "notes.md": "one\n" });
  await quiet();
  for (const { folder } of machines) {
    await world.git(folder, "pack-refs", "--all", "--prune");
    await world.git(folder, "gc", "--quiet", "--prune=now");
  }
  await world.git(world.folder, "config", "--global", `url.${world.folder}/.insteadOf`, "home:");
  await laptop.git("remote", "set-url", "origin", "home:remote.git");
  await desktop.git("config", "--unset-all", "remote.origin.fetch");
  await desktop.git("remote", "set-head", "origin", "--delete");
  await desktop.git("update-ref", "-d", "refs/remotes/origin/main");
  await exchange(world, laptop, desktop);
  assert.ok((await desktop.save({ "later.md": "later\n" })).pushed);
  // What was sent is remembered all the same.
  assert.ok(!(await desktop.sync()).pushed);
});

Deno.test("a branch whose name is not ASCII syncs", async () => {
  const { laptop, desktop, machines, quiet } = await tell({ "notes.md": "one\n" });
  const branch = "entw\u00fcrfe/\u65b0";
  for (const machine of machines) await machine.git("checkout", "--quiet", "-b", branch);
  await laptop.git("push", "--quiet", "--set-upstream", "origin", branch);
  await laptop.save({ "notes.md": "laptop\n" });
  await desktop.write({ "desktop.md": "new\n" });
  await quiet({ branch });
  assert.deepEqual(await textsOn(laptop), { "desktop.md": "new\n", "notes.md": "laptop\n" });
});

Deno.test("a repository whose HEAD is a link to its branch syncs, from its first commit on", async () => {
  await using world = await makeWorld();
  const [laptop, desktop] = ["laptop", "desktop"].map((name) =>
    machineOf(world, join(world.folder, name))
  ) as [Machine, Machine];
  for (const { folder } of [laptop, desktop]) {
    const setting = "core.preferSymlinkRefs=true";
    await world.git(world.folder, "-c", setting, "init", "--quiet", "-b", "main", folder);
    await Deno.remove(join(folder, ".git/HEAD"));
    await Deno.symlink("refs/heads/main", join(folder, ".git/HEAD"));
    await world.git(folder, "remote", "add", "origin", world.remote);
  }
  await laptop.save({ "notes.md": "one\n" });
  await untilQuiet(world, [laptop, desktop]);
  await exchange(world, laptop, desktop);
});

Deno.test("a folder that is reached by a link syncs", async () => {
  const { world, laptop, desktop } = await tell({ "notes.md": "one\n" });
  await Deno.symlink(desktop.folder, join(world.folder, "shortcut"));
  const shortcut = machineOf(world, join(world.folder, "shortcut"), { host: "desktop" });
  await shortcut.save({ "notes.md": "by the link\n" });
  await untilQuiet(world, [laptop, desktop]);
  assert.equal(await laptop.read("notes.md"), "by the link\n");
});
