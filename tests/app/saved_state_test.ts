// What survives a restart, on a real disk: also a kill in the middle, and files that are not ours.

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import type { SavedState } from "../../src/core/state.ts";
import { openSavedState, type SavedStateFile } from "../../src/app/saved_state.ts";
import { randomReservedName } from "../../src/system/replace_file.ts";
import { makeWorld, type World } from "../support/world.ts";

const NOTHING: SavedState = { paused: false, recent: [], upToDateAt: undefined };
const TIME = Date.UTC(2026, 2, 9, 14, 2);
const MUCH: SavedState = {
  paused: true,
  recent: [
    {
      direction: "received",
      kind: "renamed",
      path: "todo.md",
      from: "to do.md",
      count: 1,
      host: "laptop",
      time: TIME,
    },
    {
      direction: "sent",
      kind: "deleted",
      path: "日記/notes.md",
      from: undefined,
      count: 30,
      host: undefined,
      time: TIME - 1,
    },
  ],
  upToDateAt: TIME,
};

type Started = SavedStateFile & { readonly complaints: readonly string[] };

function folderIn({ folder }: World): string {
  return join(folder, "state/git-sync-bar");
}

async function start(world: World, config = "config.json"): Promise<Started> {
  const complaints: string[] = [];
  const memo = await openSavedState(folderIn(world), join(world.folder, config), {
    reportError: (line) => complaints.push(line),
  });
  return { ...memo, complaints };
}

function filesIn(world: World): string[] {
  const folder = folderIn(world);
  return Array.from(Deno.readDirSync(folder), ({ name }) => join(folder, name));
}

/** Keeps something, and gives the file that it is in. */
async function keep(world: World, remembered: SavedState): Promise<string> {
  const memo = await start(world);
  memo.save(remembered);
  await memo.close();
  assert.deepEqual(memo.complaints, []);
  const files = filesIn(world);
  assert.equal(files.length, 1);
  return files[0]!;
}

Deno.test("what was kept is there after a restart, for its owner alone", async () => {
  await using world = await makeWorld();
  assert.deepEqual((await start(world)).value, NOTHING);
  const file = await keep(world, MUCH);
  assert.match(file, /\/state-[0-9a-f]{12}\.json$/);
  assert.equal((await Deno.stat(file)).mode! & 0o777, 0o600);
  assert.equal((await Deno.stat(folderIn(world))).mode! & 0o777, 0o700);
  assert.deepEqual((await start(world)).value, MUCH);
  await keep(world, NOTHING);
  assert.deepEqual((await start(world)).value, NOTHING);
});

Deno.test("each configuration has its own, by whatever way it is named", async () => {
  await using world = await makeWorld();
  await world.write(world.folder, { "config.json": "{}", "other.json": "{}" });
  await Deno.symlink(join(world.folder, "config.json"), join(world.folder, "link.json"));
  await keep(world, MUCH);
  assert.deepEqual((await start(world, "link.json")).value, MUCH);
  assert.deepEqual((await start(world, "other.json")).value, NOTHING);
});

Deno.test("of a file that is broken or not ours nothing but a pause counts, and it is replaced", async () => {
  await using world = await makeWorld();
  const file = await keep(world, MUCH);
  const good = await Deno.readTextFile(file);
  const broken = [
    "",
    good.slice(0, -1),
    "\xff\0",
    "null",
    "[]",
    "{}",
    '{"paused":"yes","recent":[]}',
    '{"paused":true}',
    '{"paused":true,"recent":[{"path":1,"direction":"sent","time":1}]}',
    '{"paused":true,"recent":[{"path":"a","direction":"lost","time":1}]}',
    '{"paused":true,"recent":[{"path":"a","direction":"sent","time":"1"}]}',
    // Not a time that can be shown.
    '{"paused":true,"recent":[],"upToDateAt":1e300}',
    '{"paused":true,"recent":[],"upToDateAt":-1}',
    "[".repeat(100_000),
    JSON.stringify({ ...JSON.parse(good), more: "x".repeat(2 ** 21) }),
  ];
  for (const text of broken) {
    await Deno.writeTextFile(file, text);
    const paused = text.startsWith('{"paused":true');
    assert.deepEqual((await start(world)).value, { ...NOTHING, paused }, text.slice(0, 100));
  }
  for (const command of ["mkdir", "mkfifo"]) {
    await Deno.remove(file);
    await new Deno.Command(command, { args: [file] }).output();
    assert.deepEqual((await start(world)).value, NOTHING);
  }
  await Deno.remove(file);
  await keep(world, MUCH);
  assert.deepEqual((await start(world)).value, MUCH);
});

Deno.test("what a later version has added does no harm", async () => {
  await using world = await makeWorld();
  const file = await keep(world, MUCH);
  const known = JSON.parse(await Deno.readTextFile(file));
  await Deno.writeTextFile(file, JSON.stringify({ ...known, more: 1 }));
  assert.deepEqual((await start(world)).value, MUCH);
});

Deno.test("what an earlier version has kept does not say what was done", async () => {
  await using world = await makeWorld();
  const file = await keep(world, MUCH);
  const { recent: [, first], ...others } = JSON.parse(await Deno.readTextFile(file));
  const { kind: _, count: __, ...early } = first;
  await Deno.writeTextFile(file, JSON.stringify({ ...others, recent: [early] }));
  const [save] = (await start(world)).value.recent;
  assert.deepEqual(save, { ...MUCH.recent[1], kind: "changed", count: 1 });
});

Deno.test("of many saves the last one stands, and nobody ever reads half a file", async () => {
  await using world = await makeWorld();
  const path = "x".repeat(4_000);
  const sized = (size: number): SavedState => ({
    ...NOTHING,
    recent: Array.from({ length: 8 }, () => ({
      path: path.slice(0, size),
      from: undefined,
      count: 1,
      direction: "sent" as const,
      kind: "deleted" as const,
      host: undefined,
      time: size,
    })),
  });
  const file = await keep(world, sized(0));
  const memo = await start(world);
  let writing = true;
  const saving = (async () => {
    for (let round = 1; round <= 40; round++) {
      for (let size = 0; size < 100; size++) memo.save(sized(round * 100 - size));
      if (round % 4 === 0) await memo.close();
    }
    await memo.close();
    writing = false;
  })();
  while (writing) {
    const { recent } = JSON.parse(await Deno.readTextFile(file));
    assert.equal(recent.at(-1).path.length, recent[0].time);
  }
  await saving;
  assert.deepEqual((await start(world)).value, sized(40 * 100 - 99));
});

Deno.test("names of any length cannot make the file so large that a pause is forgotten", async () => {
  await using world = await makeWorld();
  const long = "\x01".repeat(2 * 1024 * 1024);
  const [first] = MUCH.recent;
  const most = "\x01".repeat(4096);
  await keep(world, {
    ...MUCH,
    recent: [
      { ...first!, path: long },
      { ...first!, host: long },
      { ...first!, from: long },
      ...Array.from({ length: 20 }, () => ({ ...first!, path: most, from: most })),
    ],
  });
  const { value } = await start(world);
  assert.equal(value.paused, true);
  assert.equal(value.upToDateAt, TIME);
  assert.deepEqual(value.recent.map(({ path }) => path), Array(20).fill(most));
});

Deno.test("a kill in the middle of writing leaves what was kept before", async () => {
  await using world = await makeWorld();
  const file = await keep(world, MUCH);
  const half = join(dirname(file), `${randomReservedName()}.new`);
  await Deno.writeTextFile(half, '{"paused":fal');
  assert.deepEqual((await start(world)).value, MUCH);
  await Deno.remove(half);
  await keep(world, NOTHING);
  assert.deepEqual((await start(world)).value, NOTHING);
});

Deno.test("where it cannot be written this is said once, until it works again", async () => {
  await using world = await makeWorld();
  const memo = await start(world);
  const state = join(world.folder, "state");
  const fail = async () => {
    for (let time = 0; time < 3; time++) {
      memo.save(MUCH);
      await memo.close();
    }
  };
  await Deno.writeTextFile(state, "in the way");
  await fail();
  assert.equal(memo.complaints.length, 1);
  assert.match(memo.complaints[0]!, /^Cannot write ".*\/state-[0-9a-f]{12}\.json": .*$/);

  await Deno.remove(state);
  memo.save(MUCH);
  await memo.close();
  assert.deepEqual((await start(world)).value, MUCH);

  await Deno.remove(state, { recursive: true });
  await Deno.writeTextFile(state, "in the way");
  await fail();
  assert.equal(memo.complaints.length, 2);
});
