// The app is asked to end while a step does not come to its own end.

import assert from "node:assert/strict";
import { join } from "node:path";
import { startAppHere } from "../support/app_here.ts";
import { manualClock } from "../support/manual_clock.ts";
import { holdableGit } from "../support/held_git.ts";
import { liveConfig } from "../support/live.ts";
import { leftovers } from "../support/leftovers.ts";
import { eventually, prompt, published, textOf } from "../support/running.ts";
import { cloned } from "../support/world.ts";

Deno.test("a step that does not end by itself holds up the end of the app for two seconds at most", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const clock = manualClock(0);
  let isWaiting = false;
  const app = await startAppHere(world, "laptop", {
    config: { sync_dir: laptop, watch_for_changes: false },
    environment: world.env,
    clock,
    before: () => {
      isWaiting = true;
      return new Promise(() => {});
    },
  });
  await eventually("a sync has begun", () => isWaiting);
  let hasEnded = false;
  const ended = app.stop().then(() => hasEnded = true);
  clock.turn(1_699);
  await app.status();
  assert.equal(hasEnded, false);
  clock.turn(1);
  await ended;
  assert.ok(app.log.includes("Stopped during a sync; the next start continues it"));
});

Deno.test("a broker that does not let go holds up the end of the app for two seconds at most", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const clock = manualClock(0);
  const closing = Promise.withResolvers<void>();
  const app = await startAppHere(world, "laptop", {
    config: { ...liveConfig(laptop, { port: 1 }), watch_for_changes: false },
    environment: world.env,
    clock,
    channel: {
      announce: () => {},
      wake: () => {},
      close: () => {
        closing.resolve();
        return new Promise(() => {});
      },
    },
  });
  await eventually("it is at rest", async () => (await app.status())?.condition === "up to date");
  const ended = app.stop();
  await closing.promise;
  clock.turn(1_800);
  await ended;
  assert.equal(app.log.at(-1), "Stopped");
});

for (
  const [what, incoming, verbs] of [
    ["a save is sent", false, ["update-index", "commit-tree", "update-ref", "push"]],
    ["an update is made", true, ["fetch", "checkout-index", "update-ref"]],
  ] as const
) {
  Deno.test(`a step that ends by itself is let to its end while ${what}, and leaves nothing`, async () => {
    for (const verb of verbs) {
      const { world, laptop, desktop } = await cloned({ "notes.md": "one\n" }, "laptop", "desktop");
      if (incoming) {
        await world.write(desktop, { "notes.md": "two\n" });
        await world.git(desktop, "commit", "--quiet", "-am", "two");
        await world.git(desktop, "push", "--quiet");
      } else await world.write(laptop, { "todo.md": "milk\n" });
      const git = await holdableGit(world);
      await git.hold(verb);
      const app = await startAppHere(world, "laptop", {
        config: prompt(laptop),
        environment: { ...world.env, ...git.environment },
        clock: manualClock(0),
      });
      await eventually(`it waits at ${verb}`, () => git.isHeld(verb));
      const ended = app.stop();
      await git.letGo(verb);
      await ended;
      assert.ok(!app.log.some((line) => line.startsWith("Ended")), verb);
      assert.deepEqual(await leftovers(world, laptop), [], verb);
      if (verb === "push") {
        assert.equal(await published(world, "todo.md"), "milk\n");
        const isSent = (line: string) => line.startsWith("Up to date: sent 1 change");
        assert.ok(app.log.some(isSent), app.log.join("\n"));
      }
      if (incoming && verb !== "fetch") {
        assert.equal(await world.git(laptop, "status", "--porcelain"), "", verb);
        assert.equal(await textOf(join(laptop, "notes.md")), "two\n");
      }
      const next = await startAppHere(world, "laptop", {
        config: prompt(laptop),
        environment: world.env,
        clock: manualClock(0),
      });
      await eventually(
        "the rest is done",
        async () => (await next.status())?.condition === "up to date",
      );
      await next.stop();
      if (!incoming) assert.equal(await published(world, "todo.md"), "milk\n");
    }
  });
}
