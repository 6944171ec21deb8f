// How the app ends: asked to, in the middle of a sync, with a git that hangs, and by force.

import assert from "node:assert/strict";
import { join } from "node:path";
import { type HeldGit, holdableGit } from "../support/held_git.ts";
import { type Instance, prompt, published, startInstance, textOf } from "../support/running.ts";
import { makeWorld, type World } from "../support/world.ts";

/** An instance in the middle of a sync, as its git waits before a verb. */
interface AtWork extends AsyncDisposable {
  readonly world: World;
  readonly laptop: string;
  readonly git: HeldGit;
  readonly instance: Instance;
}

/** An instance that saves `todo.md` and waits at a verb; with `incoming`, it receives `notes.md`. */
async function stoppedAt(
  verb: string,
  options: { readonly stubborn?: boolean; readonly incoming?: boolean } = {},
): Promise<AtWork> {
  const world = await makeWorld();
  const [laptop, desktop] = await world.clones({ "notes.md": "one\n" }, "laptop", "desktop");
  const git = await holdableGit(world, options);
  const instance = await startInstance(world, "laptop", {
    config: prompt(laptop),
    env: git.environment,
  });
  await instance.upToDate();
  if (options.incoming) {
    await world.write(desktop, { "notes.md": "two\n" });
    await world.git(desktop, "commit", "--quiet", "-am", "two");
    await world.git(desktop, "push", "--quiet");
  }
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

/** What a sync that was cut off might leave. */
async function leftovers(world: World, folder: string): Promise<string[]> {
  const left: string[] = [];
  for (const at of [join(folder, ".git"), world.remote]) {
    for await (const { name } of Deno.readDir(at)) if (name.endsWith(".lock")) left.push(name);
  }
  const heads = await Array.fromAsync(Deno.readDir(join(folder, ".git/refs/heads")));
  const own = await Array.fromAsync(Deno.readDir(join(folder, ".git/gitsyncbar")));
  return [
    ...left,
    ...heads.map(({ name }) => name).filter((name) => name.endsWith(".lock")),
    ...own.map(({ name }) => name).filter((name) => ["running", "update.json"].includes(name)),
  ];
}

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.test(`${signal} lets the step under way end, whichever it is`, async () => {
    for (const verb of ["update-index", "commit-tree", "update-ref", "push"]) {
      await using at = await stoppedAt(verb);
      await stopThere(at, { signal, verb });
    }
  });
}

Deno.test("SIGTERM lets an update of the folder end", async () => {
  for (const verb of ["fetch", "checkout-index", "update-index"]) {
    await using at = await stoppedAt(verb, { incoming: true });
    await stopThere(at, { signal: "SIGTERM", verb });
    const { world, laptop } = at;
    assert.equal(await world.git(laptop, "status", "--porcelain"), "", verb);
    assert.equal(await textOf(join(laptop, "notes.md")), "two\n");
  }
});

/** Stops it during that step; afterwards nothing is left behind, and the next start does the rest. */
async function stopThere(
  { world, laptop, git, instance }: AtWork,
  { signal, verb }: { readonly signal: Deno.Signal; readonly verb: string },
): Promise<void> {
  instance.signal(signal);
  await instance.until("it stops", async () => (await instance.log()).includes("Stopping"));
  await git.letGo(verb);
  await instance.endsWell();
  assert.deepEqual(await leftovers(world, laptop), [], verb);
  if (verb === "push") {
    assert.equal(await published(world, "todo.md"), "milk\n");
    const sent = (line: string) => line.startsWith("Up to date: sent 1 change");
    assert.ok((await instance.log()).some(sent), "what was sent is told");
  }
  assert.deepEqual(
    (await instance.log()).slice(2).filter((line) => !line.startsWith("Up to date")),
    [
      "Stopping",
      "Stopped",
    ],
  );
  await using next = await startInstance(world, "laptop");
  await next.until("the rest is sent", async () => await published(world, "todo.md"));
  await next.upToDate();
  await next.stop();
}

Deno.test("a git that hangs is ended, and leaves no lock", async () => {
  await using at = await stoppedAt("push", { stubborn: true });
  const { world, laptop, instance } = at;
  await instance.stop();
  assert.deepEqual(await leftovers(world, laptop), []);
  assert.equal(await published(world, "todo.md"), undefined);
});

Deno.test("a second signal ends it at once, and the next start goes on", async () => {
  await using at = await stoppedAt("push");
  const { world, git, instance } = at;
  instance.signal("SIGTERM");
  await instance.until("it stops", async () => (await instance.log()).includes("Stopping"));
  instance.signal("SIGINT");
  assert.equal((await instance.ends()).code, 1);

  // The git that it has left waits for its part still.
  await using next = await startInstance(world, "laptop", { env: git.environment });
  await next.shows("it waits for that git", ({ line }) => line === "Syncing…");
  await git.letGo("push");
  await next.until("it is sent", async () => await published(world, "todo.md"));
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
  await using last = await startInstance(world, "laptop", { env: git.environment });
  await last.upToDate();
  assert.equal(await published(world, "todo.md"), "milk\n");
  await last.stop();
  assert.deepEqual(await leftovers(world, laptop), []);
});

Deno.test("kill -9 leaves a socket and a lock that are nobody's", async () => {
  await using world = await makeWorld();
  const [laptop] = await world.clones({ "notes.md": "one\n" }, "laptop");
  const config = prompt(laptop);
  await using instance = await startInstance(world, "laptop", { config });
  await instance.upToDate();
  await instance.crash();
  const asked = await instance.run("--status");
  assert.equal(asked.code, 1);
  assert.match(
    asked.stderr,
    /^git-sync-bar: Git Sync Bar is not running.*\n$/,
  );

  await using next = await startInstance(world, "laptop");
  await next.upToDate();
  await world.write(laptop, { "todo.md": "milk\n" });
  await next.until("it is sent", async () => await published(world, "todo.md"));
  await next.stop();
});
