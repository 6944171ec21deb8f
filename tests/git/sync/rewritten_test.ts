// The user rewrites commits that were already published.

import assert from "node:assert/strict";
import { forcedConsequence, forcedSentence } from "../../../src/view/report_lines.ts";
import { copiesOn, copyOn, type Machine, tell, textsOn } from "../../support/story.ts";
import type { World } from "../../support/world.ts";

function keptBy(machine: Machine): Promise<string> {
  return machine.git("for-each-ref", "--format=%(objectname)", "refs/gitsyncbar/keep/");
}

Deno.test("an amend of a published commit arrives as the amended version, without a conflict", async () => {
  const { laptop, desktop, quiet } = await tell({ "notes.md": "one\n" });
  await laptop.write({ "notes.md": "first\n", "extra.md": "extra\n" });
  await quiet();
  const published = await laptop.git("rev-parse", "HEAD");
  await laptop.write({ "notes.md": "amended\n" });
  await laptop.remove("extra.md");
  await laptop.git("commit", "--quiet", "--all", "--amend", "-m", "amended");
  const amended = await laptop.git("rev-parse", "HEAD");
  const { conflicts } = await laptop.sync();
  assert.deepEqual(conflicts, []);
  await quiet();
  assert.deepEqual(await textsOn(desktop), { "notes.md": "amended\n" });
  assert.equal(await desktop.git("log", "-1", "--format=%P"), `${published} ${amended}`);
  assert.equal(await keptBy(laptop), published);
});

Deno.test("an amend of a commit on which others have built leaves their work alone; the same line is a conflict", async () => {
  const { laptop, desktop, quiet } = await tell({ "both.md": "one\n", "notes.md": "one\n" });
  await laptop.write({ "both.md": "first\n", "notes.md": "first\n" });
  await quiet();
  await desktop.save({ "both.md": "desktop\n", "desktop.md": "desktop\n" });
  await laptop.write({ "both.md": "amended\n", "notes.md": "amended\n" });
  await laptop.git("commit", "--quiet", "--all", "--amend", "-m", "amended");
  await quiet();
  assert.deepEqual(await textsOn(laptop), {
    [await copyOn(laptop)]: "amended\n",
    "both.md": "desktop\n",
    "desktop.md": "desktop\n",
    "notes.md": "amended\n",
  });
});

Deno.test("published commits that are squashed into one arrive as one state", async () => {
  const { world, laptop, desktop, quiet } = await tell({ "notes.md": "one\n" });
  for (const text of ["first\n", "second\n"]) {
    await laptop.save({ "notes.md": text });
  }
  await quiet();
  await world.tryGit(laptop.folder, ["rebase", "--quiet", "-i", "HEAD~2"], {
    env: { GIT_SEQUENCE_EDITOR: "sed -i 2s/pick/fixup/", GIT_EDITOR: "true" },
  });
  assert.equal(await laptop.git("rev-list", "--count", "HEAD"), "2");
  await laptop.write({ "notes.md": "third\n" });
  await quiet();
  assert.deepEqual(await textsOn(desktop), { "notes.md": "third\n" });
});

Deno.test("published commits that are reset away come back, also where the files were kept; the tip that was left is kept", async () => {
  const { laptop, desktop, quiet } = await tell({ "notes.md": "one\n" });
  await laptop.write({ "notes.md": "published\n", "new.md": "new\n" });
  await quiet();
  const published = await laptop.git("rev-parse", "HEAD");
  await laptop.git("reset", "--quiet", "--hard", "HEAD^");
  assert.deepEqual((await laptop.sync()).conflicts, []);
  assert.equal(await laptop.git("rev-parse", "HEAD"), published);
  assert.equal(await keptBy(laptop), published);
  await quiet();
  const texts = { "new.md": "new\n", "notes.md": "published\n" };
  assert.deepEqual(await textsOn(laptop), texts);
  await laptop.git("reset", "--quiet", "HEAD^");
  await laptop.write({ "other.md": "other\n" });
  await quiet();
  assert.deepEqual(await textsOn(desktop), { ...texts, "other.md": "other\n" });
});

Deno.test("a save that the user took back before it was sent, and had git forget, stops nothing", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  await Deno.rename(world.remote, `${world.remote} away`);
  await laptop.write({ "secret.md": "secret\n" });
  await laptop.trySync();
  const save = await laptop.git("rev-parse", "HEAD");
  await laptop.git("reset", "--quiet", "--hard", "HEAD~1");
  await laptop.git("reflog", "expire", "--expire=now", "--all");
  await laptop.git("gc", "--quiet", "--prune=now");
  await assert.rejects(laptop.git("cat-file", "-e", save));
  await Deno.rename(`${world.remote} away`, world.remote);
  assert.deepEqual((await laptop.save({ "todo.md": "milk\n" })).saved, ["todo.md"]);
  assert.equal(await keptBy(laptop), "");
});

Deno.test("history that somebody forced onto the remote is merged, nothing here is thrown away", async () => {
  const { world, laptop, desktop, quiet } = await tell({ "notes.md": "one\n" });
  await laptop.write({ "laptop.md": "laptop\n" });
  await quiet();
  const seed = `${world.folder}/seed`;
  await world.write(seed, { "forced.md": "forced\n" });
  await world.git(seed, "add", "-A");
  await world.git(seed, "commit", "--quiet", "-m", "forced");
  await world.git(seed, "push", "--quiet", "--force");
  await quiet();
  assert.deepEqual(await textsOn(desktop), {
    "forced.md": "forced\n",
    "laptop.md": "laptop\n",
    "notes.md": "one\n",
  });
});

/** Rewrites the published history without a file, and forces it onto the remote. */
async function purge(world: World, name: string): Promise<void> {
  const seed = `${world.folder}/seed`;
  await world.git(seed, "pull", "--quiet");
  const filter = `git rm --quiet --cached --ignore-unmatch ${name}`;
  const env = { FILTER_BRANCH_SQUELCH_WARNING: "1" };
  const args = ["filter-branch", "--force", "--index-filter", filter, "--prune-empty", "HEAD"];
  const { code, stderr } = await world.tryGit(seed, args, { env });
  assert.equal(code, 0, stderr);
  await world.git(seed, "push", "--quiet", "--force");
}

/** The names of all files in the remote's history. */
async function published(world: World): Promise<string[]> {
  const names = await world.git(world.remote, "log", "--format=", "--name-only", "main");
  return [...new Set(names.split("\n").filter(Boolean))].sort();
}

Deno.test("what somebody purged from the history does not come back, and local work goes on", async () => {
  const { world, laptop, desktop, tablet, machines, quiet } = await tell(
    { "notes.md": "one\n" },
    "laptop",
    "desktop",
    "tablet",
  );
  await laptop.save({ "secret.txt": "SECRET\n" });
  await laptop.write({ "notes.md": "two\n", "other.md": "other\n" });
  await quiet();
  const before = await laptop.git("rev-parse", "HEAD");
  await purge(world, "secret.txt");
  // One machine has nothing of its own, one has work that it has not sent, one an edit that is not saved.
  await Deno.rename(world.remote, `${world.remote} away`);
  await desktop.write({ "desktop.md": "desktop\n", "notes.md": "two\nthree\n" });
  await desktop.trySync();
  await Deno.rename(`${world.remote} away`, world.remote);
  await tablet.write({ "other.md": "tablet\n" });
  const { forced } = await laptop.sync();
  assert.deepEqual(forced, { isReplaced: true, commits: 2 });
  for (const machine of [desktop, tablet]) assert.ok((await machine.sync()).forced?.isReplaced);
  await quiet();
  assert.deepEqual(await published(world), ["desktop.md", "notes.md", "other.md"]);
  assert.deepEqual(await textsOn(laptop), {
    "desktop.md": "desktop\n",
    "notes.md": "two\nthree\n",
    "other.md": "tablet\n",
  });
  for (const machine of machines) {
    const kept = (await keptBy(machine)).split("\n");
    const isKept = await Promise.all(
      kept.map((oid) => world.tryGit(machine.folder, ["merge-base", "--is-ancestor", before, oid])),
    );
    assert.ok(isKept.some(({ code }) => code === 0), machine.name);
    assert.deepEqual(await copiesOn(machine), []);
    assert.equal((await machine.sync()).forced, undefined);
  }
});

Deno.test("what somebody purged and was changed here meanwhile is named when it comes back", async () => {
  const { world, laptop, desktop, tablet, quiet } = await tell(
    { "notes.md": "one\n" },
    "laptop",
    "desktop",
    "tablet",
  );
  await laptop.save({ "secret.txt": "SECRET\n" });
  await laptop.write({ "notes.md": "two\n" });
  await quiet();
  await purge(world, "secret.txt");
  const { forced } = await desktop.save({ "secret.txt": "SECRET\nmore\n", "desktop.md": "d\n" });
  assert.deepEqual(forced, { isReplaced: true, commits: 2, returned: ["secret.txt"] });
  assert.equal(
    forcedConsequence(forced),
    "this folder follows, and keeps the old commits for 30 days in refs/gitsyncbar/keep; " +
      '"secret.txt" is sent again, as it was changed here',
  );
  assert.equal((await desktop.sync()).forced, undefined);
  // Under another name it is no less what was purged.
  await desktop.remove("secret.txt");
  await desktop.sync();
  await tablet.rename("secret.txt", "moved.txt");
  assert.deepEqual((await tablet.sync()).forced?.returned, ["moved.txt"]);
});

Deno.test("a published commit that somebody else amended is replaced, also where it was edited since", async () => {
  const { world, laptop, desktop, quiet } = await tell({ "notes.md": "one\n" });
  await laptop.write({ "login.ini": "password = 1234\n", "list.md": "a\nb\nc\n" });
  await quiet();
  const seed = `${world.folder}/seed`;
  await world.git(seed, "pull", "--quiet");
  await world.write(seed, { "login.ini": "password =\n" });
  await world.git(seed, "commit", "--quiet", "--all", "--amend", "--no-edit");
  await world.git(seed, "push", "--quiet", "--force");
  await desktop.write({ "list.md": "a\nb\nc\nd\n" });
  await quiet();
  assert.equal(await laptop.read("login.ini"), "password =\n");
  assert.equal(await laptop.read("list.md"), "a\nb\nc\nd\n");
  const texts = await world.git(world.remote, "log", "-p", "--format=", "main");
  assert.ok(!texts.includes("1234"));
});

Deno.test("a remote that was set back gets everything again, and that is reported", async () => {
  const { world, laptop, desktop, quiet } = await tell({ "notes.md": "one\n" });
  await laptop.write({ "laptop.md": "laptop\n" });
  await quiet();
  await world.git(world.remote, "update-ref", "refs/heads/main", "main~1");
  const { forced, pushed } = await desktop.sync();
  assert.deepEqual([pushed, forced], [true, { isReplaced: false, commits: 1 }]);
  assert.equal((await laptop.sync()).forced, undefined);
  await quiet();
  // The same where it went on from there.
  await world.git(world.remote, "update-ref", "refs/heads/main", "main~1");
  const seed = `${world.folder}/seed`;
  await world.write(seed, { "forced.md": "forced\n" });
  await world.git(seed, "add", "-A");
  await world.git(seed, "commit", "--quiet", "-m", "forced");
  await world.git(seed, "push", "--quiet");
  await desktop.write({ "desktop.md": "desktop\n" });
  assert.deepEqual((await desktop.sync()).forced, { isReplaced: false, commits: 1 });
  await quiet();
  assert.deepEqual((await textsOn(laptop))["laptop.md"], "laptop\n");
});

Deno.test("what is said about a forced push that was meant removes the commit for good", async () => {
  const { world, machines, quiet } = await tell({ "notes.md": "one\n" });
  await machines[0].write({ "secret.txt": "SECRET\n" });
  await quiet();
  const drop = () => world.git(world.remote, "update-ref", "refs/heads/main", "main~1");
  await drop();
  const { forced } = await machines[1].sync();
  assert.ok(forced !== undefined);
  const commands = [...forcedConsequence(forced).matchAll(/`git ([^`]+)`/g)]
    .map(([, words]) => words!.split(" "));

  await drop();
  for (const machine of machines) {
    for (const command of commands) await machine.git(...command);
  }
  await quiet();
  assert.equal(await world.git(world.remote, "log", "--format=%s", "main", "--", "secret.txt"), "");
  for (const machine of machines) {
    assert.deepEqual(await textsOn(machine), { "notes.md": "one\n" });
  }
});

Deno.test("another address that has less is not called a forced push of somebody", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" });
  await world.git(world.folder, "clone", "--quiet", "--bare", world.remote, "other.git");
  await laptop.save({ "laptop.md": "laptop\n" });
  await laptop.git("remote", "set-url", "origin", `${world.folder}/other.git`);
  await laptop.git("pull", "--quiet", "--ff-only");
  const { forced } = await laptop.sync();
  assert.match(
    forcedSentence(forced!),
    /lacks 1 commit that it had \(.*another address\): it is sent/,
  );
});
