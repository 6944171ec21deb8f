// A conflict can be found until somebody settles it: which file, where the other version is, whose it is.

import assert from "node:assert/strict";
import { writeProgram } from "../../support/executable.ts";
import { ageDisplaced } from "../../support/displaced.ts";
import {
  copiesOn,
  copyOn,
  type Machine,
  machineOf,
  syncAll,
  tell,
  textsOn,
} from "../../support/story.ts";
import type { World } from "../../support/world.ts";

/** Two machines, and a file of which laptop has published one version and desktop another one. */
async function clash() {
  const story = await tell({ "notes.md": "one\n", "other.md": "other\n" }, "laptop", "desktop");
  const [laptop, desktop] = story.machines;
  await laptop.write({ "notes.md": "laptop\n" });
  await desktop.write({ "notes.md": "desktop\n" });
  await syncAll(laptop, desktop);
  await story.quiet();
  return { ...story, laptop, desktop };
}

/** What a machine says of open conflicts, at whatever outcome. */
async function openOn(machine: Machine, remote: "ask" | "none" = "ask") {
  const { report } = await machine.trySync({ remote });
  return report.openConflicts;
}

/** The same folder, as the app sees it that is started anew. */
const restarted = (world: World, { folder }: Machine) => machineOf(world, folder);

Deno.test("an open conflict names the file, the copy, whose version it holds and when that was saved, and so does the history", async () => {
  const { world, laptop, desktop } = await clash();
  const copy = await copyOn(laptop);
  const saved = await laptop.git("log", "--format=%ct", "--grep=desktop", "--no-merges", "-1");
  const conflict = { path: "notes.md", copy, host: "desktop", time: Number(saved) * 1000 };
  for (const machine of [laptop, restarted(world, laptop)]) {
    assert.deepEqual(await openOn(machine), [conflict]);
  }
  for (const machine of [desktop, restarted(world, desktop)]) {
    assert.deepEqual(await openOn(machine), [{ ...conflict, isOwn: true }]);
  }
  // Without a reflog nobody knows.
  await Deno.remove(desktop.path(".git/logs/HEAD"));
  assert.deepEqual(await openOn(restarted(world, desktop)), [conflict]);
  // A merge without a conflict is not found.
  await laptop.write({ "other.md": "other\nlaptop\n", "new.md": "new\n" });
  await desktop.write({ "two.md": "two\n" });
  await syncAll(laptop, desktop, laptop);
  const found = await laptop.git("log", "--grep=^Conflict: ", "--format=%B");
  assert.equal(
    found,
    "Merge: notes.md (desktop)\n\n" +
      `Conflict: notes.md: the version of desktop is in ${copy}\n\n` +
      "Synced-from: desktop",
  );
  assert.equal(await laptop.git("rev-list", "--count", "--merges", "HEAD"), "2");
});

Deno.test("a conflict is settled where the copy is deleted, also under very many other commits", async () => {
  const { world, laptop, desktop } = await clash();
  assert.equal((await openOn(laptop))?.length, 1);
  await desktop.remove(await copyOn(desktop));
  assert.deepEqual(await openOn(desktop), []);
  // As after a weekend with the lid closed.
  let tip = await desktop.git("rev-parse", "HEAD");
  for (let commit = 0; commit < 70; commit++) {
    tip = await desktop.git("commit-tree", "-p", tip, "-m", `edit ${commit}`, "HEAD^{tree}");
  }
  await desktop.git("push", "--quiet", "origin", `${tip}:main`);
  assert.deepEqual(await openOn(laptop), []);
  assert.deepEqual(await openOn(restarted(world, laptop)), []);
});

Deno.test("a conflict is settled everywhere when one machine renames the copy", async () => {
  const { laptop, desktop } = await clash();
  await laptop.rename(await copyOn(laptop), "desktop's notes.md");
  assert.deepEqual(await openOn(laptop), []);
  assert.deepEqual(await openOn(desktop), []);
});

Deno.test("a conflict is settled everywhere when one machine deletes the original and keeps the copy", async () => {
  const { world, laptop, desktop } = await clash();
  const copy = await copyOn(laptop);
  assert.equal((await openOn(desktop))?.length, 1);
  await laptop.remove("notes.md");
  const { report } = await laptop.trySync({ paths: ["notes.md"] });
  assert.deepEqual(report.openConflicts, []);
  for (const machine of [desktop, restarted(world, laptop), restarted(world, desktop)]) {
    assert.deepEqual(await openOn(machine), []);
  }
  assert.deepEqual(await textsOn(desktop), { [copy]: "desktop\n", "other.md": "other\n" });
  // A file of this name that comes later has an older version beside it again.
  await desktop.write({ "notes.md": "new\n" });
  for (const machine of [desktop, laptop, restarted(world, laptop)]) {
    assert.deepEqual((await openOn(machine))?.map(({ copy }) => copy), [copy]);
  }
});

Deno.test("a conflict is settled when the original is renamed, or its folder is deleted around the copy", async () => {
  const { laptop, desktop, machines } = await tell({ "d/notes.md": "one\n", "e.md": "one\n" });
  for (const machine of machines) {
    await machine.save({ "d/notes.md": `${machine.name}\n`, "e.md": `${machine.name}\n` });
  }
  assert.equal((await openOn(laptop))?.length, 2);
  await laptop.rename("e.md", "final.md");
  await laptop.remove("d/notes.md");
  assert.deepEqual(await openOn(laptop), []);
  assert.deepEqual(await openOn(desktop), []);
});

Deno.test("a copy of a file that others had deleted before is named until it is settled", async () => {
  const { world, laptop, desktop } = await tell({ "notes.md": "one\n" });
  await desktop.sync();
  await laptop.remove("notes.md");
  await laptop.sync();
  {
    using open = await Deno.open(desktop.path("notes.md"), { append: true });
    await desktop.sync();
    await open.write(new TextEncoder().encode("late\n"));
  }
  ageDisplaced(desktop.path(".git"));
  for (const machine of [desktop, laptop, restarted(world, desktop)]) {
    assert.deepEqual((await openOn(machine))?.map(({ path }) => path), ["notes.md"]);
  }
  await laptop.rename(await copyOn(laptop), "notes.md");
  for (const machine of [laptop, desktop]) assert.deepEqual(await openOn(machine), []);
});

Deno.test("a copy that moves to another folder, or is edited, stays a conflict until a user's own commit takes it out", async () => {
  const { laptop, desktop } = await clash();
  const copy = await copyOn(laptop);
  await laptop.rename(copy, `old/${copy}`);
  await laptop.write({ [`old/${copy}`]: "desktop, and more\n" });
  for (const machine of [laptop, desktop]) {
    const open = await openOn(machine);
    assert.deepEqual(open?.map(({ path, copy }) => [path, copy]), [
      ["old/notes.md", `old/${copy}`],
    ]);
  }
  await laptop.git("rm", "--quiet", "--", `old/${copy}`);
  await laptop.git("commit", "--quiet", "-m", "by hand");
  assert.deepEqual(await openOn(laptop), []);
  assert.deepEqual(await openOn(desktop), []);
});

Deno.test("a conflict copy that the user commits in the midst of a sync is named", async () => {
  const { laptop } = await tell({ "notes.md": "one\n", "other.md": "other\n" }, "laptop");
  const copy = "notes (conflict desktop 2026-11-20 10.00.00 1a2b3c4).md";
  const byHand = [
    "unset $(git rev-parse --local-env-vars)",
    `cd '${laptop.folder}' && grep --quiet more other.md && test ! -e '${copy}' || exit 0`,
    `echo two > '${copy}'`,
    "git add --all && git commit --quiet --message 'by hand'",
  ];
  const hook = laptop.path(".git/hooks/pre-push");
  await writeProgram(hook, ["#!/bin/sh", ...byHand, ""].join("\n"));
  await laptop.save({ "notes.md": "two\n" });
  const { openConflicts } = await laptop.save({ "other.md": "more\n" });
  assert.deepEqual(openConflicts?.map((open) => open.copy), [copy]);
});

Deno.test("in a rebase by hand, and after a restart without the remote, the open conflicts are known", async () => {
  const { world, laptop } = await clash();
  await Deno.mkdir(laptop.path(".git/rebase-merge"));
  const { kind, report } = await laptop.trySync();
  assert.equal(kind, "problem");
  assert.deepEqual(report.openConflicts?.map(({ path }) => path), ["notes.md"]);
  await Deno.remove(laptop.path(".git/rebase-merge"));
  await Deno.rename(world.remote, `${world.remote}.away`);
  const open = await openOn(restarted(world, laptop));
  assert.deepEqual(open?.map(({ path }) => path), ["notes.md"]);
  await laptop.remove(await copyOn(laptop));
  assert.deepEqual(await openOn(laptop), []);
});

Deno.test("a conflict whose copy stays on its machine is named there until the copy is gone", async () => {
  const { world, laptop, desktop, machines } = await tell({
    ".gitattributes": "/notes.md text eol=crlf\n",
  });
  for (const machine of machines) {
    await machine.save({ "notes.md": `${machine.name}\r\n` });
  }
  const copy = await copyOn(desktop);
  assert.equal(await desktop.read(copy), "desktop\r\n");
  for (const machine of [desktop, restarted(world, desktop)]) {
    const open = await openOn(machine);
    assert.deepEqual(open?.map(({ path, copy }) => [path, copy]), [["notes.md", copy]]);
  }
  assert.deepEqual(await openOn(laptop), []);
  assert.deepEqual(await copiesOn(laptop), []);
  await desktop.remove(copy);
  assert.deepEqual(await openOn(desktop, "none"), []);
});

Deno.test("a conflict copy that rules from before keep private is named on its machine", async () => {
  const { world, laptop, desktop } = await tell({ ".gitignore": "private*\n" });
  await laptop.save({ "private-1": "laptop\n" });
  await desktop.save({ ".gitignore": "*.o\n", "private-2": "desktop\n" });
  await laptop.sync();
  // As of an edit in the moment when an update arrives.
  const copy = "private-2 (conflict laptop 2026-11-20 10.00.00 1a2b3c4)";
  const { notSynced } = await laptop.save({ [copy]: "laptop\n" });
  assert.ok(notSynced.some(({ path }) => path === copy), JSON.stringify(notSynced));
  for (const machine of [laptop, restarted(world, laptop)]) {
    const open = await openOn(machine);
    assert.deepEqual(open?.map(({ copy, isLocal }) => [copy, isLocal]), [[copy, true]]);
  }
});

Deno.test("a conflict copy that no save takes is named on its machine", async () => {
  const { laptop, desktop } = await tell({
    ".gitattributes": "notes.md text eol=crlf\n",
    "notes.md": "one\r\n",
  });
  await laptop.save({ "notes.md": "laptop\r\n" });
  // No text, which git would take for one.
  const { notSynced } = await desktop.save({ "notes.md": "\0desktop\n" });
  const copy = await copyOn(desktop);
  assert.equal(await desktop.read(copy), "\0desktop\n");
  assert.ok(notSynced.some(({ path }) => path === copy), JSON.stringify(notSynced));
  const [open, ...others] = await openOn(desktop) ?? [];
  assert.deepEqual([open?.path, open?.copy, open?.isLocal], ["notes.md", copy, true]);
  assert.deepEqual(others, []);
  const settle = { kind: "settle", copy, keep: "this" } as const;
  const { changed } = await desktop.sync({ ownChanges: [settle] });
  assert.equal(changed?.[0]?.refused, "only on this machine");
  await desktop.remove(copy);
  assert.deepEqual(await openOn(desktop), []);
});

Deno.test("a copy that has no place on a machine is open on the others, where it can be settled", async () => {
  const { laptop, desktop } = await clash();
  await desktop.save({ ".git/info/exclude": "/mine\n", "mine": "private\n" });
  const copy = await copyOn(laptop);
  await laptop.rename("notes.md", "mine/notes.md");
  await laptop.rename(copy, `mine/${copy}`);
  assert.equal((await openOn(laptop))?.length, 1);
  assert.deepEqual(await openOn(desktop), []);
  assert.equal(await desktop.read("mine"), "private\n");
  await desktop.rename("mine", "elsewhere");
  await desktop.write({ ".git/info/exclude": "/elsewhere\n" });
  assert.equal((await openOn(desktop))?.length, 1);
});

Deno.test("taking the original out of the sync settles a conflict, also where a folder took its name", async () => {
  const { laptop, desktop, quiet } = await tell({ "d": "file\n", "other.md": "other\n" });
  await quiet();
  await laptop.remove("d");
  await laptop.save({ "d/inside.md": "inside\n" });
  await desktop.save({ "d": "edited\n" });
  await laptop.sync();
  assert.deepEqual((await openOn(laptop))?.map(({ path }) => path), ["d"]);
  await laptop.write({ ".gitignore": "/d/\n" });
  await laptop.git("rm", "--quiet", "-r", "--cached", "d");
  await laptop.sync();
  for (const machine of [laptop, desktop]) {
    assert.deepEqual(await openOn(machine), []);
    assert.equal(await machine.read("d/inside.md"), "inside\n");
    assert.equal((await copiesOn(machine)).length, 1);
  }
});
