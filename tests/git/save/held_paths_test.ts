// Paths on our list stay out of every save, whatever git's rules say.

import assert from "node:assert/strict";
import { gitPath } from "../../../src/engine/git/values/path.ts";
import { openRepository } from "../../../src/engine/git/repository/open.ts";
import {
  addPrivatePaths,
  writePrivatePaths,
} from "../../../src/engine/git/repository/private_paths.ts";
import { machineOf, tell } from "../../support/story.ts";
import { settingsOf } from "../../support/syncer.ts";

Deno.test("what is private stays out of saves by name and of saves of the whole tree", async () => {
  const { world, laptop, desktop } = await tell({ "notes.md": "one\n", "box/kept.md": "k\n" });
  const repository = await openRepository(settingsOf(world, laptop.folder));
  await laptop.write({ ".env": "SECRET\n", "box/a/secret.txt": "SECRET\n" });
  await addPrivatePaths(repository, [
    { path: gitPath(".env"), reason: "ignored" },
    { path: gitPath("box/"), reason: "ignored" },
  ]);
  await laptop.sync();
  await laptop.write({ ".env": "SECRET 2\n", "box/kept.md": "k2\n", "notes.md": "two\n" });
  const paths = [".env", "box", "notes.md"];
  assert.deepEqual((await laptop.sync({ paths, remote: "send" })).saved.toSorted(), [
    "box/kept.md",
    "notes.md",
  ]);
  // Of its own names the app does not ask git's rules, nor does a save by name look at the whole tree for them.
  await laptop.save({ ".gitignore": "!.gitsyncbar-*\n" });
  await laptop.write({ ".gitsyncbar-x": "own\n", "notes.md": "three\n" });
  const named = { paths: [".gitsyncbar-x", "notes.md"], remote: "send" } as const;
  assert.deepEqual((await laptop.sync(named)).saved, ["notes.md"]);
  assert.deepEqual((await laptop.save({ ".env2": "open\n" })).saved, [".env2"]);
  await desktop.sync();
  assert.deepEqual(await desktop.names(), [".env2", ".gitignore", "box/kept.md", "notes.md"]);
  await writePrivatePaths(repository, [{ path: gitPath("box/"), reason: "ignored" }]);
  assert.deepEqual((await laptop.sync()).saved, [".env"]);
});

Deno.test("a new file in a folder that stays in the place of an incoming file does not delete that one", async () => {
  const { world, laptop, desktop } = await tell({ "box/.gitignore": "*.env\n", "box/a.md": "a\n" });
  await laptop.save({ "box/my.env": "SECRET\n" });
  await desktop.remove("box");
  await desktop.save({ "box": "theirs\n" });
  await laptop.sync();
  await laptop.write({ "box/new.md": "new\n", "box/sub/new.md": "new\n" });
  const paths = ["box/new.md", "box/sub/new.md"];
  for (const app of [laptop, machineOf(world, laptop.folder)]) {
    await app.sync({ paths, remote: "send" });
    const { saved, notSynced } = await app.sync();
    assert.deepEqual(saved, []);
    assert.ok(notSynced.some(({ path, reason }) => path === "box" && reason === "private"));
    await desktop.sync();
    assert.deepEqual(await desktop.names(), ["box"]);
  }
  // The user's word: the folder takes the place.
  await laptop.sync({ publish: ["box"] });
  await desktop.sync();
  assert.deepEqual(await desktop.names(), ["box/my.env", "box/new.md", "box/sub/new.md"]);
});

Deno.test("files that cannot be staged are found one by one, and all others are saved", async () => {
  const files = { ".gitattributes": "*.bad filter=bad\n*.u16 working-tree-encoding=UTF-16\n" };
  const { world, laptop: { folder, git } } = await tell(
    { ...files, "folder/a.md": "a\n", "folder/b.md": "b\n" },
    "laptop",
  );
  await world.git(world.folder, "config", "--global", "filter.bad.clean", "false");
  await world.git(world.folder, "config", "--global", "filter.bad.required", "true");
  const laptop = machineOf(world, folder);
  const fine = Array.from({ length: 12 }, (_, at) => [`fine/${at}.md`, `${at}\n`]);
  await laptop.write({
    ...Object.fromEntries(fine),
    "1.bad": "x",
    "fine/2.bad": "x",
    "zz.bad": "x",
    "fine/no.u16": "no BOM",
  });
  // Git does not stage what is gone behind a link.
  await laptop.rename("folder", "moved");
  await Deno.symlink("moved", laptop.path("folder"));
  const { saved, notSynced } = await laptop.sync();
  assert.deepEqual(notSynced.map(({ path, reason }) => [path, reason]).toSorted(), [
    ["1.bad", "filter"],
    ["fine/2.bad", "filter"],
    ["fine/no.u16", "encoding"],
    ["zz.bad", "filter"],
  ]);
  assert.equal(saved.length, fine.length + 5);
  assert.equal(
    (await git("ls-tree", "-r", "--name-only", "origin/main")).split("\n").length,
    1 + fine.length + 3,
  );
});
