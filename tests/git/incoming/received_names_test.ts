// Others publish a file under a name that is ignored here, where nothing has that name: it is placed, and no edit of it
// goes out without this user's word.

import { readPrivatePaths } from "../../../src/engine/git/repository/private_paths.ts";
import assert from "node:assert/strict";
import { assertUnpublished, publish, receive } from "../../support/by_hand.ts";
import { copiesOn, copyOn, machineOf, syncAll, tell } from "../../support/story.ts";

const RULES = { ".gitignore": ".env\n*.pem\n/private/\n", "notes.md": "one\n" };

const HELD = [{ path: ".env", reason: "received" }];

/** How the file comes, beside the other one. */
const WAYS: Readonly<
  Record<string, {
    readonly mine?: Readonly<Record<string, string>>;
    readonly theirs?: Readonly<Record<string, string>>;
  }>
> = {
  "by an update": {},
  "by a merge": { mine: { "own.md": "own\n" } },
  "with rules that un-ignore them": { theirs: { ".gitignore": "!*\n" } },
};

/** Names that rules ignore: of the folder, for a folder, of the user alone, and one of many characters. */
const IGNORED = [".env", "private/deep/a.txt", "mine.txt", ":(glob)**\n*?[a].pem"];

for (const [what, { mine = {}, theirs = {} }] of Object.entries(WAYS)) {
  Deno.test(`edits stay here of files that come ${what}`, async () => {
    const { world, laptop, desktop } = await tell(RULES);
    await Deno.writeTextFile(laptop.path(".git/info/exclude"), "/mine.txt\n");
    await laptop.sync();
    await laptop.write(mine);
    const all = (text: string) => Object.fromEntries(IGNORED.map((name) => [name, text]));
    await publish(desktop, { ...theirs, ...all("A=1\n"), "notes.md": "two\n" });
    const { notSynced } = await laptop.sync();
    assert.deepEqual(notSynced, []);
    for (const name of IGNORED) assert.equal(await laptop.read(name), "A=1\n");
    await laptop.write(all("SECRET\n"));
    const received = IGNORED.map(() => "received");
    const named = await laptop.sync({ paths: IGNORED, remote: "send" });
    assert.deepEqual(named.notSynced.map(({ reason }) => reason), received);
    const started = machineOf(world, laptop.folder);
    assert.deepEqual((await started.sync()).notSynced.map(({ reason }) => reason), received);
    for (const name of IGNORED) assert.equal(await laptop.read(name), "SECRET\n");
    await assertUnpublished(world);
  });
}

/** What happens before the file comes by itself, as its rule alone does not tell. */
const BEFORE: Readonly<
  Record<string, {
    readonly path?: string;
    readonly mine: Readonly<Record<string, string>>;
    readonly then?: Readonly<Record<string, string>>;
  }>
> = {
  "as something else is held": { mine: { "my.pem": "mine\n" } },
  "with the bytes of a private one": { mine: { ".env": "A=1\n" } },
  "in a private folder": {
    path: "private/b.txt",
    mine: { "private/a.txt": "mine\n" },
    then: { ".gitignore": "# mine\n" },
  },
};

for (const [what, { path = ".env", mine, then = {} }] of Object.entries(BEFORE)) {
  Deno.test(`edits stay here of a file whose rule went before it came, ${what}`, async () => {
    const { world, laptop, desktop } = await tell(RULES);
    await laptop.save(mine);
    await receive(laptop, desktop, { ".gitignore": "" });
    assert.equal((await laptop.save(then)).notSynced[0]?.reason, "was ignored");
    await receive(laptop, desktop, { [path]: "A=1\n" });
    await laptop.write({ [path]: "SECRET\n" });
    const { notSynced } = await machineOf(world, laptop.folder).sync();
    assert.equal(notSynced.find((entry) => entry.path === path)?.reason, "received");
    await assertUnpublished(world);
  });
}

Deno.test("edits stay here of a file with an ignored name in a folder that was a link", async () => {
  const { world, laptop, desktop } = await tell(RULES);
  await Deno.symlink("elsewhere", laptop.path("app"));
  await syncAll(laptop, desktop);
  await desktop.remove("app");
  await receive(laptop, desktop, { "app/.env": "A=1\n", "app/notes.md": "one\n" });
  await laptop.write({ "app/.env": "SECRET\n", "app/notes.md": "two\n" });
  const { saved, notSynced } = await laptop.sync();
  assert.deepEqual(saved, ["app/notes.md"]);
  assert.deepEqual(notSynced, [{ path: "app/.env", reason: "received" }]);
  await assertUnpublished(world);
});

Deno.test("edits stay here of a file with an ignored name after a look at another branch", async () => {
  const { world, laptop, desktop } = await tell(RULES);
  await laptop.git("branch", "other");
  await laptop.git("push", "--quiet", "--set-upstream", "origin", "other");
  await laptop.sync();
  await receive(laptop, desktop, { ".env": "A=1\n" });
  await laptop.git("checkout", "--quiet", "other");
  await machineOf(world, laptop.folder).sync();
  await laptop.git("checkout", "--quiet", "main");
  await laptop.write({ ".env": "SECRET\n" });
  assert.deepEqual((await machineOf(world, laptop.folder).sync()).notSynced, HELD);
  await assertUnpublished(world);
});

Deno.test("a file with an ignored name takes what others change until it is edited here", async () => {
  const { world, laptop, desktop } = await tell(RULES);
  await laptop.sync();
  for (const text of ["A=1\n", "A=2\n"]) {
    await publish(desktop, { ".env": text });
    assert.deepEqual((await laptop.sync()).notSynced, []);
    assert.equal(await laptop.read(".env"), text);
  }
  assert.deepEqual(await copiesOn(laptop), []);
  await laptop.save({ ".env": "SECRET\n" });
  await publish(desktop, { ".env": "A=3\n" });
  await syncAll(laptop, laptop);
  assert.equal(await laptop.read(".env"), "A=3\n");
  const [copy] = await copiesOn(laptop);
  assert.equal(await laptop.read(copy!), "SECRET\n");
  await laptop.write({ "notes.md": "three\n", [copy!]: "SECRET 2\n" });
  await machineOf(world, laptop.folder).sync();
  await assertUnpublished(world);
});

Deno.test("edits stay here of a private conflict copy that others publish as it is", async () => {
  const { world, laptop, desktop } = await tell(RULES);
  await laptop.sync();
  await receive(laptop, desktop, { ".env": "A=1\n" });
  await laptop.save({ ".env": "A=2\n" });
  await receive(laptop, desktop, { ".env": "A=3\n" });
  const copy = await copyOn(laptop);
  await receive(laptop, desktop, { [copy]: "A=2\n" });
  await laptop.save({ "notes.md": "two\n" });
  await laptop.write({ [copy]: "SECRET\n" });
  const { notSynced } = await machineOf(world, laptop.folder).sync();
  assert.deepEqual(notSynced, [{ path: copy, reason: "received" }]);
  await assertUnpublished(world);
  await laptop.sync({ publish: [copy] });
  assert.deepEqual((await laptop.save({ [copy]: "A=4\n" })).saved, [copy]);
});

Deno.test("a file with an ignored name is no less private when it is made anew", async () => {
  const { world, laptop, desktop } = await tell(RULES);
  await laptop.sync();
  await receive(laptop, desktop, { ".env": "A=1\n", "key.pem": "A=1\n" });
  await laptop.remove(".env");
  await laptop.sync({ paths: [".env"], remote: "send" });
  await laptop.write({ ".env": "SECRET\n" });
  await laptop.sync({ paths: [".env"], remote: "send" });
  await laptop.sync();
  // Others take theirs back, and the rule with it.
  await laptop.write({ "key.pem": "SECRET\n" });
  await publish(desktop, { ".gitignore": "" });
  await desktop.git("rm", "--quiet", "key.pem");
  await desktop.git("commit", "--quiet", "-m", "taken back");
  await desktop.git("push", "--quiet");
  await laptop.sync();
  const { notSynced } = await machineOf(world, laptop.folder).sync();
  assert.equal(await laptop.read(".env"), "SECRET\n");
  assert.equal(await laptop.read(await copyOn(laptop)), "SECRET\n");
  assert.deepEqual(notSynced.map(({ path, reason }) => ({ path, reason })), [
    { path: ".env", reason: "was ignored" },
  ]);
  await assertUnpublished(world);
});

Deno.test("a click sends the edits of a file with an ignored name, from then on as well", async () => {
  const { laptop, desktop, quiet } = await tell(RULES);
  await laptop.sync();
  await receive(laptop, desktop, { ".env": "A=1\n" });
  assert.deepEqual((await laptop.save({ ".env": "A=2\n" })).notSynced, HELD);
  const { saved, notSynced } = await laptop.sync({ publish: [".env"] });
  assert.deepEqual([saved, notSynced], [[".env"], []]);
  assert.deepEqual((await laptop.save({ ".env": "A=3\n" })).saved, [".env"]);
  await quiet();
  assert.equal(await desktop.read(".env"), "A=3\n");
});

Deno.test("a file with an ignored name stays when others delete it", async () => {
  const { world, laptop, desktop } = await tell(RULES);
  await laptop.sync();
  await receive(laptop, desktop, { ".env": "A=1\n" });
  await laptop.save({ ".env": "SECRET\n" });
  await desktop.git("rm", "--quiet", ".env");
  await desktop.git("commit", "--quiet", "-m", "taken back");
  await desktop.git("push", "--quiet");
  await laptop.sync();
  assert.deepEqual((await laptop.sync()).notSynced, []);
  assert.equal(await laptop.read(".env"), "SECRET\n");
  await receive(laptop, desktop, { ".gitignore": "" });
  assert.equal((await laptop.sync()).notSynced[0]?.path, ".env");
  await assertUnpublished(world);
});

Deno.test("a name of the app that others publish is listed as such, and is not on the list of private paths", async () => {
  const { laptop, desktop } = await tell(RULES);
  await laptop.sync();
  await publish(desktop, { "d/.gitsyncbar-1": "A=1\n" });
  assert.deepEqual((await laptop.sync()).notSynced, [
    { path: "d/.gitsyncbar-1", reason: "own place" },
  ]);
  assert.deepEqual(await readPrivatePaths({ ownDir: laptop.path(".git/gitsyncbar") }), []);
});
