// A published file never takes the place of a private one: the next secret that a program writes there would
// be published.

import assert from "node:assert/strict";
import type { NotSynced } from "../../../src/engine/save/not_synced.ts";
import { canMountDisks, mountMacDisk } from "../../support/limited_disk.ts";
import { assertUnpublished, publish, receive } from "../../support/by_hand.ts";
import { copiesOn, machineOf, syncAll, tell } from "../../support/story.ts";

const HARD = ["s [a]*?.pem", "s #b .pem", "s\nc.pem", "s\\d.pem", "sécret !e.pem"];

const RULES = { ".gitignore": ".env\n/build/\n*.pem\n", "notes.md": "one\n" };

const ROWS: Readonly<
  Record<string, {
    readonly mine: Readonly<Record<string, string>>;
    readonly theirs: Readonly<Record<string, string>>;
    readonly listed: readonly string[];
  }>
> = {
  "files, also empty ones, in ignored folders, in the way of folders, and with names that are hard to write into rules":
    {
      mine: {
        ".env": "SECRET\n",
        "build/a.txt": "SECRET\n",
        "empty/.env": "",
        "sub/.env": "SECRET\n",
        ...Object.fromEntries(HARD.map((name) => [name, "SECRET\n"])),
      },
      theirs: {
        ".env": "A=1\n",
        "build/a.txt": "a\n",
        "build/b.txt": "b\n",
        "empty/.env": "",
        "sub/.env/deep/a": "a\n",
        "sub/.env/b": "b\n",
        ...Object.fromEntries(HARD.map((name) => [name, "a\n"])),
      },
      listed: [".env", "build/a.txt", "empty/.env", "sub/.env/b", "sub/.env/deep/a", ...HARD]
        .toSorted(),
    },
  "a folder in the way of a file": {
    mine: { "build/a.txt": "SECRET\n" },
    theirs: { "build": "a\n" },
    listed: ["build"],
  },
  "a file that other rules un-ignore at the same time": {
    mine: { "key.pem": "SECRET\n" },
    theirs: { "key.pem": "a\n", ".gitignore": "!*\n" },
    listed: ["key.pem"],
  },
};

for (const [what, { mine, theirs, listed }] of Object.entries(ROWS)) {
  Deno.test(`a published file does not take the place of ${what}`, async () => {
    const { world, laptop, desktop } = await tell(RULES);
    await laptop.save(mine);
    await publish(desktop, { ...theirs, "notes.md": "two\n" });
    const expected = listed.map((path) => ({ path, reason: "private" as const }));
    const sorted = (entries: readonly NotSynced[]) =>
      entries.filter(({ reason }) => reason === "private")
        .toSorted((a, b) => a.path < b.path ? -1 : 1);
    const { notSynced, received } = await laptop.sync();
    assert.deepEqual(sorted(notSynced), expected);
    assert.deepEqual(received.filter(({ path }) => listed.includes(path)), [], "they did not come");
    assert.equal(await laptop.read("notes.md"), "two\n");
    assert.deepEqual(await copiesOn(laptop), []);
    for (const [name, text] of Object.entries(mine)) assert.equal(await laptop.read(name), text);
    // The next secret, by name and by a new start; a reset by hand does not publish it either.
    for (const name of Object.keys(mine)) await laptop.write({ [name]: "SECRET 2\n" });
    await laptop.sync({ paths: Object.keys(mine), remote: "send" });
    const app = machineOf(world, laptop.folder);
    assert.deepEqual(sorted((await app.sync()).notSynced), expected);
    // Others go on with theirs, and take it back.
    await publish(desktop, Object.fromEntries(Object.keys(theirs).map((name) => [name, "b\n"])));
    assert.deepEqual(sorted((await app.sync()).notSynced), expected);
    for (const name of Object.keys(theirs)) {
      await desktop.git("rm", "--quiet", "-r", "-f", "--ignore-unmatch", name);
    }
    await desktop.git("commit", "--quiet", "-m", "taken back");
    await desktop.git("push", "--quiet");
    await syncAll(app, app);
    for (const name of Object.keys(mine)) assert.equal(await laptop.read(name), "SECRET 2\n");
    await assertUnpublished(world);
  });
}

Deno.test("a published folder in the place of a published file that did not come takes nothing private", async () => {
  const { world, laptop, desktop } = await tell(RULES);
  await laptop.save({ "build/a.txt": "SECRET\n", "build/deep/b.txt": "SECRET\n" });
  await receive(laptop, desktop, { "build": "a file\n" });
  await desktop.remove("build");
  await receive(laptop, desktop, {
    "build/a.txt": "a\n",
    "build/deep/b.txt": "b\n",
    "build/c.txt": "c\n",
  });
  await machineOf(world, laptop.folder).sync();
  assert.deepEqual(await copiesOn(laptop), []);
  assert.equal(await laptop.read("build/a.txt"), "SECRET\n");
  assert.equal(await laptop.read("build/deep/b.txt"), "SECRET\n");
  assert.equal(await laptop.read("build/c.txt"), "c\n");
  await desktop.remove("build");
  await receive(laptop, desktop, { "build": "a file\n" });
  await machineOf(world, laptop.folder).sync();
  assert.deepEqual(await copiesOn(laptop), []);
  assert.equal(await laptop.read("build/a.txt"), "SECRET\n");
});

Deno.test("a private file with the very bytes that come in becomes the published one", async () => {
  const { laptop, desktop, quiet } = await tell(RULES);
  await laptop.save({ ".env": "A=1\n" });
  await publish(desktop, { ".env": "A=1\n" });
  assert.deepEqual((await laptop.sync()).notSynced, []);
  await laptop.write({ ".env": "A=2\n" });
  // What is written into it from here on is as private as before.
  assert.deepEqual((await laptop.sync()).notSynced, [{ path: ".env", reason: "received" }]);
  assert.deepEqual((await laptop.sync({ publish: [".env"] })).notSynced, []);
  await quiet();
  assert.equal(await desktop.read(".env"), "A=2\n");
});

Deno.test("the user's word publishes their own file, and without theirs the published one comes", async () => {
  const { laptop, desktop, quiet } = await tell(RULES);
  await laptop.save({ ".env": "mine\n", "key.pem": "mine\n" });
  await publish(desktop, { ".env": "theirs\n", "key.pem": "theirs\n" });
  assert.equal((await laptop.sync()).notSynced.length, 2);
  await laptop.remove("key.pem");
  assert.deepEqual((await laptop.sync({ publish: [".env"] })).notSynced, []);
  assert.equal(await laptop.read("key.pem"), "theirs\n");
  await quiet();
  assert.equal(await desktop.read(".env"), "mine\n");
});

Deno.test("many private files whose published versions are deleted stay, and are noted at once", async () => {
  const { laptop, desktop } = await tell(RULES);
  const names = Array.from({ length: 30 }, (_, at) => `${at}.pem`);
  await laptop.write(Object.fromEntries(names.map((name) => [name, "SECRET\n"])));
  await publish(desktop, Object.fromEntries(names.map((name) => [name, "a\n"])));
  const notes = await writesOf("private.json", async () => {
    assert.equal((await laptop.sync()).notSynced.length, names.length);
    await desktop.git("rm", "--quiet", ...names);
    await desktop.git("commit", "--quiet", "-m", "without them");
    await desktop.git("push", "--quiet");
    await laptop.sync();
  });
  assert.deepEqual(await laptop.names(), [...names, ".gitignore", "notes.md"].sort());
  assert.equal(await laptop.git("status", "--porcelain"), "");
  assert.ok(notes > 0 && notes < 5, `${notes} times`);
});

/** Returns how often a note got its name meanwhile. */
async function writesOf(note: string, act: () => Promise<unknown>): Promise<number> {
  const { rename } = Deno;
  let count = 0;
  Deno.rename = (from, to) => {
    if (to.toString().endsWith(note)) count++;
    return rename(from, to);
  };
  try {
    await act();
  } finally {
    Deno.rename = rename;
  }
  return count;
}

/** A rule, the private file that it ignores, and the name of the published one, which most Macs take for the same. */
const SPELLED = [
  ["/geheim-\u00e9.txt", "geheim-\u00e9.txt", "geheim-e\u0301.txt"],
  [".env", ".env", ".ENV"],
  // Git looks into the folder by the name that it is told.
  ["/geheime \u00e9/", "geheime \u00e9/x.txt", "geheime e\u0301/x.txt"],
] as const;

for (const [rule, mine, theirs] of SPELLED) {
  Deno.test(
    `"${mine}" stays where it is when others publish it in another spelling that the disk takes for it`,
    { ignore: !canMountDisks() },
    async () => {
      const { world, desktop } = await tell({ ".gitignore": `${rule}\n` }, "desktop");
      await using disk = await mountMacDisk(world);
      const laptop = machineOf(world, await world.clone(disk.place("laptop")));
      await laptop.save({ [mine]: "SECRET\n" });
      await receive(laptop, desktop, { [theirs]: "A=1\n" });
      const { notSynced } = await laptop.sync();
      assert.deepEqual(notSynced, [{ path: theirs, reason: "private" }]);
      assert.deepEqual(await laptop.names(), [".gitignore", mine].toSorted());
      assert.equal(await laptop.read(mine), "SECRET\n");
      await assertUnpublished(world);
    },
  );
}
