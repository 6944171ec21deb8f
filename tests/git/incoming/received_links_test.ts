// Others publish something else than a file under a name that is ignored here, or take its rule away: nothing that a
// program writes there afterwards goes out, under whatever name it lies.

import assert from "node:assert/strict";
import { assertUnpublished, publish, pushAll, receive } from "../../support/by_hand.ts";
import { foldBy } from "../../../src/engine/git/repository/case_folding.ts";
import { publishTree, treeOf } from "../../support/raw_tree.ts";
import { copyOn, type Machine, machineOf, tell } from "../../support/story.ts";

const RULES = { ".gitignore": ".env*\n/private/\n", "notes.md": "one\n", "public/a.md": "one\n" };

const LINK = [{ path: ".env", reason: "link" }];

/** Puts a link in a place, and publishes it as anybody can who may push. */
async function publishLink(machine: Machine, at: string, target: string): Promise<void> {
  await machine.git("pull", "--quiet");
  await Deno.remove(machine.path(at), { recursive: true }).catch(() => {});
  await Deno.symlink(target, machine.path(at));
  await pushAll(machine);
}

/** A laptop to which another machine has sent a link of an ignored name. */
async function withLink() {
  const story = await tell(RULES);
  await story.laptop.sync();
  await publishLink(story.desktop, ".env", "notes.md");
  await story.laptop.sync();
  return story;
}

for (
  const [at, target, file] of [
    [".env", "notes.md", ".env"],
    ["private", "public", "private/b.txt"],
  ] as const
) {
  Deno.test(`a link that others publish as "${at}", which is ignored here, is not made`, async () => {
    const { world, laptop, desktop } = await tell(RULES);
    await laptop.sync();
    await publishLink(desktop, at, target);
    assert.deepEqual((await laptop.sync()).notSynced, [{ path: at, reason: "link" }]);
    await laptop.save({ [file]: "SECRET\n" });
    await laptop.remove(at);
    await machineOf(world, laptop.folder).sync();
    const { notSynced } = await laptop.save({ [file]: "SECRET\n" });
    assert.deepEqual(notSynced, [{ path: at, reason: "link" }]);
    assert.equal(await laptop.read("notes.md"), "one\n");
    await assertUnpublished(world);
  });
}

Deno.test("a link in the place of a file that came under an ignored name is not made", async () => {
  const { world, laptop, desktop } = await tell(RULES);
  await laptop.sync();
  await receive(laptop, desktop, { ".env": "A=1\n" });
  await laptop.write({ ".env": "SECRET\n" });
  await receive(laptop, desktop, { ".gitignore": "" });
  await publishLink(desktop, ".env", "notes.md");
  await laptop.sync();
  assert.deepEqual((await laptop.save({ ".env": "SECRET 2\n" })).notSynced, LINK);
  assert.equal(await laptop.read(".env"), "SECRET 2\n");
  await assertUnpublished(world);
});

Deno.test("a file in the place of a link that was not made comes, and its edits stay here", async () => {
  const { world, laptop, desktop } = await withLink();
  await desktop.remove(".env");
  await receive(laptop, desktop, { ".env": "A=1\n" });
  assert.deepEqual((await laptop.sync()).notSynced, []);
  assert.equal(await laptop.read(".env"), "A=1\n");
  await laptop.write({ ".env": "SECRET\n" });
  assert.deepEqual((await laptop.sync()).notSynced, [{ path: ".env", reason: "received" }]);
  await assertUnpublished(world);
});

Deno.test("a file stays here, and is listed once its rule goes, when others delete the link of its name", async () => {
  const { world, laptop, desktop } = await withLink();
  await laptop.write({ ".env": "SECRET\n" });
  await desktop.remove(".env");
  await publish(desktop, {});
  assert.deepEqual((await laptop.sync()).notSynced, []);
  await receive(laptop, desktop, { ".gitignore": "" });
  assert.deepEqual((await laptop.sync()).notSynced, [{ path: ".env", reason: "was ignored" }]);
  assert.equal(await laptop.read(".env"), "SECRET\n");
  await assertUnpublished(world);
});

Deno.test("a click makes a link of an ignored name, which follows others from then on", async () => {
  const { laptop, desktop, quiet } = await withLink();
  assert.deepEqual((await laptop.sync({ publish: [".env"] })).notSynced, []);
  assert.equal(await Deno.readLink(laptop.path(".env")), "notes.md");
  await publishLink(desktop, ".env", "public/a.md");
  assert.deepEqual((await laptop.sync()).notSynced, []);
  assert.equal(await Deno.readLink(laptop.path(".env")), "public/a.md");
  await quiet();
});

Deno.test("a click sends the file that stands in the place of a link of an ignored name", async () => {
  const { laptop, desktop, quiet } = await withLink();
  await laptop.write({ ".env": "A=1\n" });
  assert.deepEqual((await laptop.sync({ publish: [".env"] })).saved, [".env"]);
  await quiet();
  assert.equal(await desktop.read(".env"), "A=1\n");
});

Deno.test("edits stay here of a file in the place of a submodule with an ignored name", async () => {
  const { world, laptop } = await tell(RULES, "laptop");
  await laptop.sync();
  const first = { ".gitignore": RULES[".gitignore"], "notes.md": "one\n" };
  await publishTree(world, treeOf({ ...first, ".env": { gitlink: "1".repeat(40) } }));
  await laptop.sync();
  await publishTree(world, treeOf({ ...first, ".env": "A=1\n" }));
  await laptop.sync();
  await laptop.write({ ".env": "SECRET\n" });
  assert.deepEqual((await laptop.sync()).notSynced, [{ path: ".env", reason: "received" }]);
  await assertUnpublished(world);
});

/** New files that the rule of a file would have ignored, and what happens before each is made. */
const NEIGHBORS: Readonly<Record<string, { readonly path: string; readonly gone?: string }>> = {
  "beside it": { path: ".env.local" },
  "in a folder in its place": { path: ".env/secret", gone: ".env" },
};

for (const [where, { path, gone }] of Object.entries(NEIGHBORS)) {
  Deno.test(`a new file stays here ${where}, after a file of an ignored name came and its rule went`, async () => {
    const { world, laptop, desktop } = await tell(RULES);
    await laptop.sync();
    await receive(laptop, desktop, { ".env": "A=1\n", ".gitignore": "" });
    await machineOf(world, laptop.folder).sync();
    if (gone !== undefined) await laptop.remove(gone);
    const { saved, notSynced } = await laptop.save({ [path]: "SECRET\n", "new.md": "new\n" });
    assert(saved.includes("new.md"));
    assert.deepEqual(notSynced.map((entry) => entry.path), [path]);
    await assertUnpublished(world);
  });
}

Deno.test("edits stay here of a file of an ignored name after it was deleted on a branch without the rule", async () => {
  const { world, laptop, desktop } = await tell(RULES);
  await laptop.git("branch", "other");
  await laptop.git("push", "--quiet", "--set-upstream", "origin", "other");
  await laptop.sync();
  await receive(laptop, desktop, { ".env": "A=1\n" });
  await laptop.git("checkout", "--quiet", "other");
  await laptop.write({ ".gitignore": "", ".env": "SECRET\n" });
  await machineOf(world, laptop.folder).sync();
  await laptop.remove(".env");
  await machineOf(world, laptop.folder).sync();
  await laptop.git("checkout", "--quiet", "main");
  await laptop.write({ ".env": "SECRET\n" });
  const { notSynced } = await machineOf(world, laptop.folder).sync();
  assert.deepEqual(notSynced, [{ path: ".env", reason: "received" }]);
  await assertUnpublished(world);
});

Deno.test("a file of an ignored name, written while others put a folder in the place of their link, stays here", async () => {
  const { world, laptop, desktop } = await withLink();
  await laptop.write({ ".env": "SECRET\n" });
  await desktop.remove(".env");
  await receive(laptop, desktop, { ".env/x": "A=1\n" });
  await machineOf(world, laptop.folder).sync();
  assert.equal(await laptop.read(await copyOn(laptop)), "SECRET\n");
  await assertUnpublished(world);
});

/** A rule, and the spelling in which others publish the name that it ignores, which most Macs take for the same. */
const SPELLINGS: Readonly<Record<string, readonly [rule: string, path: string]>> = {
  "an accent apart from its letter": ["/geheim-\u00e9.txt", "geheim-e\u0301.txt"],
  "an accent with its letter": ["/geheim-e\u0301.txt", "geheim-\u00e9.txt"],
  "a capital letter of ASCII": ["/geheim/", "GEHEIM/x.txt"],
  "another capital letter": ["/\u00e9.txt", "\u00c9.txt"],
};

for (const [what, [rule, path]] of Object.entries(SPELLINGS)) {
  Deno.test(`edits stay here of a file that others publish with ${what}, where the disk takes both names for one`, async () => {
    const { world, laptop: { folder }, desktop } = await tell({ ".gitignore": `${rule}\n` });
    await world.git(folder, "config", "core.ignoreCase", "false");
    const fold = foldBy({ foldsCase: true, foldsAccents: true });
    const laptop = machineOf(world, folder, { fold });
    await laptop.sync();
    await receive(laptop, desktop, { [path]: "A=1\n" });
    const { notSynced } = await laptop.save({ [path]: "SECRET\n" });
    assert.deepEqual(notSynced, [{ path, reason: "received" }]);
    await assertUnpublished(world);
  });
}

Deno.test("a click on a file of an ignored name counts until others delete it, also while something else is held", async () => {
  const { world, laptop, desktop } = await tell(RULES);
  await laptop.save({ "private/mine.txt": "mine\n" });
  await receive(laptop, desktop, { ".env": "A=1\n", ".gitignore": "" });
  await laptop.write({ ".env": "A=2\n" });
  assert.deepEqual((await laptop.sync({ publish: [".env"] })).saved, [".env"]);
  await desktop.git("pull", "--quiet");
  await desktop.remove(".env");
  await receive(laptop, desktop, {});
  await receive(laptop, desktop, { ".env": "A=3\n" });
  const { notSynced } = await laptop.save({ ".env": "SECRET\n" });
  assert.equal(notSynced.find(({ path }) => path === ".env")?.reason, "received");
  await assertUnpublished(world);
  await laptop.write({ ".env": "A=4\n" });
  assert.deepEqual((await laptop.sync({ publish: [".env"] })).saved, [".env"]);
});

Deno.test("a link is not made, and a private file keeps its place, where the note of both is damaged", async () => {
  const files = { ".gitignore": ".env*\n", "notes.md": "one\n" };
  const { world, laptop, desktop, quiet } = await tell(files);
  await laptop.sync();
  await laptop.write({ ".env.local": "SECRET\n" });
  await publishLink(desktop, ".env", "notes.md");
  await publish(desktop, { ".env.local": "A=1\n" });
  const both = [{ path: ".env", reason: "link" }, { path: ".env.local", reason: "private" }];
  assert.deepEqual((await laptop.sync()).notSynced, both);
  await laptop.write({ ".git/gitsyncbar/not-placed.json": "[garbage" });
  const app = machineOf(world, laptop.folder);
  assert.deepEqual((await app.sync()).notSynced, both);
  assert.deepEqual((await app.sync()).notSynced, both);
  await assert.rejects(Deno.lstat(app.path(".env")), Deno.errors.NotFound);
  await assertUnpublished(world);
  assert.deepEqual((await app.sync({ publish: [".env", ".env.local"] })).notSynced, []);
  assert.equal(await Deno.readLink(app.path(".env")), "notes.md");
  await quiet();
  assert.equal(await desktop.read(".env.local"), "SECRET\n");
});
