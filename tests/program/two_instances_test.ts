// Two instances on one remote, and two users who work without a pause: both folders become equal and
// nothing is lost, whatever happens to the instances in between.

import assert from "node:assert/strict";
import { join } from "node:path";
import { type BusyUser, busyUser } from "../support/busy_user.ts";
import { type Dice, dice, oneOf, SEED } from "../support/dice.ts";
import { untilQuiet } from "../support/quiet.ts";
import { eventually, type Instance, startInstance } from "../support/running.ts";
import { machineOf, textsOn } from "../support/story.ts";
import { makeWorld, type World } from "../support/world.ts";

/** Things that are done, all in all. */
const DEEDS = 300;

/** What happens to one of the instances, after so many deeds. */
const TURNS: Readonly<Record<number, "stop" | "crash">> = {
  60: "stop",
  110: "crash",
  150: "stop",
  190: "crash",
  230: "crash",
};

interface Side {
  readonly name: string;
  readonly folder: string;
  readonly user: BusyUser;
  /** What happened to the instance and when, a line for each. */
  readonly told: string[];
  instance: Instance;
}

Deno.test("two instances and hundreds of saves: equal at the end, and nothing is lost", async () => {
  await using world = await makeWorld();
  await using started = new AsyncDisposableStack();
  const sides: Side[] = [];
  try {
    const folders = await world.clones({ "notes.md": "one\n" }, "laptop", "desktop");
    await play({ world, folders, sides, started, throws: dice(SEED) });
    await checkEnd(world, sides);
  } catch (error) {
    // The seed determines the edits, not when the app syncs.
    const what = error instanceof Error ? error.stack : String(error);
    throw new Error(`GIT_SYNC_BAR_SEED=${SEED}\n${what}\n\n${await history(world, sides)}`);
  }
});

async function play(
  { world, folders, sides, started, throws }: {
    readonly world: World;
    readonly folders: readonly string[];
    readonly sides: Side[];
    readonly started: AsyncDisposableStack;
    readonly throws: Dice;
  },
): Promise<void> {
  const trash = join(world.folder, "trash");
  await Deno.mkdir(trash);
  const start = async (folder: string) =>
    started.use(
      await startInstance(world, folder.slice(folder.lastIndexOf("/") + 1), {
        config: { sync_dir: folder, sync_delay_seconds: 0, sync_poll_seconds: 1 },
      }),
    );
  for (const folder of folders) {
    const name = folder.slice(folder.lastIndexOf("/") + 1);
    const user = busyUser(name, { folder, trash, dice: throws });
    sides.push({ name, folder, user, told: [], instance: await start(folder) });
  }
  const somebody = () => oneOf(sides, throws)!;
  for (let deed = 0; deed < DEEDS; deed++) {
    await somebody().user.work();
    // Not all of it comes before the first sync.
    if (deed % 5 === 0) await workUntilSomethingIsSent(world, somebody());
    const turn = TURNS[deed];
    if (turn === undefined) continue;
    const side = somebody();
    await side.instance[turn]();
    side.told.push(`${new Date().toISOString()} ${side.name}: ${turn}, and started again`);
    side.instance = await start(side.folder);
  }
}

async function checkEnd(world: World, sides: readonly Side[]): Promise<void> {
  await eventually("both folders and the remote are equal", () => isEqual(world, sides));
  for (const { instance } of sides) {
    await instance.shows(
      "all is well",
      ({ condition, waiting, error }) =>
        ["up to date", "conflict"].includes(condition) && waiting.length === 0 &&
        error === undefined,
    );
    await instance.stop();
    const troubles = (await instance.log()).filter((line) => /^Cannot/.test(line));
    assert.deepEqual(troubles, []);
  }

  // What was written into a file that an update had taken out comes up at one of the next looks.
  const machines = sides.map(({ folder }) => machineOf(world, folder));
  await untilQuiet(world, machines);
  const text = Object.values(await textsOn(machines[0]!)).join("\n");
  const lost = sides.flatMap(({ user }) => [...user.written])
    .filter((word) => !sides.some(({ user }) => user.givenUp.has(word)))
    .filter((word) => !text.includes(word));
  assert.deepEqual(lost, []);
  const written = sides.reduce((sum, { user }) => sum + user.written.size, 0);
  assert.ok(written > DEEDS / 2, `only ${written} lines were written`);
}

/** Writes one more line, which is new to the remote, and waits until the remote has something new. */
async function workUntilSomethingIsSent(world: World, { user }: Side): Promise<void> {
  const before = await world.git(world.remote, "rev-parse", "main");
  await user.write();
  await eventually(
    "something is sent",
    async () => await world.git(world.remote, "rev-parse", "main") !== before,
  );
}

async function isEqual(world: World, sides: readonly Side[]): Promise<boolean> {
  const tip = await world.git(world.remote, "rev-parse", "main");
  for (const { folder } of sides) {
    if (await world.git(folder, "status", "--porcelain") !== "") return false;
    // Asked last: a save between the two questions makes the folder clean and is not sent yet.
    if (await world.git(folder, "rev-parse", "HEAD") !== tip) return false;
  }
  return await world.git(world.remote, "rev-parse", "main") === tip;
}

/** All that can tell how a failure came about: what was done, the logs, the reflogs, what is published. */
async function history(world: World, sides: readonly Side[]): Promise<string> {
  const part = (title: string, text: string) => `== ${title}\n${text}\n`;
  const told = sides.flatMap(({ user, told }) => [...user.told, ...told]).sort().join("\n");
  const parts = [part("What was done", told)];
  for (const { name, folder, instance } of sides) {
    const reflog = await world.tryGit(folder, ["reflog", "--date=iso-strict", "main"]);
    const status = await world.tryGit(folder, ["status", "--porcelain", "-uall"]);
    parts.push(
      part(`Status of ${name}`, JSON.stringify(await instance.status().catch(String))),
      part(`Log of ${name}`, (await instance.log({ times: true })).join("\n")),
      part(`Reflog of ${name}`, reflog.stdout),
      part(`git status of ${name}`, status.stdout),
    );
  }
  const log = ["log", "--name-status", "-m", "--format=%n%h %p %cI %s", "main"];
  return [...parts, part("Published", (await world.tryGit(world.remote, log)).stdout)].join("\n");
}
