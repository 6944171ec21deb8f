// A mass deletion that comes from another machine: it is reported, and can be taken back from here.

import assert from "node:assert/strict";
import { type Machine, machineOf, tell, textsOn } from "../../support/story.ts";

const FILES = Object.fromEntries(
  Array.from({ length: 24 }, (_, at) => [`folder/${at}.md`, `text ${at}\n`]),
);
const NAMES = Object.keys(FILES);

async function told(machine: Machine) {
  const { deletion } = await machine.sync();
  if (deletion === undefined) return undefined;
  const { host, deleted, left, tracked } = deletion;
  return { host, deleted, left, tracked };
}

Deno.test("more than half of the files deleted elsewhere is reported until they are brought back", async () => {
  const { world, laptop, desktop, tablet, quiet } = await tell(
    FILES,
    "laptop",
    "desktop",
    "tablet",
  );
  await quiet();
  await laptop.remove(...NAMES.slice(0, 13));
  await laptop.sync({ confirmDeletion: true });
  const expected = { host: "laptop", deleted: 13, left: 0, tracked: 24 };
  assert.deepEqual(await told(desktop), expected);
  assert.equal((await desktop.names()).length, 11);
  assert.deepEqual(await told(machineOf(world, desktop.folder)), expected, "after a restart");
  // What stands there by now stays as it is, published or not.
  await desktop.write({ "folder/0.md": "mine\n", "folder/1.md/inside.md": "a folder\n" });
  await desktop.write({ ".git/info/exclude": "2.md\n", "folder/2.md": "private\n" });
  const { saved, pushed } = await desktop.sync({ restoreDeletion: true });
  assert.ok(saved.includes("folder/3.md") && pushed);
  await quiet({ besides: ["folder/2.md"] });
  assert.deepEqual(await textsOn(desktop), {
    ...Object.fromEntries(
      NAMES.filter((name) => name !== "folder/1.md").map((name) => [name, FILES[name]]),
    ),
    "folder/0.md": "mine\n",
    "folder/1.md/inside.md": "a folder\n",
    "folder/2.md": "private\n",
  });
  assert.equal(await told(desktop), undefined);
  // On the third machine it was never more than half.
  assert.equal(await told(tablet), undefined);
  assert.ok(!(await tablet.names()).includes("folder/2.md"));
});

Deno.test("what is encrypted or ignored since the deletion is not published as it was", async () => {
  const { world, laptop, desktop, quiet } = await tell(FILES);
  for (const { git } of [laptop, desktop]) {
    await git("config", "filter.rot.clean", "tr a-z n-za-m");
    await git("config", "filter.rot.smudge", "tr a-z n-za-m");
  }
  await quiet();
  await laptop.remove(...NAMES.slice(0, 13));
  await laptop.write({ ".gitattributes": "0.md filter=rot\n", ".gitignore": "1.md\n" });
  await laptop.sync({ confirmDeletion: true });
  await desktop.sync();
  await desktop.remove("folder/1.md");
  await desktop.sync({ restoreDeletion: true });
  const published = await world.git(
    world.remote,
    "ls-tree",
    "-r",
    "--name-only",
    "main",
    "folder/",
  );
  assert.deepEqual(
    published.split("\n").toSorted(),
    NAMES.filter((name) => !/\/[01]\.md$/.test(name)).toSorted(),
  );
});

Deno.test("half of the files, moved ones and those of a small folder are not told", async () => {
  const { laptop, desktop, quiet } = await tell(FILES);
  await quiet();
  await laptop.rename("folder", "archive");
  await laptop.sync({ confirmDeletion: true });
  assert.equal(await told(desktop), undefined);
  // One more is gone under its old name, and half of them for good.
  await laptop.rename("archive/23.md", "23.md");
  await laptop.remove(...NAMES.slice(0, 12).map((name) => name.replace("folder", "archive")));
  await laptop.sync({ confirmDeletion: true });
  assert.equal(await told(desktop), undefined);
  await laptop.remove("archive");
  await laptop.sync();
  assert.equal(await told(desktop), undefined);
  assert.deepEqual(await textsOn(desktop), { "23.md": "text 23\n" });
});

Deno.test("a rule that ignores everything counts, though the files stay", async () => {
  const { laptop, desktop, quiet } = await tell(FILES);
  await quiet();
  await laptop.write({ ".gitignore": "*\n!.gitignore\n" });
  await laptop.git("rm", "--quiet", "-r", "--cached", ".");
  assert.equal((await laptop.sync()).heldDeletion?.deleted, 24);
  await laptop.sync({ confirmDeletion: true });
  assert.deepEqual(await told(desktop), { host: "laptop", deleted: 0, left: 24, tracked: 24 });
  assert.deepEqual(await textsOn(desktop), { ...FILES, ".gitignore": "*\n!.gitignore\n" });
  await desktop.sync({ restoreDeletion: true });
  assert.equal(await told(desktop), undefined);
  assert.equal((await desktop.names()).length, 25);
});

Deno.test("what was deleted comes back also while the remote is away, and after a deletion by a merge", async () => {
  const { world, laptop, desktop, quiet } = await tell(FILES);
  await quiet();
  await laptop.remove("folder");
  await laptop.sync({ confirmDeletion: true });
  await desktop.write({ "folder/0.md": "edited\n", "new.md": "new\n" });
  assert.deepEqual(await told(desktop), { host: "laptop", deleted: 23, left: 0, tracked: 25 });
  await Deno.rename(world.remote, `${world.remote} away`);
  const outcome = await desktop.trySync({ restoreDeletion: true });
  assert.equal(outcome.kind, "problem");
  assert.equal((await desktop.names()).length, 25);
  await Deno.rename(`${world.remote} away`, world.remote);
  await quiet();
  assert.deepEqual(await textsOn(laptop), {
    ...FILES,
    "folder/0.md": "edited\n",
    "new.md": "new\n",
  });
});
