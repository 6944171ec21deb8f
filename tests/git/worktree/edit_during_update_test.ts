// Somebody saves while the folder is being updated: nothing that they saved may be lost. The same saves
// are made while git itself updates the folder, to see that a loss would be found.

import assert from "node:assert/strict";
import { ageDisplaced, displacedIn } from "../../support/displaced.ts";
import { checkDisplaced } from "../../../src/engine/worktree/displaced/displaced.ts";
import { openRepository } from "../../../src/engine/git/repository/open.ts";
import { realVolume, type Volume } from "../../../src/engine/worktree/volume.ts";
import { updateWorktree } from "../../../src/engine/worktree/update.ts";
import { PERMISSIONS } from "../../../tools/program.ts";
import { syncOnce } from "../../support/crash.ts";
import { oneOf, withDice } from "../../support/dice.ts";
import { Edits, publish, startWriter } from "../../support/editing.ts";
import { untilQuiet } from "../../support/quiet.ts";
import { type Machine, machineOf, tell, textsOn } from "../../support/story.ts";
import type { World } from "../../support/world.ts";
import { type Order, wordsIn } from "../../support/writer.ts";

function seed(count: number): Record<string, string> {
  const names = Array.from({ length: count }, (_, at) => `notes/${at}.txt`);
  return Object.fromEntries(names.map((name) => [name, `seed of ${name}\n`]));
}

/** The next commit of somebody else: it changes most files, and deletes every tenth of many. */
function incoming(
  files: Readonly<Record<string, string>>,
  round: number,
): Record<string, string | undefined> {
  const names = Object.keys(files);
  return Object.fromEntries(names.map((name, at) => [
    name,
    names.length > 1 && (at + round) % 10 === 0 ? undefined : `round ${round} of ${name}\n`,
  ]));
}

async function wordsInFiles(machine: Machine): Promise<Set<string>> {
  return new Set(wordsIn(Object.values(await textsOn(machine)).join("")));
}

/** The words in all versions of all files that a branch `main` has or had. */
async function wordsInHistory(world: World, folder: string): Promise<Set<string>> {
  const objects = await world.git(folder, "rev-list", "--objects", "main");
  const { stdout } = await world.tryGit(folder, ["cat-file", "--batch"], {
    stdin: objects.split("\n").map((line) => `${line.split(" ")[0]}\n`).join(""),
  });
  return new Set(wordsIn(stdout));
}

/** Saves of all files at moments of chance within about `span` milliseconds. */
function saves(files: readonly string[], { edits, span }: { edits: Edits; span: number }): Order {
  return { edits: edits.of(files, span / 3), wait: edits.throws() * span };
}

/** The same, but mostly just when the files are being replaced: of many files that takes a while. */
function savesOfMany(files: readonly string[], how: { edits: Edits; span: number }): Order {
  const order = saves(files, how);
  if (how.edits.throws() < 0.3) return order;
  return { edits: order.edits, after: oneOf(files, how.edits.throws)!, wait: 0 };
}

for (const count of [1, 300]) {
  Deno.test(`git merge --ff-only is seen to lose edits, ${count} coming in`, () =>
    withDice(async (throws) => {
      const files = seed(count);
      const { world, laptop } = await tell(files, "laptop");
      await using writer = startWriter();
      const names = Object.keys(files).map(laptop.path);
      let lost = 0;
      for (let round = 0; round < 1_000 && lost === 0; round++) {
        const edits = new Edits(throws);
        await publish(world, incoming(files, round));
        await laptop.git("fetch", "--quiet");
        const working = writer.work(
          count === 1
            ? saves(names, { edits, span: 15 })
            : savesOfMany(names, { edits, span: 100 }),
        );
        await world.tryGit(laptop.folder, ["merge", "--ff-only", "--quiet", "origin/main"]);
        edits.overwritten(await working);
        lost = edits.words.difference(await wordsInFiles(laptop)).size;
        await laptop.git("reset", "--quiet", "--hard", "origin/main");
        await laptop.git("clean", "--quiet", "-fd");
      }
      assert.notEqual(lost, 0);
    }));
}

Deno.test("no edit is lost while one file comes in, 100 times", () =>
  withDice(async (throws) => {
    const files = seed(1);
    const { world, laptop } = await tell(files, "laptop");
    await using writer = startWriter();
    const names = Object.keys(files).map(laptop.path);
    const repository = await openRepository({
      program: "git",
      folder: laptop.folder,
      environment: world.env,
      host: "laptop",
      user: "person",
    });
    const edits = new Edits(throws);
    let met = 0;
    let span = 20;
    for (let round = 0; round < 100; round++) {
      await publish(world, incoming(files, round), { folder: laptop.folder, branch: "incoming" });
      const [from, to] = (await laptop.git("rev-parse", "main", "incoming")).split("\n");
      const working = writer.work(saves(names, { edits, span }));
      const start = performance.now();
      const result = await updateWorktree(repository, {
        meetsOwn: () => false,
        branch: "main",
        from,
        to: to!,
        leftOut: new Set(),
        volume: realVolume,
      });
      span = performance.now() - start;
      if (result.kind === "updated") met += result.copies.length;
      edits.overwritten(await working);
      ageDisplaced(repository.gitDir);
      met += (await checkDisplaced(repository)).copies.length;
      await laptop.git("add", "--all");
      await laptop.git("commit", "--quiet", "--allow-empty", "--message", "saved");
    }
    assert.notEqual(met, 0, "no edit was saved during an update");
    const found = await wordsInHistory(world, laptop.folder);
    assert.deepEqual([...edits.words.difference(found)], []);
  }));

Deno.test("no edit is lost while 300 files come in and are saved twice, 2 times", () =>
  withDice(async (throws) => {
    const files = seed(300);
    const { world, laptop, quiet } = await tell(files);
    await using writer = startWriter();
    const names = Object.keys(files).map(laptop.path);
    await laptop.sync();
    const edits = new Edits(throws);
    let met = 0;
    for (let round = 0; round < 2; round++) {
      await publish(world, incoming(files, round));
      const working = writer.work(savesOfMany([...names, ...names], { edits, span: 300 }));
      const { conflicts, saved } = await laptop.sync();
      // Copies that a merge makes are not saved: they come with the merge.
      met += conflicts.filter(({ copy }) => saved.includes(copy)).length;
      edits.overwritten(await working);
      await laptop.sync();
    }
    await quiet();
    assert.notEqual(met, 0, "no edit was saved during an update");
    const found = await wordsInHistory(world, world.remote);
    assert.deepEqual([...edits.words.difference(found)], []);
  }));

/** Calls `act` once, at the first call that concerns the file. */
function volumeWith(
  call: keyof Volume,
  { file, act }: { readonly file: string; readonly act: () => Promise<void> },
): Volume {
  let done = false;
  return {
    ...realVolume,
    [call]: async (from: string, to: string) => {
      if (!done && (from === file || to === file)) {
        done = true;
        await act();
      }
      await realVolume[call](from, to);
    },
  };
}

/**
 * A laptop receives files while something happens to one of them at a call of the volume. Returns what it reported, and
 * both machines once all is quiet.
 */
async function received(
  before: Readonly<Record<string, string>>,
  { name, text = "new\n", at, act }: {
    readonly name: string;
    readonly text?: string;
    readonly at: keyof Volume;
    /** Gets the path of a name in the folder. */
    readonly act: (path: (name: string) => string) => Promise<void>;
  },
) {
  const { world, desktop, laptop: { folder, path } } = await tell(before);
  const volume = volumeWith(at, { file: path(name), act: () => act(path) });
  const laptop = machineOf(world, folder, { volume });
  await publish(world, { [name]: text });
  const { conflicts } = await laptop.sync();
  await untilQuiet(world, [laptop, desktop]);
  return { conflicts, desktop };
}

for (const at of ["rename", "link"] as const) {
  const when = at === "rename"
    ? "before the old version is taken out"
    : "between it and the new one";
  Deno.test(`an edit saved ${when} is kept beside the file, on all machines`, async () => {
    const act = (path: (name: string) => string) => Deno.writeTextFile(path("a.md"), "edit\n");
    const { conflicts, desktop } = await received({ "a.md": "old\n" }, { name: "a.md", at, act });
    assert.deepEqual(conflicts.map(({ path }) => path), ["a.md"]);
    assert.deepEqual(await sortedTexts(desktop), ["edit\n", "new\n"]);
  });
}

Deno.test("a file made executable just before its old version is taken out is kept beside the new one", async () => {
  const { conflicts: [conflict], desktop } = await received({ "run.sh": "old\n" }, {
    name: "run.sh",
    at: "rename",
    act: (path) => Deno.chmod(path("run.sh"), 0o755),
  });
  assert.deepEqual(await sortedTexts(desktop), ["new\n", "old\n"]);
  assert.equal((await Deno.stat(desktop.path(conflict!.copy))).mode! & 0o111, 0o111);
});

Deno.test("an empty folder that takes the place of a file just before that is taken out makes room for the new file", async () => {
  const { conflicts, desktop } = await received({ "a.md": "old\n", "b.md": "b\n" }, {
    name: "a.md",
    at: "rename",
    async act(path) {
      await Deno.remove(path("a.md"));
      await Deno.mkdir(path("a.md"));
    },
  });
  assert.deepEqual(conflicts, []);
  assert.deepEqual(await textsOn(desktop), { "a.md": "new\n", "b.md": "b\n" });
});

for (const at of ["rename", "link"] as const) {
  Deno.test(`a folder that somebody moves just before a file in it is ${at === "link" ? "placed" : "taken out"} goes where he wants it`, async () => {
    const { desktop } = await received({ "plans/a.md": "old\n", "plans/b.md": "b\n" }, {
      name: "plans/a.md",
      at,
      act: (path) => Deno.rename(path("plans"), path("dreams")),
    });
    assert.deepEqual(await textsOn(desktop), {
      ...(at === "rename" ? { "dreams/a.md": "old\n" } : {}),
      "dreams/b.md": "b\n",
      "plans/a.md": "new\n",
    });
  });
}

Deno.test("a file that somebody saves where a folder for a new file was just made is kept beside it", async () => {
  const { conflicts, desktop } = await received({ "notes.md": "one\n" }, {
    name: "plans/a.md",
    at: "link",
    async act(path) {
      await Deno.remove(path("plans"));
      await Deno.writeTextFile(path("plans"), "edit\n");
    },
  });
  assert.deepEqual(conflicts.map(({ path }) => path), ["plans"]);
  assert.deepEqual(await sortedTexts(desktop), ["edit\n", "new\n", "one\n"]);
});

for (const [what, text] of [["replaced", "new\n"], ["deleted", undefined]] as const) {
  Deno.test(`what a program writes into a file that was ${what} while it had it open is kept a day later`, async () => {
    const { world, laptop, desktop } = await tell({ "a.md": "old\n" });
    const gitDir = laptop.path(".git");
    using open = await Deno.open(laptop.path("a.md"), { append: true });
    await publish(world, { "a.md": text });
    await laptop.sync();
    // The program still has it open after a day, and after another one.
    for (let day = 0; day < 2; day++) {
      ageDisplaced(gitDir);
      await laptop.sync();
      assert.equal(displacedIn(gitDir).length, 2);
    }
    const { atime, mtime } = await open.stat();
    await open.write(new TextEncoder().encode("edit\n"));
    // Not every volume has a clock that tells this moment from the one before.
    await open.utime(atime!, mtime!);
    assert.deepEqual((await laptop.sync()).conflicts, []);
    ageDisplaced(gitDir);
    const { conflicts } = await laptop.sync();
    assert.deepEqual(conflicts.map(({ path }) => path), ["a.md"]);
    // The program goes on: what it has open is the conflict copy by now.
    await open.write(new TextEncoder().encode("more\n"));
    await untilQuiet(world, [laptop, desktop]);
    assert.deepEqual(
      await sortedTexts(desktop),
      [...text === undefined ? [] : [text], "old\nedit\nmore\n"],
    );
  });
}

Deno.test("a deleted file that the disk keeps until nobody has it open leaves nothing behind in the end", async () => {
  const { world, laptop } = await tell({ "a.md": "old\n" });
  const gitDir = laptop.path(".git");
  await publish(world, { "a.md": "new\n" });
  await laptop.sync();
  const folder = displacedIn(gitDir).find((name) => !name.endsWith(".json"))!;
  // So it looks on NFS, and on disks of FUSE.
  const kept = laptop.path(`.git/gitsyncbar/old/${folder}/.nfs0001`);
  await Deno.writeTextFile(kept, "old\n");
  ageDisplaced(gitDir);
  await laptop.sync();
  await Deno.remove(kept);
  await laptop.sync();
  assert.deepEqual(displacedIn(gitDir), []);
});

Deno.test("what a program writes into a file that it held open for days is kept, with the permissions of the app", async () => {
  const { world, laptop, desktop } = await tell({ "a.md": "old\n" });
  const sync = () => syncOnce(laptop.folder, { environment: world.env, permissions: PERMISSIONS });
  {
    using open = await Deno.open(laptop.path("a.md"), { append: true });
    await publish(world, { "a.md": "new\n" });
    for (let count = 0; count < 3; count++) {
      assert.equal(await sync(), "synced");
      ageDisplaced(laptop.path(".git"));
    }
    await open.write(new TextEncoder().encode("edit\n"));
  }
  assert.equal(await sync(), "synced");
  await untilQuiet(world, [laptop, desktop]);
  assert.deepEqual(await sortedTexts(desktop), ["new\n", "old\nedit\n"]);
});

for (const [written, ago] of [["an hour ago", 3_600_000], ["just now", 0]] as const) {
  Deno.test(`an edit of the same size and time as the old version, written ${written}, is kept beside the file`, async () => {
    const { world, desktop, laptop: { folder, path, git } } = await tell({ "a.md": "old\n" });
    const file = path("a.md");
    const time = new Date(Date.now() - ago);
    const volume = volumeWith("rename", {
      file,
      async act() {
        await Deno.writeTextFile(file, "two\n");
        await Deno.utime(file, time, time);
      },
    });
    const laptop = machineOf(world, folder, { volume });
    await publish(world, { "a.md": "new\n" });
    await Deno.utime(file, time, time);
    if (ago > 0) await git("update-index", "--refresh");
    const { conflicts } = await laptop.sync();
    // Of one that was just written the time does not tell: there its content is compared at once.
    if (ago === 0) assert.deepEqual(conflicts.map(({ path }) => path), ["a.md"]);
    await untilQuiet(world, [laptop, desktop]);
    assert.deepEqual(await sortedTexts(desktop), ["new\n", "two\n"]);
  });
}

async function sortedTexts(machine: Machine): Promise<string[]> {
  return Object.values(await textsOn(machine)).sort();
}
