// Which server git-lfs uses: whoever may push can name another one in `.lfsconfig`.

import assert from "node:assert/strict";
import { join } from "node:path";
import { filesBelow } from "../../support/files_below.ts";
import { installLfs } from "../../support/git_lfs.ts";
import { has } from "../../support/needs.ts";
import { type Machine, machineOf, tell } from "../../support/story.ts";
import { sendFrom, type World } from "../../support/world.ts";

/** The number of contents that a repository keeps for git-lfs. */
const kept = async (repository: string) =>
  (await filesBelow(join(repository, "lfs/objects"))).length;

/** Makes an empty repository, which git-lfs takes for a server. Returns its folder. */
async function server(world: World, name: string): Promise<string> {
  const folder = join(world.folder, `${name}.git`);
  await world.git(world.folder, "init", "--quiet", "--bare", folder);
  return folder;
}

const reasons = async (machine: Machine) =>
  (await machine.sync()).notSynced.map(({ path, reason }) => [path, reason]);

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, ignore: !has("git-lfs"), fn });

test("git-lfs follows a server of others only when the user says so, and their own at once", async () => {
  const { world, laptop, desktop, stranger } = await tell(
    { "notes.md": "one\n" },
    "laptop",
    "desktop",
    "stranger",
  );
  for (const machine of [laptop, desktop]) await installLfs(machine);
  const evil = await server(world, "evil");
  await laptop.save({ ".gitattributes": "*.bin filter=lfs\n", "a.bin": "one\n" });
  await desktop.sync();
  assert.equal(await kept(world.remote), 1);

  // Together with content that is there alone.
  await stranger.git("pull", "--quiet");
  const config = `[lfs]\n\turl = file://${evil}\n\tpushurl = file://${evil}\n`;
  const pointer = (oid: string) =>
    `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize 4\n`;
  await sendFrom(world, stranger.folder, {
    ".lfsconfig": config,
    "b.bin": pointer("b".repeat(64)),
  });
  for (const machine of [laptop, desktop]) {
    const seen = (await machine.sync()).notSynced;
    assert.ok(seen.some(({ reason }) => reason === "lfs server"), JSON.stringify(seen));
    assert.equal(await machine.read(".lfsconfig"), config);
    await machine.save({ [`${machine.name}.bin`]: `content of ${machine.name}\n` });
  }
  const restarted = machineOf(world, laptop.folder);
  await restarted.save({ "later.bin": "later\n" });
  assert.equal(await restarted.read("desktop.bin"), "content of desktop\n");
  assert.deepEqual([await kept(evil), await kept(world.remote)], [0, 4]);

  // The user's own words count.
  await laptop.git("config", "lfs.url", `file://${evil}`);
  const agreed = await laptop.save({ "agreed.bin": "agreed\n" });
  assert.ok(!agreed.notSynced.some(({ reason }) => reason === "lfs server"));
  assert.equal(await kept(evil), 1);
  const own = await server(world, "own");
  await desktop.save({ ".lfsconfig": `[lfs]\n\turl = file://${own}\n` });
  await desktop.write({ "own.bin": "own\n" });
  assert.ok(!(await reasons(desktop)).some(([, reason]) => reason === "lfs server"));
  assert.equal(await kept(own), 1);

  // A folder that is set up takes what is there by then, and nothing that comes later.
  const fresh = machineOf(world, join(world.folder, "fresh"));
  await world.git(world.folder, "init", "--quiet", fresh.folder);
  await fresh.git("remote", "add", "origin", world.remote);
  await fresh.git("lfs", "install", "--local", "--skip-repo");
  assert.ok(!(await reasons(fresh)).some(([, reason]) => reason === "lfs server"));
  assert.equal(await fresh.read("own.bin"), "own\n");
  await stranger.git("pull", "--quiet");
  await sendFrom(world, stranger.folder, { ".lfsconfig": config });
  assert.ok((await reasons(fresh)).some(([, reason]) => reason === "lfs server"));
  await fresh.save({ "fresh.bin": "fresh\n" });
  assert.deepEqual([await kept(evil), await kept(own)], [1, 2]);
});

test("contents for git-lfs go to the remote that is synced, whatever else `.lfsconfig` says", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  await installLfs(laptop);
  // A fork: `origin` is where it comes from.
  const origin = join(world.folder, "origin.git");
  await world.git(world.folder, "clone", "--quiet", "--bare", world.remote, origin);
  await laptop.git("remote", "rename", "origin", "mine");
  await laptop.git("remote", "add", "origin", origin);
  const urls = ["fetchexclude = nothing", `url = file://${world.remote}`];
  for (const [at, line] of urls.entries()) {
    await laptop.save({
      ".gitattributes": "*.bin filter=lfs\n",
      ".lfsconfig": `[lfs]\n\t${line}\n`,
      [`${at}.bin`]: `content ${at}\n`,
    });
    assert.deepEqual([await kept(world.remote), await kept(origin)], [at + 1, 0], line);
  }
});

for (const how of ["a sync", "a pull by hand", "a pull by hand before a start"]) {
  Deno.test(
    `git-lfs does not follow a server of others that a sparse checkout leaves out: ${how}`,
    { ignore: !has("git-lfs") },
    async () => {
      const { world, laptop, stranger } = await tell({ "notes.md": "one\n" }, "laptop", "stranger");
      await installLfs(laptop);
      const evil = await server(world, "evil");
      await laptop.git("sparse-checkout", "set", "--no-cone", "/*", "!/.lfsconfig");
      await laptop.write({ ".gitattributes": "*.bin filter=lfs\n", "a.bin": "one\n" });
      // Git-lfs has made its hooks in the first one, by which the folder is opened anew.
      for (let count = 0; count < 2; count++) await laptop.sync();
      await stranger.git("pull", "--quiet");
      await sendFrom(world, stranger.folder, { ".lfsconfig": `[lfs]\n\turl = file://${evil}\n` });
      if (how !== "a sync") await laptop.git("pull", "--quiet");
      else await laptop.sync();
      const machine = how === "a pull by hand before a start"
        ? machineOf(world, laptop.folder)
        : laptop;
      await machine.write({ "b.bin": "two\n" });
      assert.deepEqual(await reasons(machine), [[".lfsconfig", "lfs server"]]);
      assert.deepEqual([await kept(world.remote), await kept(evil)], [2, 0]);
    },
  );
}

test("git-lfs does not follow a server of others that came with a pull by hand", async () => {
  const { world, laptop, stranger } = await tell({ "notes.md": "one\n" }, "laptop", "stranger");
  await installLfs(laptop);
  const evil = await server(world, "evil");
  await laptop.save({ ".gitattributes": "*.bin filter=lfs\n", "a.bin": "one\n" });
  await stranger.git("pull", "--quiet");
  await sendFrom(world, stranger.folder, { ".lfsconfig": `[lfs]\n\turl = file://${evil}\n` });
  await laptop.git("pull", "--quiet");
  const { notSynced } = await laptop.save({ "b.bin": "two\n" });
  assert.deepEqual(notSynced.map(({ path }) => path), [".lfsconfig"]);
  assert.deepEqual([await kept(world.remote), await kept(evil)], [2, 0]);
});

test("a .lfsconfig that others have broken is named, and their correction comes in", async () => {
  const rules = { ".gitattributes": "*.bin filter=lfs\n" };
  const { laptop, stranger } = await tell(rules, "laptop", "stranger");
  await installLfs(laptop);
  await stranger.save({ ".lfsconfig": "[lfs\n" });
  await laptop.sync();
  await laptop.write({ "a.bin": "one\n" });
  const { problem } = await laptop.trySync() as { problem: { kind: string; detail: string } };
  assert.deepEqual([problem.kind, /\.lfsconfig/.test(problem.detail)], ["hook", true]);
  await stranger.save({ ".lfsconfig": "[lfs]\n" });
  await laptop.trySync();
  assert.equal((await laptop.sync()).unsent, false);
});
