// The user's own files of rules, outside of `.gitignore` and `.gitattributes`: where one is tracked, others change it.

import assert from "node:assert/strict";
import { join } from "node:path";
import { assertUnpublished } from "../../support/by_hand.ts";
import { publishTree, treeOf } from "../../support/raw_tree.ts";
import { copiesOn, type Machine, machineOf, syncAll, tell } from "../../support/story.ts";

/** Writes files and syncs twice: as the watcher names them, and as a scan of the folder finds them. */
async function writeAndSync(machine: Machine, files: Readonly<Record<string, string>>) {
  await machine.write(files);
  const byName = await machine.sync({ paths: Object.keys(files), remote: "send" });
  return [byName, await machine.sync()] as const;
}

Deno.test("a configuration that git's own includes is rules, too", async () => {
  const files = { ".gitconfig": "[core]\n\texcludesFile = rules\n", "rules": "*.key\n" };
  const { world, laptop: { folder, git }, desktop } = await tell({ ...files, "none": "" });
  await git("config", "include.path", "../.gitconfig");
  const laptop = machineOf(world, folder);
  await laptop.save({ "a.key": "SECRET\n" });
  await desktop.save({ ".gitconfig": "[core]\n\texcludesFile = none\n" });
  assert.deepEqual((await laptop.sync()).notSynced, [
    { path: "a.key", reason: "was ignored", by: "desktop" },
  ]);
  await writeAndSync(laptop, { "a.key": "SECRET 2\n", "b.md": "b\n" });
  await writeAndSync(machineOf(world, folder), { "a.key": "SECRET 3\n", "b.md": "c\n" });
  await assertUnpublished(world);
});

for (const isNamed of [true, false]) {
  const named = isNamed ? "a file" : "no file";
  Deno.test(`new files are judged by the user's rules where a tracked configuration named ${named}`, async () => {
    const before = "[core]\n\texcludesFile = rules\n\tattributesFile = attributes\n";
    const files = { "rules": "*.key\n", "attributes": "*.env filter=turn\n", "none": "" };
    const tracked = { ...files, ".gitconfig": isNamed ? before : "" };
    const { world, laptop: { folder, git }, desktop } = await tell(tracked);
    if (!isNamed) {
      await git("config", "core.excludesFile", "rules");
      await git("config", "core.attributesFile", "attributes");
    }
    for (const verb of ["clean", "smudge"]) {
      await git("config", `filter.turn.${verb}`, "tr a-zA-Z n-za-mN-ZA-M");
    }
    await git("config", "include.path", "../.gitconfig");
    const laptop = machineOf(world, folder);
    await laptop.save({ "a.key": "SECRET\n", "a.env": "SECRET\n" });
    await desktop.sync();
    await desktop.save({ ".gitconfig": before.replaceAll(/= \w+/g, "= none") });
    await laptop.sync();
    for (const app of [laptop, machineOf(world, folder)]) {
      await writeAndSync(app, { "b.key": "SECRET\n", "b.env": "SECRET\n", "c.md": "c\n" });
    }
    await assertUnpublished(world);
    await desktop.sync();
    assert.equal(await desktop.read("c.md"), "c\n");
  });
}

for (const place of ["core.excludesFile", "info/exclude"]) {
  Deno.test(`new files are judged by what ${place} said before others changed it`, async () => {
    const { world, laptop: { folder, git, path }, desktop } = await tell({
      "rules/ignore": "*.key\n",
    });
    if (place === "info/exclude") {
      await Deno.remove(path(".git/info/exclude")).catch(() => {});
      await Deno.symlink("../../rules/ignore", path(".git/info/exclude"));
    } else await git("config", place, "rules/ignore");
    const laptop = machineOf(world, folder);
    await laptop.save({ "a.key": "SECRET\n" });
    await desktop.sync();
    // The app adds lines of its own to `info/exclude`.
    const rules = await desktop.read("rules/ignore");
    await desktop.save({ "rules/ignore": rules.replace("*.key", "*.o") });
    await laptop.sync();
    for (const app of [laptop, machineOf(world, folder)]) {
      const [, { notSynced }] = await writeAndSync(app, { "b.key": "SECRET\n" });
      assert.deepEqual(notSynced.map((one) => one.path).toSorted(), ["a.key", "b.key"]);
    }
    await assertUnpublished(world);
  });
}

Deno.test("a file is private that lost its filter in the user's own file of attributes", async () => {
  const { world, laptop: { folder, git }, desktop } = await tell({
    "rules/attributes": "*.env filter=turn\n",
  });
  await git("config", "core.attributesFile", "rules/attributes");
  for (const verb of ["clean", "smudge"]) {
    await git("config", `filter.turn.${verb}`, "tr a-zA-Z n-za-mN-ZA-M");
  }
  const laptop = machineOf(world, folder);
  assert.deepEqual((await laptop.save({ "a.env": "SECRET\n" })).saved, ["a.env"]);
  await desktop.sync();
  await desktop.save({ "rules/attributes": "*.o filter=turn\n" });
  assert.deepEqual((await laptop.sync()).notSynced, [
    { path: "a.env", reason: "lost its filter", by: "desktop" },
  ]);
  for (const app of [laptop, machineOf(world, folder)]) {
    await writeAndSync(app, { "a.env": "SECRET 2\n", "b.env": "SECRET\n" });
  }
  await assertUnpublished(world);
});

Deno.test("rules that come or go with a folder do not end what is private by earlier ones", async () => {
  const { world, laptop: { folder } } = await tell({
    ".gitignore": "*.key\n",
    "old/.gitignore": "/x\n",
  }, "laptop");
  const laptop = machineOf(world, folder);
  await laptop.save({ "a.key": "SECRET\n" });
  const desktop = machineOf(world, `${world.folder}/seed`);
  await desktop.remove(".gitignore");
  await syncAll(desktop, laptop);
  // Such as an archive that is unpacked.
  await laptop.write({ "project/.gitignore": "/build\n", "project/main.c": "m\n" });
  assert.deepEqual((await laptop.sync()).saved, ["project/.gitignore", "project/main.c"]);
  await laptop.remove("old");
  assert.deepEqual((await laptop.sync()).saved, ["old/.gitignore"]);
  await writeAndSync(laptop, { "b.key": "SECRET\n", "project/c.key": "SECRET\n" });
  await assertUnpublished(world);
});

for (
  const [what, change] of Object.entries<(machine: Machine) => Promise<void>>({
    "leads to other rules": ({ path }) => Deno.symlink("rules/none", path("link")),
    "becomes a file": ({ write }) => write({ "link": "" }),
    "goes": () => Promise.resolve(),
  })
) {
  Deno.test(`a file stays private when a tracked link to the user's rules ${what}`, async () => {
    const files = { "rules/mine": "*.key\n", "rules/none": "", "notes.md": "one\n" };
    const { world, laptop, desktop } = await tell(files);
    await Deno.symlink("rules/mine", laptop.path("link"));
    await syncAll(laptop, desktop);
    await laptop.remove(".git/info/exclude");
    await Deno.symlink("../../link", laptop.path(".git/info/exclude"));
    await laptop.save({ "a.key": "SECRET\n" });
    await desktop.remove("link");
    await change(desktop);
    await syncAll(desktop, laptop);
    await writeAndSync(laptop, { "a.key": "SECRET 2\n", "notes.md": "two\n" });
    await writeAndSync(machineOf(world, laptop.folder), { "notes.md": "three\n" });
    await assertUnpublished(world);
    await desktop.sync();
    assert.equal(await desktop.read("notes.md"), "three\n");
  });
}

for (
  const [what, broken] of Object.entries({
    "a line that nobody has finished": "[core\n",
    "a value that git does not know": "[core]\n\tfileMode = perhaps\n",
    "a number that is too large": "[core]\n\tcompression = 99\n",
    "the folder of a user whom nobody knows": "[core]\n\texcludesFile = ~nobody-here/ignore\n",
  })
) {
  Deno.test(`settings with ${what}, in a tracked part of git's own, are not placed, and go on when they are mended`, async () => {
    const files = { ".gitconfig": "[alias]\n\tst = status\n", "notes.md": "one\n" };
    const { world, laptop: { folder, git }, desktop, quiet } = await tell(files);
    await Deno.symlink(join(folder, ".gitconfig"), join(world.folder, "link"));
    await git("config", "include.path", join(world.folder, "link"));
    const laptop = machineOf(world, folder);
    await laptop.sync();
    await desktop.save({ ".gitconfig": broken, "notes.md": "two\n" });
    assert.deepEqual((await laptop.sync()).notSynced, [
      { path: ".gitconfig", reason: "own place" },
    ]);
    assert.equal(await laptop.read("notes.md"), "two\n");
    assert.equal(await laptop.read(".gitconfig"), files[".gitconfig"]);
    await laptop.write({ "mine.md": "mine\n" });
    assert.deepEqual((await machineOf(world, folder).sync()).saved, ["mine.md"]);
    await desktop.save({ ".gitconfig": "[alias]\n\tci = commit\n" });
    assert.deepEqual((await laptop.sync()).notSynced, []);
    assert.equal(await laptop.read(".gitconfig"), "[alias]\n\tci = commit\n");
    await quiet();
  });
}

Deno.test("rules ignore the same files whatever encoding others prescribe for them", async () => {
  const rules = "*.pem\n/private/\n";
  const { world, laptop, desktop } = await tell({ ".gitignore": rules });
  await laptop.save({ "a.pem": "SECRET\n" });
  const attributes = "* working-tree-encoding=UTF-16LE\n";
  await publishTree(world, treeOf({ ".gitattributes": attributes, ".gitignore": rules }));
  await laptop.sync();
  const longer = `${rules}*.key\n`;
  await publishTree(world, treeOf({ ".gitattributes": attributes, ".gitignore": longer }));
  for (const app of [laptop, machineOf(world, laptop.folder)]) {
    await writeAndSync(app, {
      "b.pem": "SECRET\n",
      "private/c.md": "SECRET\n",
      "d.key": "SECRET\n",
    });
    assert.equal(await laptop.read(".gitignore"), longer);
    assert.equal(await laptop.read(".gitattributes"), attributes);
  }
  await publishTree(world, treeOf({ ".gitignore": rules, "notes.md": "one\n" }));
  await laptop.sync();
  assert.deepEqual((await laptop.sync()).notSynced, [
    { path: "d.key", reason: "was ignored", by: "Somebody" },
  ]);
  assert.equal(await laptop.read(".gitignore"), rules);
  assert.deepEqual(await copiesOn(laptop), []);
  await laptop.save({ "notes.md": "two\n" });
  await desktop.sync();
  assert.equal(await desktop.read("notes.md"), "two\n");
  assert.equal(await desktop.read(".gitignore"), rules);
  await assertUnpublished(world);
});
