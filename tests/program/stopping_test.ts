// How the app ends: asked to, in the middle of a sync, with a git process that hangs, and by force.

import assert from "node:assert/strict";
import { type HeldGit, holdableGit } from "../support/held_git.ts";
import {
  type Instance,
  prompt,
  published,
  startInstance,
  startUpToDate,
} from "../support/running.ts";
import { leftovers } from "../support/leftovers.ts";
import { cloned, makeWorld, type World } from "../support/world.ts";

/** An instance in the middle of a sync, as its git waits before a verb. */
interface AtWork extends AsyncDisposable {
  readonly world: World;
  readonly laptop: string;
  readonly git: HeldGit;
  readonly instance: Instance;
}

/** An instance that saves `todo.md` and waits at a verb. */
async function stoppedAt(
  verb: string,
  options: { readonly stubborn?: boolean } = {},
): Promise<AtWork> {
  const world = await makeWorld();
  const [laptop] = await world.clones({ "notes.md": "one\n" }, "laptop");
  const git = await holdableGit(world, options);
  const instance = await startInstance(world, "laptop", {
    config: prompt(laptop),
    env: git.environment,
  });
  await instance.upToDate();
  await git.hold(verb);
  await world.write(laptop, { "todo.md": "milk\n" });
  await instance.until(`it waits at ${verb}`, () => git.isHeld(verb));
  return {
    world,
    laptop,
    git,
    instance,
    async [Symbol.asyncDispose]() {
      await instance[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.test(`a git process that hangs is ended by ${signal}, and leaves no lock`, async () => {
    await using at = await stoppedAt("push", { stubborn: true });
    const { world, laptop, instance } = at;
    instance.signal(signal);
    await instance.endsWell();
    // A busy app does not wait for what follows the end of that git: the next start finds the note of it.
    const left = await leftovers(world, laptop);
    assert.deepEqual(left.filter((name) => name !== "running"), []);
    assert.equal(await published(world, "todo.md"), undefined);
  });
}

Deno.test("a second signal ends it at once, and the next start goes on", async () => {
  await using at = await stoppedAt("push");
  const { world, git, instance } = at;
  instance.signal("SIGTERM");
  await instance.logs("Stopping");
  instance.signal("SIGINT");
  assert.equal((await instance.ends()).code, 1);

  // The git process that it has left waits for its part still.
  await using next = await startInstance(world, "laptop", { env: git.environment });
  await next.shows("it waits for that git", ({ line }) => line === "Syncing…");
  await git.letGo("push");
  await next.sends("todo.md");
  await next.upToDate();
  await next.stop();
});

Deno.test("an instance that waits for what another one has left can be stopped", async () => {
  await using at = await stoppedAt("push", { stubborn: true });
  const { world, laptop, git, instance } = at;
  await instance.crash();
  await using next = await startInstance(world, "laptop", { env: git.environment });
  await next.shows("it waits for that git", ({ line }) => line === "Syncing…");
  next.signal("SIGTERM");
  assert.equal((await next.ends()).code, 0);
  await git.letGo("push");
  await using last = await startUpToDate(world, "laptop", { env: git.environment });
  assert.equal(await published(world, "todo.md"), "milk\n");
  await last.stop();
  assert.deepEqual(await leftovers(world, laptop), []);
});

Deno.test("kill -9 leaves a socket and a lock that are nobody's", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const config = prompt(laptop);
  await using instance = await startUpToDate(world, "laptop", { config });
  await instance.crash();
  const asked = await instance.run("--status");
  assert.equal(asked.code, 1);
  assert.match(asked.stderr, /^git-sync-bar: Git Sync Bar is not running.*\n$/);

  await using next = await startUpToDate(world, "laptop");
  await world.write(laptop, { "todo.md": "milk\n" });
  await next.sends("todo.md");
  await next.stop();
});
