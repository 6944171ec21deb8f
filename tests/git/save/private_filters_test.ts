// A filter keeps content private: a file that loses it by somebody else's attributes, or whose filter this
// machine does not have, is not published as it is.

import assert from "node:assert/strict";
import { join } from "node:path";
import { assertUnpublished, publish, receive } from "../../support/by_hand.ts";
import { copiesOn, machineOf, tell, textsOn } from "../../support/story.ts";

const FILES = {
  ".gitattributes": "*.env filter=rot\n*.key filter=rot\n",
  "secret.env": "one\n",
  "notes.md": "one\n",
};

/** A laptop whose filter hides what is sent, and a seed that stands for anybody who may push. */
async function withFilter() {
  const story = await tell({ "notes.md": "one\n" }, "laptop", "desktop");
  const { world, machines: [laptop] } = story;
  for (const name of ["rot", "other"]) {
    for (const way of ["clean", "smudge"]) {
      await laptop.git("config", `filter.${name}.${way}`, "tr a-zA-Z n-za-mN-ZA-M");
    }
  }
  await laptop.save({ ...FILES, "secret.env": "SECRET\n" });
  assert.equal(await world.git(world.remote, "show", "main:secret.env"), "FRPERG");
  return story;
}

const ATTRIBUTES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "are gone": { ".gitattributes": "" },
  "name another filter": { ".gitattributes": "*.env filter=other\n*.key filter=other\n" },
  "unset it": { ".gitattributes": `${FILES[".gitattributes"]}* -filter\n` },
  "unset it by a macro": { ".gitattributes": `[attr]plain -filter\n*.env plain\n*.key plain\n` },
};

for (const [what, theirs] of Object.entries(ATTRIBUTES)) {
  Deno.test(`a file stays here that loses its filter to attributes which ${what}`, async () => {
    const { world, laptop, desktop } = await withFilter();
    await publish(desktop, theirs);
    const held = [{ path: "secret.env", reason: "lost its filter", by: "desktop" }];
    assert.deepEqual((await laptop.sync()).notSynced, held);
    await laptop.write({ "secret.env": "SECRET 2\n", "notes.md": "two\n" });
    const paths = ["secret.env", "notes.md"];
    assert.deepEqual((await laptop.sync({ paths, remote: "send" })).saved, ["notes.md"]);
    const app = machineOf(world, laptop.folder);
    assert.deepEqual((await app.sync()).notSynced, held);
    // Others change the same file: what is here stays, under another name and on this machine.
    await receive(app, desktop, { "secret.env": "theirs\n" });
    const [copy, ...others] = await copiesOn(laptop);
    assert.deepEqual(others, []);
    assert.equal(await laptop.read(copy!), "SECRET 2\n");
    await app.sync();
    await assertUnpublished(world);
    await desktop.git("pull", "--quiet");
    assert.deepEqual(await copiesOn(desktop), []);
  });
}

Deno.test("a filter that comes back, a deletion and a click each settle it", async () => {
  const { world, laptop, desktop } = await withFilter();
  await laptop.save({ "b.env": "SECRET\n", "c.env": "plain\n" });
  // Attributes that come by a pull by hand count, and for a file that was never sent.
  await publish(desktop, { ".gitattributes": "" });
  await laptop.write({ "new.key": "SECRET\n" });
  await laptop.git("pull", "--quiet");
  const paths = async (report: Promise<{ readonly notSynced: readonly { path: string }[] }>) =>
    (await report).notSynced.map(({ path }) => path).toSorted();
  assert.deepEqual(await paths(laptop.sync()), ["b.env", "c.env", "new.key", "secret.env"]);
  await laptop.remove("b.env");
  await laptop.write({ "c.env": "open\n" });
  assert.deepEqual(await paths(laptop.sync({ publish: ["c.env"] })), ["new.key", "secret.env"]);
  await publish(desktop, { ".gitattributes": FILES[".gitattributes"] });
  assert.deepEqual(await paths(laptop.sync()), []);
  // What was published without its filter gets it with the next edit at the latest: until then git asks the filter
  // only when the file is no older than the index.
  await laptop.save({ "c.env": "edited\n" });
  await desktop.git("pull", "--quiet");
  assert.deepEqual(await textsOn(desktop), {
    ".gitattributes": FILES[".gitattributes"],
    "c.env": "rqvgrq\n",
    "new.key": "FRPERG\n",
    "notes.md": "one\n",
    "secret.env": "FRPERG\n",
  });
  await assertUnpublished(world);
});

Deno.test("the user's own change of a filter counts at once, and git-lfs keeps nothing private", async () => {
  const { laptop, desktop } = await withFilter();
  await laptop.write({ ".gitattributes": "*.bin filter=lfs\n", "secret.env": "open\n" });
  assert.deepEqual((await laptop.sync()).notSynced, []);
  await laptop.git("config", "filter.lfs.clean", "cat");
  await laptop.save({ "a.bin": "bin\n" });
  await publish(desktop, { ".gitattributes": "" });
  assert.deepEqual((await laptop.sync()).notSynced, []);
});

Deno.test("in a clone without the key no file is published in clear, until the filter is there", async () => {
  const { world, desktop } = await withFilter();
  await desktop.git("pull", "--quiet");
  const app = machineOf(world, join(world.folder, "desktop"));
  assert.deepEqual((await app.sync()).notSynced, []);
  await desktop.write({ "secret.env": "SECRET 2\n", "b.key": "SECRET\n", "notes.md": "two\n" });
  const names = ["secret.env", "b.key", "notes.md"];
  const held = [
    { path: "secret.env", reason: "no filter" },
    { path: "b.key", reason: "no filter" },
  ];
  const report = await app.sync({ paths: names, remote: "send" });
  assert.deepEqual([report.saved, report.notSynced], [["notes.md"], held]);
  const started = await machineOf(world, join(world.folder, "desktop")).sync();
  assert.deepEqual([started.saved, started.notSynced], [[], held]);
  await assertUnpublished(world);
  for (const way of ["clean", "smudge"]) {
    await desktop.git("config", `filter.rot.${way}`, "tr a-zA-Z n-za-mN-ZA-M");
  }
  assert.deepEqual((await app.sync()).saved.toSorted(), ["b.key", "secret.env"]);
  assert.equal(await world.git(world.remote, "show", "main:b.key"), "FRPERG");
  // New attributes, in the same save as the first file that they are about.
  await desktop.write({
    ".gitattributes": `${FILES[".gitattributes"]}*.x filter=unknown\n`,
    "a.x": "SECRET\n",
  });
  assert.deepEqual((await app.sync()).notSynced, [{ path: "a.x", reason: "no filter" }]);
  await assertUnpublished(world);
});

Deno.test("a filter that is missing here counts wherever the user names it", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  await world.write(world.folder, {
    "home/.config/git/attributes": "*.key filter=none\n",
    "home/info": "*.env filter=none\n",
  });
  await Deno.symlink(join(world.folder, "home/info"), laptop.path(".git/info/attributes"));
  await laptop.write({ "a.key": "SECRET\n", "b.env": "SECRET\n", "notes.md": "two\n" });
  const { saved, notSynced } = await laptop.sync();
  assert.deepEqual(saved, ["notes.md"]);
  assert.deepEqual(notSynced.map(({ path, reason }) => `${path}: ${reason}`).sort(), [
    "a.key: no filter",
    "b.env: no filter",
  ]);
  await assertUnpublished(world);
});

Deno.test("where git is told to be silent about untracked files only tracked ones are synced", async () => {
  const { laptop, desktop } = await tell({ ".vimrc": "one\n", ".sh/rc": "one\n" });
  await laptop.git("config", "status.showUntrackedFiles", "no");
  const secrets = { ".pgpass": "SECRET\n", ".sh/key": "SECRET\n", "taken": "SECRET\n" };
  assert.deepEqual((await laptop.save({ ...secrets, ".vimrc": "two\n" })).saved, [".vimrc"]);
  await laptop.write({ ".sh/key": "SECRET 2\n", ".sh/rc": "two\n" });
  const paths = [".sh/key", ".sh/rc", ".sh"];
  assert.deepEqual((await laptop.sync({ paths, remote: "send" })).saved, [".sh/rc"]);
  // Others publish a file of such a name, and both edit a tracked one.
  await desktop.sync();
  await desktop.save({ "taken": "theirs\n", ".vimrc": "desktop\n" });
  await laptop.write({ ".vimrc": "laptop\n" });
  assert.deepEqual((await laptop.sync()).notSynced, [{ path: "taken", reason: "private" }]);
  assert.equal(await laptop.read("taken"), "SECRET\n");
  await laptop.git("add", ".sh/key");
  assert.deepEqual((await laptop.sync()).saved, [".sh/key"]);
  await desktop.sync();
  assert.equal((await copiesOn(desktop)).length, 1);
  assert.deepEqual((await desktop.names()).filter((name) => !name.includes(" (conflict ")), [
    ".sh/key",
    ".sh/rc",
    ".vimrc",
    "taken",
  ]);
});

Deno.test("rules that are stored through a filter, as all files are, count as they stand in the folder", async () => {
  const { world, laptop, desktop, ...story } = await tell({ "notes.md": "one\n" });
  await using _ = story;
  for (const machine of [laptop, desktop]) {
    for (const verb of ["clean", "smudge"]) {
      await machine.git("config", `filter.turn.${verb}`, "tr a-zA-Z n-za-mN-ZA-M");
    }
  }
  const rules = ".env\n*.pem\n";
  const attributes = "* filter=turn\n.gitattributes !filter\n";
  await laptop.write({ ".gitattributes": attributes, ".gitignore": rules, "state.json": "0\n" });
  await laptop.sync();
  await desktop.sync();
  // A file that leaves the sync stays on each disk.
  await laptop.write({ ".gitignore": `${rules}state.json\n` });
  await laptop.git("rm", "--quiet", "--cached", "state.json");
  await laptop.sync();
  assert.deepEqual((await desktop.sync()).left, [{ path: "state.json", host: "laptop" }]);
  assert.equal(await desktop.read("state.json"), "0\n");
  // New files are judged by the rules from before.
  await desktop.write({ ".env": "SECRET\n" });
  await desktop.sync();
  await laptop.write({ ".gitignore": "state.json\n" });
  await laptop.sync();
  await desktop.sync();
  await desktop.write({ "b.pem": "SECRET\n", "notes.md": "two\n" });
  assert.deepEqual((await desktop.sync()).saved, ["notes.md"]);
  assert.equal(
    await world.git(world.remote, "ls-tree", "-r", "--name-only", "main"),
    ".gitattributes\n.gitignore\nnotes.md",
  );
});
