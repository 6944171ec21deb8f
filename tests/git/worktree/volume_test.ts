// Volumes that cannot do everything: names that fold into one, no hard links, a git folder elsewhere.

import assert from "node:assert/strict";
import { findFold } from "../../../src/engine/git/repository/case_folding.ts";
import { openRepository } from "../../../src/engine/git/repository/open.ts";
import type { SyncSettings } from "../../../src/engine/sync/settings.ts";
import { gitPath, shownName } from "../../../src/engine/git/values/path.ts";
import { realVolume, type Volume } from "../../../src/engine/worktree/volume.ts";
import { canMountDisks, mountMacDisk, mountStick } from "../../support/limited_disk.ts";
import { untilQuiet } from "../../support/quiet.ts";
import { elsewhere, withoutLinks } from "../../support/volumes.ts";
import { copiesOn, copyOn, machineOf, tell, textsOn } from "../../support/story.ts";

/** A volume that ignores case and the spelling of accents, as on most Macs. */
const foldCase: Partial<SyncSettings> = {
  fold: (path) => shownName(path).normalize("NFC").toLowerCase(),
};

const VOLUMES: Readonly<Record<string, Volume>> = {
  "without hard links": withoutLinks,
  "other than that of the git folder": elsewhere,
  "that says that links are not supported": {
    link: () => Promise.reject(new Deno.errors.NotSupported("link")),
    rename: Deno.rename,
  },
};

for (const [about, volume] of Object.entries(VOLUMES)) {
  Deno.test(`a folder on a volume ${about} syncs as any other`, async () => {
    const { world, laptop } = await tell(
      {
        "notes.md": "one\n",
        "run.sh": "#!/bin/sh\n",
        "gone.md": "g\n",
        "file": "f\n",
        ".gitignore": "*.log\n",
      },
      "laptop",
    );
    await Deno.chmod(laptop.path("run.sh"), 0o755);
    await laptop.sync();
    const desktop = machineOf(world, await world.clone("desktop"), { volume });
    await laptop.write({
      "notes.md": "laptop\n",
      "new.md": "new\n",
      "run.sh": "#!/bin/sh\necho\n",
    });
    await laptop.write({ "a.log": "published\n" });
    await laptop.git("add", "--force", "a.log");
    await laptop.remove("gone.md", "file");
    await laptop.write({ "file/a.md": "a\n" });
    await Deno.symlink("notes.md", laptop.path("link"));
    await laptop.sync();
    await desktop.save({ "notes.md": "desktop\n", "a.log": "ignored\n" });
    await untilQuiet(world, [laptop, desktop], { besides: ["a.log"] });
    const texts: Readonly<Record<string, string>> = await textsOn(desktop);
    assert.equal(texts[await copyOn(laptop)], "desktop\n");
    assert.equal(texts["link"], "laptop\n");
    assert.equal(texts["gone.md"], undefined);
    assert.deepEqual(texts, { ...await textsOn(laptop), "a.log": "ignored\n" });
  });
}

Deno.test("a folder .GIT of somebody's own does not make names equal that differ only in case", async () => {
  const { world, laptop, desktop } = await tell({ "notes.md": "one\n" });
  await laptop.write({ ".GIT/mine": "m\n" });
  await desktop.save({ "Case.md": "C\n", "case.md": "c\n" });
  assert.deepEqual((await laptop.sync()).notSynced.map(({ path }) => path), [".GIT/mine"]);
  await laptop.write({ "case.md": "edited\n" });
  await untilQuiet(world, [laptop, desktop], { besides: [".GIT/mine"] });
  const { "Case.md": upper, "case.md": lower } = await textsOn(desktop);
  assert.deepEqual([upper, lower], ["C\n", "edited\n"]);
});

Deno.test("what somebody writes into the empty file that holds a place on a volume without hard links is kept", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  const folder = await world.clone("desktop");
  const file = `${folder}/new.md`;
  const rename: Volume["rename"] = async (from, to) => {
    if (to === file) await Deno.writeTextFile(file, "mine\n");
    await withoutLinks.rename(from, to);
  };
  const desktop = machineOf(world, folder, { volume: { ...withoutLinks, rename } });
  await laptop.save({ "new.md": "new\n" });
  const { conflicts } = await desktop.sync();
  assert.deepEqual(conflicts.map(({ path }) => path), ["new.md"]);
  await untilQuiet(world, [laptop, desktop]);
  assert.deepEqual(await laptop.read("new.md"), "new\n");
  assert.deepEqual(await laptop.read(await copyOn(laptop)), "mine\n");
});

Deno.test("two published names that fold into one: the second is named as not synced and stays published", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n", "Readme.md": "first\n" }, "laptop");
  const desktop = machineOf(world, await world.clone("desktop"), foldCase);
  await laptop.save({ "README.md": "second\n" });
  const notSynced = [{ path: "README.md", reason: "name" }];
  assert.deepEqual((await desktop.sync()).notSynced, notSynced);
  const report = await desktop.save({ "notes.md": "two\n" });
  assert.deepEqual([report.saved, report.notSynced], [["notes.md"], notSynced]);
  await laptop.sync();
  assert.equal(await laptop.read("README.md"), "second\n");
  assert.deepEqual(await textsOn(desktop), { "notes.md": "two\n", "Readme.md": "first\n" });
});

Deno.test("a name that was taken for another one is placed when that one is gone", async () => {
  const { world, laptop } = await tell(
    { "Readme.md": "first\n", "caf\u00e9.md": "composed\n", "notes.md": "one\n" },
    "laptop",
  );
  const desktop = machineOf(world, await world.clone("desktop"), foldCase);
  await laptop.save({ "README.md": "second\n", "cafe\u0301.md": "decomposed\n" });
  assert.deepEqual((await desktop.sync()).notSynced.map(({ path }) => path).sort(), [
    "README.md",
    "cafe\u0301.md",
  ]);
  // One of them goes there, the other one here.
  await laptop.rename("Readme.md", "other.md");
  await laptop.sync();
  await desktop.remove("caf\u00e9.md");
  assert.deepEqual((await desktop.sync()).notSynced, []);
  await untilQuiet(world, [laptop, desktop]);
  assert.deepEqual(await textsOn(desktop), {
    "README.md": "second\n",
    "cafe\u0301.md": "decomposed\n",
    "notes.md": "one\n",
    "other.md": "first\n",
  });
});

Deno.test("names that were taken for others are placed when the folder is on a volume that tells them apart", async () => {
  const files = { "Readme.md": "first\n", "caf\u00e9.md": "composed\n" };
  const { world, laptop } = await tell(files, "laptop");
  const folder = await world.clone("desktop");
  const more = { "README.md": "second\n", "cafe\u0301.md": "decomposed\n" };
  await laptop.save(more);
  assert.equal((await machineOf(world, folder, foldCase).sync()).notSynced.length, 2);
  const desktop = machineOf(world, folder);
  assert.deepEqual((await desktop.sync()).notSynced, []);
  assert.deepEqual(await textsOn(desktop), { ...files, ...more });
  await untilQuiet(world, [laptop, desktop]);
});

Deno.test(
  "whether a volume folds names is found out by itself",
  { ignore: !canMountDisks() },
  async () => {
    const { world } = await tell({ "notes.md": "one\n" }, "laptop");
    await using mac = await mountMacDisk(world);
    await using stick = await mountStick(world);
    const foldOn = async (name: string) => {
      const folder = await world.clone(name);
      const repository = await openRepository({
        program: "git",
        folder,
        environment: world.env,
        host: "host",
        user: "person",
      });
      return await findFold(repository);
    };
    assert.equal(await foldOn("desktop"), undefined);
    const names = ["\u00e9.md", "\u00c9.md", "e\u0301.md", "f.md"].map(gitPath);
    for (const [disk, keys] of [[mac, 2], [stick, 3]] as const) {
      const fold = await foldOn(disk.place("folder"));
      assert.equal(new Set(names.map(fold!)).size, keys);
    }
  },
);

Deno.test("a file that changes only the case of its name is renamed", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  const desktop = machineOf(world, await world.clone("desktop"), foldCase);
  await laptop.rename("notes.md", "Notes.md");
  await untilQuiet(world, [laptop, desktop]);
  assert.deepEqual(await textsOn(desktop), { "Notes.md": "one\n" });
});

Deno.test("a rename that fails half-way takes back what was placed", async () => {
  const { world, laptop } = await tell(
    { "a.md": "a\n", "b.md": "b\n", "c.md": "c\n", "my.ini": "i\n" },
    "laptop",
  );
  let renames = 0;
  let failing = true;
  const desktop = machineOf(world, await world.clone("desktop"), {
    volume: {
      link: realVolume.link,
      rename: (from, to) =>
        failing && ++renames === 3
          ? Promise.reject(new Error("the disk is gone"))
          : Deno.rename(from, to),
    },
  });
  await desktop.git("update-index", "--skip-worktree", "my.ini");
  await desktop.write({ "my.ini": "my own\n" });
  await laptop.save({
    "a.md": "a2\n",
    "b.md": "b2\n",
    "c.md": "c2\n",
    "d.md": "d2\n",
    "my.ini": "i2\n",
  });
  assert.deepEqual(await desktop.problem(), {
    kind: "unknown",
    detail: "the disk is gone",
  });
  assert.deepEqual(await textsOn(desktop), {
    "a.md": "a\n",
    "b.md": "b\n",
    "c.md": "c\n",
    "my.ini": "my own\n",
  });
  assert.equal(await desktop.git("status", "--porcelain"), "");
  failing = false;
  await laptop.save({ "a.md": "a\n" });
  await desktop.write({ "a.md": "an edit in place\n" });
  await untilQuiet(world, [laptop, desktop], { besides: ["my.ini"] });
  assert.deepEqual(await copiesOn(desktop), []);
  assert.equal(await laptop.read("a.md"), "an edit in place\n");
  assert.equal(await desktop.read("d.md"), "d2\n");
  assert.equal(await desktop.read("my.ini"), "my own\n");
});
