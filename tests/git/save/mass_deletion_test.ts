// Very many deletions at once wait for a user, as a disk that went away looks the same.

import assert from "node:assert/strict";
import { type Machine, tell, textsOn } from "../../support/story.ts";

const FILES = Object.fromEntries(
  Array.from({ length: 24 }, (_, at) => [`folder/${at}.md`, `text ${at}\n`]),
);
const NAMES = Object.keys(FILES);

async function halts(machine: Machine, deleted: number): Promise<void> {
  const head = await machine.git("rev-parse", "HEAD");
  const outcome = await machine.trySync();
  assert.deepEqual(outcome.kind === "problem" && outcome.problem, {
    kind: "mass deletion",
    deleted,
    tracked: NAMES.length,
  });
  assert.equal(await machine.git("rev-parse", "HEAD"), head);
}

Deno.test("more than half of the files deleted waits, and goes through when it is confirmed", async () => {
  await using story = await tell(FILES, "laptop", "desktop");
  const [laptop, desktop] = story.machines;
  await laptop.sync();
  await laptop.remove(...NAMES.slice(0, 13));
  await laptop.write({ "new.md": "new\n" });
  await halts(laptop, 13);
  await halts(laptop, 13);
  await laptop.sync({ confirmDeletion: true });
  await story.quiet();
  assert.equal((await desktop.names()).length, NAMES.length - 13 + 1);
});

Deno.test("the paths that the watcher names do not lead past the halt", async () => {
  await using story = await tell(FILES, "laptop");
  const [laptop] = story.machines;
  await laptop.sync();
  await laptop.remove(...NAMES.slice(0, 13));
  const outcome = await laptop.trySync({ paths: NAMES.slice(0, 13), remote: "send" });
  assert.equal(outcome.kind === "problem" && outcome.problem.kind, "mass deletion");
});

Deno.test("everything gone waits, and goes on by itself when the files are back", async () => {
  await using story = await tell(FILES, "laptop", "desktop");
  const [laptop, desktop] = story.machines;
  await laptop.sync();
  await Deno.rename(laptop.path("folder"), `${laptop.folder}.away`);
  await halts(laptop, NAMES.length);
  await Deno.rename(`${laptop.folder}.away`, laptop.path("folder"));
  await laptop.write({ "folder/0.md": "edited\n" });
  await story.quiet();
  assert.deepEqual(await textsOn(desktop), { ...FILES, "folder/0.md": "edited\n" });
});

Deno.test("half of the files deleted, or many of a small folder, is an ordinary save", async () => {
  await using story = await tell(FILES, "laptop", "desktop");
  const [laptop, desktop] = story.machines;
  await laptop.remove(...NAMES.slice(0, 12));
  await story.quiet();
  await laptop.remove(...NAMES.slice(12, 20));
  await story.quiet();
  assert.deepEqual(await desktop.names(), NAMES.slice(20).sort());
});

Deno.test("everything moved into a folder is no deletion", async () => {
  await using story = await tell(FILES, "laptop", "desktop");
  const [laptop, desktop] = story.machines;
  await laptop.rename("folder", "archive/2026");
  await story.quiet();
  assert.deepEqual(
    await desktop.names(),
    NAMES.map((name) => name.replace("folder", "archive/2026")).sort(),
  );
});

Deno.test("a deletion that another machine has published arrives without a question", async () => {
  await using story = await tell(FILES, "laptop", "desktop");
  const [laptop, desktop] = story.machines;
  await laptop.remove(...NAMES.slice(0, 20));
  await laptop.sync({ confirmDeletion: true });
  await story.quiet();
  assert.equal((await desktop.names()).length, 4);
});
