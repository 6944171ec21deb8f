// A folder whose sync waits for its turn.

import assert from "node:assert/strict";
import { watchFolder } from "../../src/adapters/watch/watch.ts";
import { startAppHere } from "../support/app_here.ts";
import { configOf, makeFolders } from "../support/folders.ts";
import { manualClock } from "../support/manual_clock.ts";
import { eventually } from "../support/running.ts";
import { makeWorld } from "../support/world.ts";

Deno.test("a folder is watched while its sync waits, and that sync saves all that has changed meanwhile", async () => {
  await using world = await makeWorld();
  const folders = await makeFolders(world, "hung", "hung2", "notes");
  const [hung, hung2, notes] = folders;
  // Somebody takes the calls and says nothing.
  const silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  for (const { path } of [hung, hung2]) {
    const url = `http://127.0.0.1:${(silent.addr as Deno.NetAddr).port}/it.git`;
    await world.git(path, "remote", "set-url", "origin", url);
  }
  const clock = manualClock(0);
  let hasSeen = false;
  await using app = await startAppHere(world, "laptop", {
    config: configOf(folders, { notes: { sync_delay_seconds: 3600 } }),
    environment: world.env,
    clock,
    openWatcher: (root, options) =>
      watchFolder(root, {
        ...options,
        onChanged(what) {
          const isChange = root === notes.path && what === "files";
          // The system reports one save as several changes, some of them only after the sync has begun.
          if (isChange && hasSeen) return;
          options.onChanged(what);
          hasSeen ||= isChange;
        },
      }),
  });
  using _ = { [Symbol.dispose]: () => silent.close() };
  const shows = (what: string, wanted: { line: string; watch: string }) =>
    eventually(what, async () => {
      const found = (await app.status())?.folders?.find(({ name }) => name === "notes");
      assert.deepEqual({ line: found?.line, watch: found?.watch.kind }, wanted);
      return true;
    });
  await shows("it is watched", { line: "Starting…", watch: "watching" });
  await world.write(notes.path, { "todo.md": "milk\n" });
  await eventually("the change is seen", () => hasSeen);
  assert.equal(await notes.published("todo.md"), undefined);
  // Those that hang do not count any more.
  clock.turn(5_000);
  await eventually("it is sent", () => notes.published("todo.md"));
  await shows("nothing waits", { line: "Up to date · 00:00", watch: "watching" });
});
