// Two instances on one remote, and two persons who work without a pause: both folders become equal and
// nothing is lost, whatever happens to the instances in between.

import assert from "node:assert/strict";
import { join } from "node:path";
import { type BusyPerson, busyPerson } from "../support/busy_person.ts";
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
  readonly folder: string;
  readonly person: BusyPerson;
  instance: Instance;
}

Deno.test("two instances and hundreds of saves: equal at the end, and nothing is lost", async () => {
  await using world = await makeWorld();
  const folders = await world.clones({ "notes.md": "one\n" }, "laptop", "desktop");
  const trash = join(world.folder, "trash");
  await Deno.mkdir(trash);
  await using started = new AsyncDisposableStack();
  const start = async (folder: string) => {
    const name = folder.slice(folder.lastIndexOf("/") + 1);
    return started.use(
      await startInstance(world, name, {
        config: { sync_dir: folder, sync_delay_seconds: 0, sync_poll_seconds: 1 },
      }),
    );
  };
  const sides: Side[] = [];
  for (const folder of folders) {
    const person = busyPerson(folder === folders[0] ? "laptop" : "desktop", { folder, trash });
    sides.push({ folder, person, instance: await start(folder) });
  }
  const somebody = () => sides[Math.floor(Math.random() * 2)]!;

  for (let deed = 0; deed < DEEDS; deed++) {
    await somebody().person.work();
    // Not all of it comes before the first sync.
    if (deed % 5 === 0) await workUntilSomethingIsSent(world, somebody());
    const turn = TURNS[deed];
    if (turn === undefined) continue;
    const side = somebody();
    await side.instance[turn]();
    side.instance = await start(side.folder);
  }

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
  assert.ok(await isEqual(world, sides));

  const machines = folders.map((folder) => machineOf(world, folder));
  await untilQuiet(world, machines);
  const text = Object.values(await textsOn(machines[0]!)).join("\n");
  const lost = sides.flatMap(({ person }) => [...person.written])
    .filter((word) => !sides.some(({ person }) => person.givenUp.has(word)))
    .filter((word) => !text.includes(word));
  assert.deepEqual(lost, []);
  const written = sides.reduce((sum, { person }) => sum + person.written.size, 0);
  assert.ok(written > DEEDS / 2, `only ${written} lines were written`);
});

/** Writes one more line, which is new to the remote, and waits until the remote has something new. */
async function workUntilSomethingIsSent(world: World, { person }: Side): Promise<void> {
  const before = await world.git(world.remote, "rev-parse", "main");
  await person.write();
  await eventually(
    "something is sent",
    async () => await world.git(world.remote, "rev-parse", "main") !== before,
  );
}

async function isEqual(world: World, sides: readonly Side[]): Promise<boolean> {
  const tip = await world.git(world.remote, "rev-parse", "main");
  for (const { folder } of sides) {
    if (await world.git(folder, "rev-parse", "HEAD") !== tip) return false;
    if (await world.git(folder, "status", "--porcelain") !== "") return false;
  }
  return true;
}
