// A full disk, here or at the remote, in the middle of whatever: nothing is cut off, nothing is lost, and
// it goes on when there is room.

import assert from "node:assert/strict";
import { join } from "node:path";
import { freeSpaceIn } from "../../../src/system/disk/free_space.ts";
import { problemSentence } from "../../../src/view/problems/problems.ts";
import { noise } from "../../support/dice.ts";
import { untilQuiet } from "../../support/quiet.ts";
import { canMount, fillDisk, type FullDisk, mountSmallDisk } from "../../support/small_disk.ts";
import { type Machine, machineOf, tell, textsOn } from "../../support/story.ts";

const mounted = { ignore: !canMount() };
const test = (name: string, fn: () => Promise<void>) => Deno.test({ name, ...mounted, fn });

async function failsWith(machine: Machine, kind: string): Promise<void> {
  const outcome = await machine.trySync();
  assert.equal(outcome.kind === "problem" && outcome.problem.kind, kind, JSON.stringify(outcome));
}

async function lacksRoom(machine: Machine): Promise<void> {
  const outcome = await machine.trySync();
  assert.ok(outcome.kind === "problem", JSON.stringify(outcome));
  assert.match(
    problemSentence(outcome.problem),
    /the disk has room for .*: free some space, and syncing continues by itself$/,
  );
}

/** Names below a folder that git or the app have left behind. */
async function leftBehind(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (/^tmp_|\.lock$|^new$/.test(name)) found.push(join(folder, name));
    if (isDirectory) found.push(...await leftBehind(join(folder, name)));
  }
  return found;
}

test("what cannot be saved on a full disk stays as it is, and goes out when there is room", async () => {
  const { world, desktop } = await tell({ "notes.md": "one\n" }, "desktop");
  const disk = join(world.folder, "disk");
  await using _disk = await mountSmallDisk(disk, 1_000_000);
  const laptop = machineOf(world, await world.clone("disk/laptop"));
  await laptop.sync();
  const film = noise(40_000);
  {
    await using full = await fillDisk(disk, { left: 45_056 });
    await Deno.writeFile(laptop.path("film"), film);
    await failsWith(laptop, "disk full");
    await full.take({ left: 0 });
    await failsWith(laptop, "disk full");
    assert.deepEqual(await Deno.readFile(laptop.path("film")), film);
    assert.deepEqual(await leftBehind(disk), []);
  }
  await untilQuiet(world, [laptop, desktop]);
  assert.deepEqual(await Deno.readFile(desktop.path("film")), film);
});

// Git unpacks a few objects by itself, and leaves what it has got so far as it does of a pack.
for (const [as, unpackLimit] of [["as a pack", "1"], ["as objects", "100"]] as const) {
  Deno.test(
    `what does not fit arrives ${as} when there is room, and the tries take none of it`,
    mounted,
    async () => {
      const { world, desktop } = await tell({ "notes.md": "one\n" }, "desktop");
      const disk = join(world.folder, "disk");
      await using _disk = await mountSmallDisk(disk, 4_000_000);
      const laptop = machineOf(world, await world.clone("disk/laptop"));
      await laptop.git("config", "fetch.unpackLimit", unpackLimit);
      await laptop.sync();
      await Deno.writeFile(desktop.path("film"), noise(600_000));
      await desktop.save({ "notes.md": "two\n" });
      // There is no room to receive it, and then none to put it in place.
      for (const left of [200_000, 900_000]) {
        await using _full = await fillDisk(disk, { left });
        for (let attempt = 0; attempt < 2; attempt++) {
          if (left === 200_000) await failsWith(laptop, "disk full");
          else await lacksRoom(laptop);
          assert.deepEqual(await leftBehind(disk), [], `${left} bytes left`);
        }
        assert.deepEqual(await textsOn(laptop), { "notes.md": "one\n" });
      }
      await untilQuiet(world, [laptop, desktop]);
    },
  );
}

test("a disk that is full in the middle of an update has all of the old files and none of the new", async () => {
  const files = { "notes.md": "one\n", "sub/b.md": "b\n" };
  const { world, desktop } = await tell(files, "desktop");
  const disk = join(world.folder, "disk");
  // So that what one try leaves would be in the way of the next.
  await using _disk = await mountSmallDisk(disk, 1_300_000);
  // On another disk than its git folder, each file is copied into its place.
  const folder = join(disk, "laptop");
  const separate = ["--separate-git-dir", join(world.folder, "laptop.git")];
  await world.git(world.folder, "clone", "--quiet", ...separate, world.remote, folder);
  let isFilling = false;
  let full: FullDisk | undefined;
  const laptop = machineOf(world, folder, {
    async freeSpaceIn(folder) {
      const room = await freeSpaceIn(folder);
      // Somebody takes the room after it was counted.
      if (isFilling && folder === laptop.folder) full = await fillDisk(disk, { left: 500_000 });
      return room;
    },
  });
  await laptop.sync();
  for (let count = 0; count < 20; count++) {
    await Deno.writeFile(desktop.path(`film ${count}`), noise(50_000));
  }
  await desktop.write({ "notes.md": "two\n" });
  await desktop.remove("sub/b.md");
  await desktop.sync();
  isFilling = true;
  for (let attempt = 0; attempt < 3; attempt++) {
    await failsWith(laptop, "disk full");
    assert.equal(await laptop.git("status", "--porcelain"), "");
    const names = (await laptop.names()).filter((name) => !name.startsWith(".gitsyncbar-"));
    assert.deepEqual(names, Object.keys(files));
    await full?.[Symbol.asyncDispose]();
  }
  isFilling = false;
  await untilQuiet(world, [laptop, desktop]);
});

test("a full disk at the remote is not called a full disk here, and the work goes out later", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  const disk = join(world.folder, "disk");
  await using _disk = await mountSmallDisk(disk, 1_500_000);
  const remote = join(disk, "remote.git");
  await world.git(world.folder, "clone", "--quiet", "--bare", "--no-local", world.remote, remote);
  await laptop.git("remote", "set-url", "origin", remote);
  for (const left of [0, 20_480, 200_000]) {
    await using _full = await fillDisk(disk, { left });
    await Deno.writeFile(laptop.path("film"), noise(400_000));
    await failsWith(laptop, "remote full");
    assert.deepEqual(await leftBehind(disk), []);
  }
  await Deno.writeFile(laptop.path("film"), noise(400));
  await laptop.git("reset", "--quiet", "--soft", "origin/main");
  const { unsent, pushed } = await laptop.sync();
  assert.deepEqual({ unsent, pushed }, { unsent: false, pushed: true });
});
