// How many git processes a sync starts and how often it asks the remote: what a save costs, whatever the speed
// of the machine.

import assert from "node:assert/strict";
import { verbOf, wrapGit } from "../../support/git_wrapper.ts";
import { type Machine, machineOf, syncAll, tell } from "../../support/story.ts";

interface Counts {
  readonly commands: number;
  readonly connections: number;
}

/** A machine that has synced before, and what its next sync costs; another one writes beside it. */
async function warm() {
  const story = await tell({ "notes.md": "one\n", ".gitignore": "*.log\n" }, "desktop");
  const { world, machines: [desktop] } = story;
  const { environment, calls } = await wrapGit(world);
  // The app tells how far a transfer is; nothing more is asked for a short one.
  const onProgress = () => {};
  const laptop = machineOf(world, await world.clone("laptop"), { environment, onProgress });
  await laptop.save({ "other.md": "other\n" });
  await syncAll(laptop, desktop);
  await calls();
  const costs = async (
    about: string,
    request: Parameters<Machine["sync"]>[0],
    limit: Counts,
  ): Promise<void> => {
    await laptop.sync(request);
    const verbs = (await calls()).map(verbOf);
    const asking = verbs.filter((verb) => ["fetch", "push", "ls-remote"].includes(verb));
    const counts = { commands: verbs.length, connections: asking.length };
    // deno-lint-ignore no-console -- the numbers are what this test is for
    console.log(
      `${about}: ${counts.commands} commands, ${counts.connections} connections: ${verbs}`,
    );
    assert.ok(counts.commands <= limit.commands, `${about}: ${verbs.join(", ")}`);
    assert.equal(counts.connections, limit.connections, `${about}: ${verbs.join(", ")}`);
  };
  return { ...story, laptop, desktop, costs };
}

Deno.test("a save of one file costs at most 7 commands and one connection", async () => {
  const { laptop, desktop, costs } = await warm();
  const request = { paths: ["notes.md"], remote: "send" } as const;
  for (const text of ["two\n", "three\n"]) {
    await laptop.write({ "notes.md": text });
    await costs("a save of one file", request, { commands: 7, connections: 1 });
  }
  await laptop.write({ "new.md": "new\n" });
  await costs("a new file", { paths: ["new.md"], remote: "send" }, { commands: 7, connections: 1 });
  await desktop.sync();
  assert.equal(await desktop.read("notes.md"), "three\n");
  assert.equal(await desktop.read("new.md"), "new\n");
});

Deno.test("a save in an ignored file costs one command and no connection", async () => {
  const { costs, laptop } = await warm();
  await laptop.write({ "a.log": "log\n" });
  await costs("a save in an ignored file", { paths: ["a.log"], remote: "send" }, {
    commands: 1,
    connections: 0,
  });
});

Deno.test("a look without change costs at most 3 commands and one connection", async () => {
  const { costs } = await warm();
  await costs("a look without change", {}, { commands: 3, connections: 1 });
});

Deno.test("somebody else's commit costs at most 12 commands and one connection", async () => {
  const { laptop, desktop, costs } = await warm();
  await desktop.save({ "notes.md": "desktop\n", "new/file.md": "new\n" });
  // Whether a rule ignores the new name is one of them.
  await costs("somebody else's commit", {}, { commands: 12, connections: 1 });
  assert.equal(await laptop.read("notes.md"), "desktop\n");
  await costs("the look after it", {}, { commands: 3, connections: 1 });
  await costs(
    "what the watcher says of it",
    { paths: ["notes.md", "new/file.md"], remote: "send" },
    {
      commands: 0,
      connections: 0,
    },
  );
});
