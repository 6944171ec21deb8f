// Very many deletions at once wait for a user, as a disk that went away looks the same.

import assert from "node:assert/strict";
import { published } from "../../support/running.ts";
import { type Machine, machineOf, syncAll, tell, textsOn } from "../../support/story.ts";

const FILES = Object.fromEntries(
  Array.from({ length: 24 }, (_, at) => [`folder/${at}.md`, `text ${at}\n`]),
);
const NAMES = Object.keys(FILES);

/** Syncs; the deletion waits, and everything else is equal to the remote. */
async function waits(
  machine: Machine,
  deleted: number,
  tracked: number = NAMES.length,
): Promise<void> {
  const { heldDeletion, confirmed } = await machine.sync();
  assert.deepEqual(heldDeletion, { kind: "mass deletion", deleted, tracked });
  assert.equal(confirmed, true);
}

Deno.test("more than half of the files deleted waits, also by their names; confirmed, it goes through everywhere", async () => {
  const { laptop, desktop, quiet } = await tell(FILES);
  await laptop.sync();
  await laptop.remove(...NAMES.slice(0, 13));
  const { heldDeletion } = await laptop.sync({ paths: NAMES.slice(0, 13), remote: "send" });
  assert.equal(heldDeletion?.kind, "mass deletion");
  await waits(laptop, 13);
  const { saved } = await laptop.sync({ confirmDeletion: true });
  assert.deepEqual([...saved].sort(), NAMES.slice(0, 13).sort());
  await quiet();
  assert.equal((await desktop.names()).length, NAMES.length - 13);
});

Deno.test("while a deletion waits, other edits go out and those of others arrive, also after a restart", async () => {
  const { world, laptop, desktop, quiet } = await tell(FILES);
  await laptop.sync();
  await laptop.remove(...NAMES.slice(0, 20));
  await laptop.write({ "folder/20.md": "edited\n", "new.md": "new\n" });
  await waits(laptop, 20);
  await desktop.sync();
  assert.equal(await desktop.read("folder/20.md"), "edited\n");
  assert.equal(await desktop.read("new.md"), "new\n");
  // Files that others have changed since come back; those that they have deleted wait no more.
  await desktop.write({ "folder/0.md": "newer\n", "theirs.md": "theirs\n" });
  await desktop.remove("folder/1.md");
  await desktop.rename("folder/2.md", "moved.md");
  await desktop.sync();
  const restarted = machineOf(world, laptop.folder);
  await restarted.write({ "new.md": "newer\n" });
  await waits(restarted, 17, 25);
  assert.equal(await laptop.read("folder/0.md"), "newer\n");
  assert.equal(await laptop.read("theirs.md"), "theirs\n");
  assert.equal(await laptop.read("moved.md"), "text 2\n");
  // Files that come in count at once.
  await desktop.save({ "one.md": "1\n", "two.md": "2\n" });
  await waits(restarted, 17, 27);
  await restarted.sync({ confirmDeletion: true });
  await quiet();
  assert.deepEqual(await desktop.names(), [
    "folder/0.md",
    "folder/20.md",
    "folder/21.md",
    "folder/22.md",
    "folder/23.md",
    "moved.md",
    "new.md",
    "one.md",
    "theirs.md",
    "two.md",
  ]);
});

Deno.test("a deletion that waits goes on waiting when it is less than half by then", async () => {
  const { world, laptop, desktop } = await tell(FILES);
  await laptop.sync();
  await laptop.remove(...NAMES.slice(0, 13));
  await waits(laptop, 13);
  const more = Object.fromEntries(NAMES.map((name) => [`more/${name}`, `more ${name}\n`]));
  await laptop.write(more);
  await laptop.sync({ paths: Object.keys(more).slice(0, 4), remote: "send" });
  await laptop.sync();
  await waits(laptop, 13, 48);
  // Put back by hand, moved, made anew, and replaced by a folder: these do not wait.
  await laptop.write({
    "folder/0.md": FILES["folder/0.md"]!,
    "elsewhere.md": FILES["folder/1.md"]!,
    "folder/2.md": "anew\n",
    "folder/3.md/inside.md": "inside\n",
  });
  const restarted = machineOf(world, laptop.folder);
  await waits(restarted, 9, 48);
  // One that is deleted now waits, too.
  await restarted.remove("folder/20.md");
  await restarted.sync({ paths: ["folder/20.md"], remote: "send" });
  await waits(restarted, 10, 48);
  await desktop.sync();
  const { "folder/1.md": _, "folder/3.md": __, ...others } = FILES;
  assert.deepEqual(await textsOn(desktop), {
    ...others,
    ...more,
    "elsewhere.md": FILES["folder/1.md"],
    "folder/2.md": "anew\n",
    "folder/3.md/inside.md": "inside\n",
  });
});

Deno.test("a deletion that is staged waits as well, and stays staged", async () => {
  const { laptop, desktop } = await tell(FILES);
  await laptop.sync();
  await laptop.git("rm", "--quiet", ...NAMES.slice(0, 10));
  await laptop.git("rm", "--quiet", "--cached", ...NAMES.slice(10, 20));
  await laptop.write({
    ".git/info/exclude": NAMES.slice(10, 20).map((name) => `/${name}`).join("\n"),
    "new.md": "new\n",
  });
  await waits(laptop, 20);
  assert.equal((await laptop.git("ls-files", "folder")).split("\n").length, 4);
  await desktop.save({ "folder/0.md": "newer\n" });
  const { heldDeletion } = await laptop.sync({ paths: ["new.md"], remote: "ask" });
  assert.equal(heldDeletion?.deleted, 19);
  await laptop.sync({ confirmDeletion: true });
  await desktop.sync();
  assert.equal((await desktop.names()).length, 6);
  assert.equal(await laptop.read("folder/10.md"), "text 10\n", "it leaves the sync, not the disk");
});

Deno.test("a file in the place of a folder whose deletion waits is listed, and synced after it", async () => {
  const { laptop, desktop, quiet } = await tell({ ...FILES, "a.md": "a\n" });
  await laptop.sync();
  await laptop.remove("folder");
  await laptop.write({ "folder": "a file\n", "a.md": "edited\n" });
  const { heldDeletion, notSynced } = await laptop.sync();
  assert.equal(heldDeletion?.deleted, 24);
  assert.deepEqual(notSynced, [{ path: "folder", reason: "replaces a folder" }]);
  await desktop.sync();
  assert.equal((await desktop.names()).length, 25);
  assert.equal(await desktop.read("a.md"), "edited\n");
  await laptop.sync({ confirmDeletion: true });
  await quiet();
  assert.deepEqual(await textsOn(desktop), { "folder": "a file\n", "a.md": "edited\n" });
});

Deno.test("half of the files deleted, or many of a small folder, is an ordinary save", async () => {
  const { laptop, desktop, quiet } = await tell(FILES);
  await laptop.remove(...NAMES.slice(0, 12));
  await quiet();
  await laptop.remove(...NAMES.slice(12, 20));
  await quiet();
  assert.deepEqual(await desktop.names(), NAMES.slice(20).sort());
});

Deno.test("everything moved into a folder is no deletion", async () => {
  const { laptop, desktop, quiet } = await tell(FILES);
  await laptop.rename("folder", "archive/2026");
  await quiet();
  assert.deepEqual(
    await desktop.names(),
    NAMES.map((name) => name.replace("folder", "archive/2026")).sort(),
  );
});

Deno.test("whatever others put in the place of files whose deletion waits arrives, and nothing is deleted", async () => {
  const { laptop, desktop, quiet } = await tell({ ...FILES, "a.md": "a\n" });
  await syncAll(laptop, desktop);
  await laptop.remove("folder", "a.md");
  await waits(laptop, 25, 25);
  await desktop.remove("folder", "a.md");
  await Deno.symlink("/", desktop.path("folder"));
  await desktop.write({ "a.md/inside.md": "inside\n" });
  await desktop.sync({ confirmDeletion: true });
  const { heldDeletion, notSynced } = await laptop.sync();
  assert.deepEqual([heldDeletion, notSynced], [undefined, []]);
  assert.equal(await Deno.readLink(laptop.path("folder")), "/");
  assert.equal(await laptop.read("a.md/inside.md"), "inside\n");
  await quiet();
});

Deno.test("both sides go on while a deletion waits on each of two machines", async () => {
  const { laptop, desktop, quiet } = await tell(FILES);
  await syncAll(laptop, desktop);
  await laptop.remove(...NAMES.slice(0, 14));
  await desktop.remove(...NAMES.slice(10, 24));
  for (const machine of [laptop, desktop, laptop]) {
    await machine.write({ [`${machine.name}.md`]: "edited\n", "both.md": `${machine.name}\n` });
    assert.equal((await machine.sync()).heldDeletion?.deleted, 14);
  }
  await desktop.sync();
  assert.equal(await desktop.read("laptop.md"), "edited\n");
  await laptop.sync({ restoreHere: true });
  await desktop.sync({ confirmDeletion: true });
  await quiet();
  assert.deepEqual((await textsOn(laptop))["folder/13.md"], undefined);
  assert.equal(await laptop.read("folder/9.md"), "text 9\n");
});

Deno.test("deleted files that are ignored by now go on waiting, and are private when made anew", async () => {
  const { world, laptop, desktop } = await tell(FILES);
  await laptop.sync();
  await laptop.remove(...NAMES.slice(0, 20));
  await waits(laptop, 20);
  await laptop.write({ ".gitignore": "/folder/?.md\n" });
  await waits(laptop, 20);
  await laptop.write({ "folder/5.md": "secret\n" });
  await waits(laptop, 20, 25);
  await laptop.sync({ confirmDeletion: true });
  await desktop.sync();
  assert.equal(await published(world, "folder/5.md"), undefined);
  assert.equal(await desktop.read("folder/5.md"), "text 5\n", "it leaves the sync, not the disk");
  assert.equal(await laptop.read("folder/5.md"), "secret\n");
  assert.equal((await desktop.names()).includes("folder/15.md"), false);
});

Deno.test("deleted files that are ignored here alone go on waiting, and are private when made anew", async () => {
  const { world, laptop, desktop } = await tell(FILES);
  await laptop.sync();
  await laptop.remove(...NAMES.slice(0, 20));
  await waits(laptop, 20);
  await Deno.writeTextFile(laptop.path(".git/info/exclude"), "/folder/?.md\n");
  await waits(laptop, 20);
  await laptop.write({ "folder/5.md": "secret\n", "folder/15.md": "anew\n" });
  await waits(laptop, 19);
  await laptop.write({ "folder/5.md": "more secret\n" });
  await laptop.sync({ paths: ["folder/5.md"], remote: "send" });
  await waits(laptop, 19);
  assert.equal(await published(world, "folder/5.md"), "text 5\n");
  assert.equal(await published(world, "folder/15.md"), "anew\n");
  // Others go on with their version.
  await desktop.sync();
  await desktop.save({ "folder/5.md": "theirs\n", "folder/6.md": "theirs\n" });
  await waits(laptop, 17);
  assert.equal(await laptop.read("folder/5.md"), "more secret\n");
  assert.equal(await laptop.read("folder/6.md"), "theirs\n");
  await laptop.sync({ restoreHere: true });
  assert.equal(await laptop.read("folder/7.md"), "text 7\n");
  assert.equal(await laptop.read("folder/5.md"), "more secret\n");
  assert.equal(await published(world, "folder/5.md"), "theirs\n");
  await laptop.save({ "folder/7.md": "edited\n" });
  assert.equal(await published(world, "folder/7.md"), "edited\n");
  await desktop.sync();
  assert.equal(await desktop.read("folder/7.md"), "edited\n");
  assert.equal(await desktop.read("folder/5.md"), "theirs\n");
});

/** Writes rules of one kind into the folder of a machine, by names that are relative to the folder. */
type Ruling = (machine: Machine, rules: string) => Promise<void>;

const RULINGS: Readonly<Record<string, Ruling>> = {
  "the user's own file of rules": async (machine, rules) => {
    await machine.write({ ".git/rules": rules });
    await machine.git("config", "core.excludesFile", machine.path(".git/rules"));
  },
  "a .gitignore of the folder": (machine, rules) => machine.write({ "folder/.gitignore": rules }),
};

for (const [rules, rule] of Object.entries(RULINGS)) {
  Deno.test(`a folder that is moved away and back is synced as before, also files that ${rules} names`, async () => {
    const { world, laptop, desktop } = await tell(FILES);
    await rule(laptop, "5.md\n1?.md\n");
    await laptop.sync();
    await Deno.rename(laptop.path("folder"), `${laptop.folder}.away`);
    const { heldDeletion } = await laptop.sync();
    assert.equal(heldDeletion?.kind, "mass deletion");
    await Deno.rename(`${laptop.folder}.away`, laptop.path("folder"));
    const { heldDeletion: left, notSynced } = await laptop.sync();
    assert.deepEqual([left, notSynced], [undefined, []]);
    await laptop.save({ "folder/5.md": "edited\n" });
    assert.equal(await published(world, "folder/5.md"), "edited\n");
    await desktop.sync();
    assert.equal(await desktop.read("folder/5.md"), "edited\n");
    assert.equal(await desktop.read("folder/15.md"), "text 15\n");
  });
}

Deno.test("a file that a rule names comes back alone, while the others go on waiting", async () => {
  const { world, laptop } = await tell(FILES, "laptop");
  await laptop.save({ ".git/info/exclude": "5.md\n" });
  await Deno.rename(laptop.path("folder"), `${laptop.folder}.away`);
  await waits(laptop, 24);
  await Deno.mkdir(laptop.path("folder"));
  await Deno.rename(`${laptop.folder}.away/5.md`, laptop.path("folder/5.md"));
  await waits(laptop, 23);
  await laptop.write({ "folder/5.md": "edited\n" });
  await laptop.sync({ paths: ["folder/5.md"] });
  assert.equal(await published(world, "folder/5.md"), "edited\n");
  await waits(laptop, 23);
});

for (const request of [{ paths: ["folder/5.md"] }, {}]) {
  const scan = "paths" in request ? "the watcher names it" : "a scan finds it";
  Deno.test(`a file that is ignored and made anew at once, while its deletion waits, is private: ${scan}`, async () => {
    const { world, laptop } = await tell(FILES);
    await laptop.sync();
    await laptop.remove(...NAMES.slice(0, 20));
    await waits(laptop, 20);
    await laptop.write({ ".git/info/exclude": "/folder/5.md\n", "folder/5.md": "secret\n" });
    await laptop.sync(request);
    assert.equal(await published(world, "folder/5.md"), "text 5\n");
    // It is no part of what is restored.
    const { restored, notSynced } = await laptop.sync({ restoreHere: true });
    assert.equal(restored, 19);
    assert.deepEqual(notSynced.map(({ path, reason }) => [path, reason]), [[
      "folder/5.md",
      "private",
    ]]);
    assert.equal(await laptop.read("folder/5.md"), "secret\n");
    await laptop.sync();
    assert.equal(await published(world, "folder/5.md"), "text 5\n");
  });
}

Deno.test("a folder that moves away and leaves a link in its place waits, and the rest is synced", async () => {
  const { world, laptop } = await tell({ ...FILES, "notes.md": "one\n" }, "laptop");
  await laptop.sync();
  const away = `${world.folder}/away`;
  await Deno.rename(laptop.path("folder"), away);
  await Deno.symlink(away, laptop.path("folder"));
  await waits(laptop, NAMES.length, NAMES.length + 1);
  await laptop.save({ "notes.md": "two\n" });
  assert.equal(await published(world, "notes.md"), "two\n");
});
