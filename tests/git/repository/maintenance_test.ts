// What gathers in the repository over time is packed, as the app's own commits alone never do.

import assert from "node:assert/strict";
import { eventually } from "../../support/running.ts";
import { type Machine, machineOf, type Story, tell } from "../../support/story.ts";

/** Lets it be long since the machine has tidied its folder. */
async function longAgo(machine: Machine): Promise<void> {
  await machine.write({ ".git/gitsyncbar/tidied.json": '{"at":0}' });
}

async function packs(machine: Machine): Promise<number> {
  const names = await Array.fromAsync(Deno.readDir(machine.path(".git/objects/pack")));
  return names.filter(({ name }) => name.endsWith(".pack")).length;
}

Deno.test("a repository in which much has gathered is packed", async () => {
  const story = await tell({ "notes.md": "one\n" }, "laptop");
  const [laptop] = story.machines;
  await laptop.sync();
  for (const text of ["two", "three"]) {
    await laptop.save({ "notes.md": `${text}\n` });
    await laptop.git("repack", "--quiet");
  }
  assert.ok(await packs(laptop) > 1);
  await laptop.git("config", "gc.autoPackLimit", "1");
  await longAgo(laptop);
  // As a save leaves for a moment what nothing leads to yet, whatever is done in the background.
  await laptop.git("config", "gc.pruneExpire", "now");
  const { world } = story;
  const kept = await world.tryGit(laptop.folder, ["hash-object", "-w", "--stdin"], { stdin: "b" });
  await laptop.sync();
  await eventually("all is in one pack", async () => await packs(laptop) === 1);
  await eventually(
    "git has ended",
    () => Deno.lstat(laptop.path(".git/gc.pid")).then(() => false, () => true),
  );
  await laptop.git("cat-file", "-e", kept.stdout.trim());
});

Deno.test("a folder is tidied once a day, and not with the first sync", async () => {
  await using story = await tell({ "notes.md": "one\n" }, "laptop");
  const { world, machines: [{ folder, git, write }] } = story;
  const old = "refs/gitsyncbar/keep/2020-01-01T000000-0123456789ab";
  const remains = async () => {
    await git("update-ref", old, "HEAD");
    // Each time the app is started anew.
    await machineOf(world, folder).sync();
    return await git("for-each-ref", "refs/gitsyncbar/keep") !== "";
  };
  assert.equal(await remains(), true);
  const day = 24 * 60 * 60 * 1000;
  const tidied = async (at: number) => {
    await write({ ".git/gitsyncbar/tidied.json": JSON.stringify({ at }) });
    return !await remains();
  };
  const now = Date.now();
  assert.deepEqual(
    [
      await tidied(now - day - 1),
      await remains(),
      await tidied(now - day / 2),
      await tidied(now + 2 * day),
    ],
    [true, true, false, true],
  );
});

/** Publishes so many commits on top of what the remote has. */
async function publish({ world }: Story<readonly string[]>, commits: number): Promise<void> {
  const lines = Array.from({ length: commits }, (_, at) => [
    "commit refs/heads/main",
    "committer Other <other@example.invalid> now",
    "data 4\nsave",
    ...(at === 0 ? ["from refs/heads/main^0"] : []),
    `M 100644 inline notes.md\ndata <<END\n${at}\nEND\n`,
  ]);
  const stdin = `${lines.flat().join("\n")}\n`;
  const args = ["fast-import", "--quiet", "--date-format=now"];
  const { code, stderr } = await world.tryGit(world.remote, args, { stdin });
  assert.equal(code, 0, stderr);
}

async function hasGraph(machine: Machine): Promise<boolean> {
  const names = await Array.fromAsync(Deno.readDir(machine.path(".git/objects/info")));
  return names.some(({ name }) => name.startsWith("commit-graph"));
}

Deno.test("a long history gets a commit-graph, unless the user wants none", async () => {
  const story = await tell({ "notes.md": "one\n" }, "laptop", "desktop", "small");
  const [laptop, desktop, small] = story.machines;
  await longAgo(small);
  await small.sync();
  assert.equal(await hasGraph(small), false);
  await publish(story, 1_000);
  await desktop.git("config", "core.commitGraph", "false");
  for (const machine of [laptop, desktop]) {
    await longAgo(machine);
    await machine.sync();
  }
  assert.deepEqual([await hasGraph(laptop), await hasGraph(desktop)], [true, false]);
  await laptop.git("commit-graph", "verify");
});
