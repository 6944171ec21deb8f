// What the commits say, and who made them.

import assert from "node:assert/strict";
import { join } from "node:path";
import { machineOf, tell } from "../../support/story.ts";
import { makeWorld } from "../../support/world.ts";

Deno.test("a save says what changed and where, and carries a trailer", async () => {
  const { laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  await laptop.save({ "deep/notes.md": "one\n", "b.md": "b\n", "c.md": "c\n" });
  assert.equal(
    await laptop.git("log", "-1", "--format=%B"),
    "b.md and 2 more (laptop)\n\nSynced-from: laptop",
  );
  const subject = async (request?: { readonly paths: readonly string[] }) => {
    await laptop.sync(request);
    return await laptop.git("log", "-1", "--format=%s");
  };
  await laptop.remove("deep/notes.md");
  assert.equal(await subject(), "Delete notes.md (laptop)");
  await laptop.rename("b.md", "d.md");
  assert.equal(await subject(), "Rename b.md to d.md (laptop)");
  await laptop.rename("c.md", "deep/c.md");
  assert.equal(await subject(), "Rename c.md to deep/c.md (laptop)");
  await laptop.remove("d.md");
  await laptop.write({ "notes.md": "two\n" });
  assert.equal(await subject(), "d.md and 1 more (laptop)");
  // By the names that the watcher has given.
  await laptop.save({ "e.md": "e\n", "f.md": "f\n" });
  await laptop.remove("e.md", "f.md");
  assert.equal(await subject({ paths: ["e.md", "f.md"] }), "Delete e.md and 1 more (laptop)");
  assert.equal(
    await laptop.git("log", "-1", "--format=%an <%ae>"),
    "laptop <person@example.invalid>",
  );
});

Deno.test("the user's own template is filled in", async () => {
  const { world } = await tell({ "notes.md": "one\n" }, "desktop");
  const laptop = machineOf(world, await world.clone("laptop"), {
    messageTemplate: "Sync of {count}: {files}\n\nfrom {host}, {date} UTC {unknown}",
  });
  await laptop.save({ "a.md": "a\n", "\u00e9t\u00e9 {host}.md": "b\n" });
  const message = await laptop.git("log", "-1", "--format=%B");
  assert.match(
    message,
    /^Sync of 2: a\.md and 1 more\n\nfrom laptop, \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC \{unknown\}\n\nSynced-from: laptop$/,
  );
  await laptop.remove("a.md", "\u00e9t\u00e9 {host}.md");
  await laptop.save({ "\u00e9t\u00e9 {host}\nx.md": "b\n" });
  assert.equal(await laptop.git("log", "-1", "--format=%s"), "Sync of 3: a.md and 2 more");
  await laptop.remove("\u00e9t\u00e9 {host}\nx.md");
  await laptop.sync();
  assert.equal(
    await laptop.git("log", "-1", "--format=%s"),
    "Sync of 1: \u00e9t\u00e9 {host} x.md",
    "after words of the user a name is a name",
  );
});

Deno.test("a name with line ends stays within the subject", async () => {
  const { laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  await laptop.save({ "a\n\nSynced-from: evil": "a\n" });
  assert.equal(
    await laptop.git("log", "-1", "--format=%B"),
    "a Synced-from: evil (laptop)\n\nSynced-from: laptop",
  );
});

Deno.test("an empty template still makes a commit with a subject", async () => {
  const { world } = await tell({ "notes.md": "one\n" }, "desktop");
  const laptop = machineOf(world, await world.clone("laptop"), { messageTemplate: " " });
  await laptop.save({ "notes.md": "two\n" });
  assert.equal(await laptop.git("log", "-1", "--format=%B"), "Sync\n\nSynced-from: laptop");
});

Deno.test("a commit of the user stays as it is", async () => {
  const { laptop, desktop, quiet } = await tell({ "notes.md": "one\n" });
  await laptop.write({ "notes.md": "two\n" });
  await laptop.git("commit", "--quiet", "--all", "-m", "my own words");
  const own = await laptop.git("rev-parse", "HEAD");
  await quiet();
  assert.equal(await desktop.git("rev-parse", "HEAD"), own);
});

Deno.test("without any identity the user and the host make one", async () => {
  await using world = await makeWorld();
  const env = { ...world.env, HOME: join(world.folder, "nobody"), EMAIL: "" };
  const folder = join(world.folder, "laptop");
  await world.tryGit(world.folder, ["clone", "--quiet", world.remote, folder]);
  const laptop = machineOf(world, folder, { environment: env, user: "somebody" });
  await laptop.save({ "notes.md": "one\n" });
  assert.equal(
    await laptop.git("log", "-1", "--format=%an <%ae> %cn <%ce>"),
    "somebody <somebody@laptop> somebody <somebody@laptop>",
  );
});

Deno.test("half an identity is completed", async () => {
  await using world = await makeWorld();
  await Deno.writeTextFile(join(world.folder, "home/.gitconfig"), "[user]\n\tname = Some One\n");
  const laptop = machineOf(world, await world.clone("laptop"), { user: "somebody" });
  await world.git(laptop.folder, "config", "--unset", "user.name");
  await laptop.save({ "notes.md": "one\n" });
  assert.equal(await laptop.git("log", "-1", "--format=%an <%ae>"), "Some One <somebody@laptop>");
});
