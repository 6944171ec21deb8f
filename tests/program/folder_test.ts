// What happens to a folder while it is kept in sync: moved away, replaced, in the hands of a user,
// without its remote. It is said, nothing is touched, and it goes on by itself.

import assert from "node:assert/strict";
import { join } from "node:path";
import { prompt, published, startInstance, startUpToDate, textOf } from "../support/running.ts";
import { cloned, makeWorld } from "../support/world.ts";

/** What goes on in these tests does so because something was noticed, or tried again. */
Deno.test("a folder that is moved away and back goes on, and what was saved elsewhere is sent", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  await using instance = await startUpToDate(world, "laptop", { config: prompt(laptop) });
  const away = `${laptop} away`;
  await Deno.rename(laptop, away);
  const { condition } = await instance.shows(
    "it is missed",
    ({ line }) => line === "Folder not found",
  );
  assert.equal(condition, "needs you");
  await world.write(away, { "todo.md": "milk\n" });
  assert.equal(await textOf(laptop), undefined, "nobody makes a folder there");

  await Deno.rename(away, laptop);
  await instance.sends("todo.md");
  await instance.upToDate();
  await world.write(laptop, { "todo.md": "bread\n" });
  await instance.sends("todo.md", "bread\n");
  await instance.stop();
});

Deno.test("another clone in the folder's place is the one that is synced", async () => {
  const { world, laptop, other } = await cloned({ "notes.md": "one\n" }, "laptop", "other");
  await using instance = await startUpToDate(world, "laptop", { config: prompt(laptop) });
  await world.write(other, { "todo.md": "milk\n" });
  await Deno.rename(laptop, `${laptop} away`);
  await Deno.rename(other, laptop);
  await instance.sends("todo.md");
  await world.write(laptop, { "todo.md": "bread\n" });
  await instance.sends("todo.md", "bread\n");
  await instance.upToDate();
  // What left is nobody's business any more: not even its lock is held.
  await world.write(`${laptop} away`, { "later.md": "one\n" });
  await using another = await startInstance(world, "another", { config: prompt(`${laptop} away`) });
  await another.sends("later.md");
  await another.stop();
  await instance.stop();
});

Deno.test("during a rebase by hand nothing is touched, and it goes on when that ends", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  await using instance = await startUpToDate(world, "laptop", { config: prompt(laptop) });
  await world.git(laptop, "commit", "--quiet", "--allow-empty", "-m", "by hand");
  await instance.until(
    "it is sent",
    async () => await world.git(world.remote, "log", "-1", "--format=%s", "main") === "by hand",
  );
  await instance.upToDate();
  const { code } = await world.tryGit(laptop, ["rebase", "--quiet", "-i", "--root"], {
    env: { GIT_SEQUENCE_EDITOR: "sed -i -e 's/^pick/edit/'" },
  });
  assert.equal(code, 0);
  await instance.shows("it waits", ({ line }) => line === "Waiting: a rebase is in progress");
  const tip = await world.git(laptop, "rev-parse", "HEAD");
  await world.write(laptop, { "todo.md": "milk\n" });
  const asked = await instance.run("--sync-now");
  assert.equal(asked.code, 75);
  assert.match(asked.stderr, /^git-sync-bar: Cannot sync: a rebase is in progress.*\n$/);
  assert.equal(await world.git(laptop, "rev-parse", "HEAD"), tip);
  assert.equal(await world.git(laptop, "status", "--porcelain"), "?? todo.md");

  await world.git(laptop, "rebase", "--abort");
  await instance.sends("todo.md");
  await instance.upToDate();
  await instance.stop();
});

Deno.test("without its remote the folder is saved, that is said, and it goes on by itself", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  await using instance = await startUpToDate(world, "laptop", { config: prompt(laptop) });
  await Deno.rename(world.remote, `${world.remote} away`);
  await world.write(laptop, { "todo.md": "milk\n" });
  const status = await instance.shows("it is said", ({ condition }) => condition === "offline");
  assert.equal(status.line, "Changes waiting · remote not found");
  assert.deepEqual(status.waiting, ["todo.md"]);
  assert.match(status.error!, /^there is no repository at the remote's address/);
  await world.write(laptop, { "later.md": "bread\n" });
  await instance.shows("what waits is told", ({ waiting }) => waiting.includes("later.md"));
  const told = await instance.run("--status");
  assert.equal(told.code, 0);
  assert.match(told.stdout, /^Changes waiting · remote not found\n/);
  assert.match(told.stdout, /^Waiting: todo\.md$/m);
  assert.equal(await world.git(laptop, "status", "--porcelain"), "");

  await Deno.rename(`${world.remote} away`, world.remote);
  await instance.sends("later.md");
  assert.equal(await published(world, "todo.md"), "milk\n");
  assert.deepEqual((await instance.upToDate()).waiting, []);
  await instance.stop();
});

Deno.test("a mass deletion waits for a user, and goes on when the files are back", async () => {
  await using world = await makeWorld();
  const names = Array.from({ length: 30 }, (_, index) => `notes/${index}.md`);
  const files = Object.fromEntries(names.map((name) => [name, `${name}\n`]));
  const [laptop] = await world.clones(files, "laptop");
  await using instance = await startUpToDate(world, "laptop", { config: prompt(laptop) });
  const removeAll = async () => {
    // All at once: one by one they could look like many small deletions.
    await Deno.rename(join(laptop, "notes"), join(world.folder, "trash"));
    await instance.shows("it is said", ({ line }) => /^Confirm: 30 of 3[01] files/.test(line));
  };
  await removeAll();
  const asked = await instance.run("--sync-now");
  assert.equal(asked.code, 75);
  assert.match(asked.stdout, /^Not deleted elsewhere: 30 of 30 files were deleted, /m);
  assert.equal(asked.stderr, "");
  const { stdout: checked } = await instance.run("--check");
  assert.match(checked, /^FAIL files: 30 of 30 files were deleted, /m);
  assert.equal(await published(world, names[0]!), files[names[0]!]);
  await Deno.writeTextFile(join(laptop, "later.md"), "later\n");
  await instance.sends("later.md");

  await Deno.rename(join(world.folder, "trash"), join(laptop, "notes"));
  await instance.upToDate();

  await removeAll();
  const restored = await instance.run("--sync-now", "--restore-deletion");
  assert.deepEqual(restored, {
    code: 0,
    stdout: "Up to date\nRestored 30 deleted files\n",
    stderr: "",
  });
  assert.equal(await Deno.readTextFile(join(laptop, names[0]!)), files[names[0]!]);
  const again = await instance.run("--sync-now", "--restore-deletion");
  assert.deepEqual([again.code, again.stdout.split("\n")[1]], [
    1,
    "Nothing to restore: no mass deletion waits, and none came in within the last two weeks",
  ]);
  await Deno.remove(join(world.folder, "trash"), { recursive: true });

  await removeAll();
  const confirmed = await instance.run("--sync-now", "--confirm-deletion");
  assert.deepEqual(confirmed, {
    code: 0,
    stdout: "Up to date: sent 30 changes (30 deletions)\n",
    stderr: "",
  });
  assert.equal(await published(world, names[0]!), undefined);
  await instance.logs("Asked to confirm deletion: 30 of 31 files");
  await instance.upToDate();
  await instance.stop();
});
