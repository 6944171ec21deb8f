// Files that git finds changed although nobody edits them: they are saved once more, then named instead of
// being sent to and fro for ever.

import assert from "node:assert/strict";
import { ageDisplaced } from "../../support/displaced.ts";
import { setTimeout as pause } from "node:timers/promises";
import { realVolume } from "../../../src/engine/worktree/volume.ts";
import { copiesOn, copyOn, type Machine, machineOf, syncAll, tell } from "../../support/story.ts";

const UNSTABLE = { path: "a.ipynb", reason: "unstable" };

async function setFilter(machine: Machine, clean: string): Promise<void> {
  await machine.git("config", "filter.tidy.clean", clean);
}

async function publishedCommits(machine: Machine): Promise<number> {
  await machine.git("fetch", "--quiet");
  return Number(await machine.git("rev-list", "--count", "origin/main"));
}

Deno.test("filters that differ from machine to machine do not send a file to and fro for ever", async () => {
  const { laptop, desktop, machines } = await tell({ ".gitattributes": "*.ipynb filter=tidy\n" });
  await setFilter(laptop, "sed s/x*$/laptop/");
  await setFilter(desktop, "sed s/[a-z]*$/desktop/");
  await laptop.write({ "a.ipynb": "one x\n", "b.md": "b\n" });
  let named: Machine | undefined;
  const goRound = async () => {
    for (const machine of machines) {
      const { notSynced } = await machine.sync();
      if (notSynced.length === 0) continue;
      assert.deepEqual(notSynced, [UNSTABLE]);
      named ??= machine;
    }
  };
  for (let round = 0; round < 6; round++) await goRound();
  const published = await publishedCommits(laptop);
  for (let round = 0; round < 2; round++) await goRound();
  assert.equal(await publishedCommits(laptop), published, "it goes to and fro");
  assert.ok(named !== undefined, "nobody is told");
  for (const machine of machines) assert.deepEqual(await copiesOn(machine), []);

  const other = machines.find((machine) => machine !== named)!;
  await other.save({ "a.ipynb": "others go on\n" });
  await named.sync();
  assert.match(await named.read("a.ipynb"), /^others go on/);
  assert.deepEqual(await copiesOn(named), []);

  // An edit is saved whatever was said before.
  assert.deepEqual((await named.save({ "a.ipynb": "edited by a user\n" })).saved, ["a.ipynb"]);
  assert.equal(await desktop.read("b.md"), "b\n");
});

Deno.test("what a program still writes into an unstable file that was replaced is kept beside it", async () => {
  const { laptop, desktop } = await tell({ ".gitattributes": "*.ipynb filter=tidy\n" });
  await setFilter(laptop, "cat; date +%N");
  await setFilter(desktop, "cat");
  const publish = async (text: string) => {
    await desktop.save({ "a.ipynb": text });
    await laptop.sync();
  };
  await publish("one\n");
  await syncAll(laptop, desktop);
  await publish("two\n");
  assert.deepEqual((await laptop.sync()).notSynced, [UNSTABLE]);
  using open = await Deno.open(laptop.path("a.ipynb"), { append: true });
  await publish("three\n");
  assert.deepEqual(await copiesOn(laptop), []);
  await open.write(new TextEncoder().encode("edited by a user\n"));
  ageDisplaced(laptop.path(".git"));
  await laptop.sync();
  assert.equal(await laptop.read(await copyOn(laptop)), "two\nedited by a user\n");
});

Deno.test("an unstable file that is made executable is saved, as that is an edit", async () => {
  const { laptop } = await tell({ ".gitattributes": "*.ipynb filter=tidy\n" }, "laptop");
  await setFilter(laptop, "cat; date +%N");
  await laptop.write({ "a.ipynb": "one\n" });
  const sync = async () => {
    // Without the times of the files git has to look at each of them.
    await laptop.git("read-tree", "HEAD");
    return await laptop.sync();
  };
  for (let save = 0; save < 2; save++) assert.deepEqual((await sync()).saved, ["a.ipynb"]);
  assert.deepEqual((await sync()).notSynced, [UNSTABLE]);
  await Deno.chmod(laptop.path("a.ipynb"), 0o755);
  assert.deepEqual((await sync()).saved, ["a.ipynb"]);
});

Deno.test("a program that gives its file the old time back is followed all the same", async () => {
  const { laptop, desktop } = await tell({ "songs.tag": "title 0\n" });
  const time = new Date("2026-01-02T03:04:05Z");
  for (let edit = 1; edit <= 3; edit++) {
    // Git tells such a file by its ctime, of which it compares whole seconds; that clock lags a little.
    const { ctime } = await Deno.lstat(laptop.path("songs.tag"));
    await pause(Math.max(0, ctime!.getTime() + 1_050 - Date.now()));
    // In place and as long as before, as a program does that edits tags, or a container of encrypted files.
    await Deno.writeTextFile(laptop.path("songs.tag"), `title ${edit}\n`);
    await Deno.utime(laptop.path("songs.tag"), time, time);
    assert.deepEqual((await laptop.sync()).notSynced, []);
    await desktop.sync();
    assert.equal(await desktop.read("songs.tag"), `title ${edit}\n`);
  }
});

Deno.test("edits that come the moment a file is received, again and again, are edits", async () => {
  const { world, laptop: { folder }, desktop } = await tell({ "a.md": "0\n" });
  let edit = "";
  const laptop = machineOf(world, folder, {
    volume: {
      ...realVolume,
      async link(from, to) {
        await Deno.link(from, to);
        // In place, before the update is over.
        if (to === laptop.path("a.md")) await Deno.writeTextFile(to, edit);
      },
    },
  });
  for (let round = 1; round <= 4; round++) {
    await desktop.save({ "a.md": `desktop ${round}\n` });
    edit = `laptop ${round}\n`;
    await laptop.sync();
    assert.deepEqual((await laptop.sync()).notSynced, []);
    await desktop.sync();
    assert.equal(await desktop.read("a.md"), edit);
    assert.deepEqual(await copiesOn(laptop), []);
  }
});

Deno.test("a file that is made executable and plain again, over and over, is followed", async () => {
  const { laptop } = await tell({ "run.sh": "#!/bin/sh\n" }, "laptop");
  await laptop.save({ "run.sh": "#!/bin/sh\necho\n" });
  for (let change = 1; change <= 6; change++) {
    await Deno.chmod(laptop.path("run.sh"), change % 2 === 1 ? 0o755 : 0o644);
    const { saved, notSynced } = await laptop.sync();
    assert.deepEqual({ saved, notSynced }, { saved: ["run.sh"], notSynced: [] });
  }
});
