// What a power cut can leave of many files at once: all that is saved or placed is on the disk before anything
// relies on it, also where many files are written to it together.

import assert from "node:assert/strict";
import { join } from "node:path";
import { writeProgram } from "../../support/executable.ts";
import { syncOnce } from "../../support/crash.ts";
import { wrapGit } from "../../support/git_wrapper.ts";
import { has } from "../../support/needs.ts";
import { diskOrderOf, traced } from "../../support/power_cut.ts";
import { type Machine, machineOf, tell } from "../../support/story.ts";
import type { World } from "../../support/world.ts";

/** More than are staged one by one. */
const FILES = 250;

const test = (name: string, fn: (t: Deno.TestContext) => Promise<void>) =>
  Deno.test({ name, ignore: !has("strace"), fn });

function manyFiles(text: string): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: FILES }, (_, at) => [`folder-${at % 5}/note-${at}.md`, `${text} ${at}\n`]),
  );
}

/** Syncs a machine within a trace, and returns in which order it named what it wrote. */
async function syncTraced(
  world: World,
  { folder }: Machine,
  { environment = world.env, within = [] }: {
    readonly environment?: Readonly<Record<string, string>>;
    readonly within?: readonly string[];
  } = {},
) {
  const trace = join(world.folder, "calls");
  assert.equal(
    await syncOnce(folder, { environment, within: [...within, ...traced(trace)] }),
    "synced",
  );
  const prepared = join(folder, ".git/gitsyncbar/new");
  return diskOrderOf(await Deno.readTextFile(trace), {
    folder,
    isGuarded: (file) =>
      file.startsWith(`${folder}/`) && !file.startsWith(prepared) &&
      (!file.startsWith(`${folder}/.git/`) || /\/\.git\/(objects|refs|index$)/.test(file)),
  });
}

/** The remote is not ours: what it writes there is its own affair. */
const within = (folder: string, part: RegExp) => (file: string) =>
  file.startsWith(folder) && part.test(file.slice(folder.length));

test("many files are on the disk before a save names them", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  await laptop.sync();
  await laptop.write({
    ...manyFiles("new"),
    "large.bin": "0123456789abcdef".repeat(1_200_000),
    // These git converts, and stores one by one.
    ".gitattributes": "*.txt text=auto\n",
    "one.txt": "one\n",
    "two.txt": "two\n",
  });
  const { named, tooEarly } = await syncTraced(world, laptop);
  assert.deepEqual(tooEarly, []);
  const firstOf = (part: RegExp) => named.findIndex(within(laptop.folder, part));
  const lastOf = (part: RegExp) => named.findLastIndex(within(laptop.folder, part));
  const pack = firstOf(/^\/\.git\/objects\/pack\/pack-/);
  assert.ok(pack >= 0 && pack < lastOf(/^\/\.git\/index$/), "the files, then the index");
  assert.ok(lastOf(/^\/\.git\/objects\//) < firstOf(/^\/\.git\/refs\/heads\//), "the branch last");
  await world.git(laptop.folder, "fsck", "--strict");
  assert.equal(await world.git(laptop.folder, "status", "--porcelain"), "");
});

test("files that come in, many at once, are on the disk before they are placed", async () => {
  const { world, laptop, desktop } = await tell({ "notes.md": "one\n", ...manyFiles("old") });
  await laptop.sync();
  await desktop.save({ ...manyFiles("changed"), "new/a.md": "a\n" });
  const { named, tooEarly } = await syncTraced(world, laptop);
  assert.deepEqual(tooEarly, []);
  assert.equal(named.filter(within(laptop.folder, /^\/folder-/)).length, FILES);
  assert.equal(await laptop.read("folder-0/note-0.md"), "changed 0\n");
});

test("shortcuts on the way to the disk are seen", async (t) => {
  const { world, laptop, desktop } = await tell({ "notes.md": "one\n", ...manyFiles("old") });
  for (const machine of [laptop, desktop]) await machine.sync();
  await t.step("git leaves what it saves in memory", async () => {
    const { environment } = await wrapGit(world, 'set -- -c core.fsync=none "$@"');
    await desktop.write({ ...manyFiles("changed"), "new/a.md": "a\n" });
    const { tooEarly } = await syncTraced(world, desktop, { environment });
    assert.ok(tooEarly.some(({ to }) => /\/objects\/pack\/.*\.pack$/.test(to)), "the pack");
    assert.ok(tooEarly.some(({ to }) => to.endsWith("/.git/index")), "the index");
  });
  await t.step("what comes in stays in memory", async () => {
    const programs = join(world.folder, "programs");
    await Deno.mkdir(programs);
    await writeProgram(join(programs, "sync"), "#!/bin/sh\n");
    const within = ["env", `PATH=${programs}:${Deno.env.get("PATH")}`];
    await machineOf(world, desktop.folder).sync();
    const { tooEarly } = await syncTraced(world, laptop, { within });
    assert.ok(tooEarly.some(({ to }) => to === laptop.path("folder-0/note-0.md")));
  });
});
