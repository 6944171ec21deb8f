// A machine that sleeps: all its processes stand still, and its clock goes on.

import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { startInstance, textOf } from "../support/running.ts";
import { makeWorld } from "../support/world.ts";

Deno.test("after a sleep the remote is asked at once", async () => {
  await using world = await makeWorld();
  const [laptop, desktop] = await world.clones({ ".gitignore": "*.log\n" }, "laptop", "desktop");
  await using instance = await startInstance(world, "laptop", {
    config: {
      sync_dir: laptop,
      sync_delay_seconds: 4,
      sync_poll_seconds: 3600,
      sync_poll_active_seconds: 0,
    },
  });
  await instance.upToDate();
  // A change that costs no connection: the timer is set to its quiet time, so that a short sleep shows.
  await world.write(laptop, { "build.log": "one\n" });
  await instance.shows("the change is noticed", ({ line }) => line === "Saving changes…");
  instance.signal("SIGSTOP");
  await world.write(desktop, { "notes.md": "one\n" });
  await world.git(desktop, "add", "-A");
  await world.git(desktop, "commit", "--quiet", "-m", "while the other one sleeps");
  await world.git(desktop, "push", "--quiet");
  // The sleep itself: the quiet time, and what may pass for a timer that is merely late.
  await pause(10_000);
  instance.signal("SIGCONT");
  await instance.until("it is received", () => textOf(join(laptop, "notes.md")));
  assert.ok((await instance.log()).includes("Woke from sleep, or the clock changed"));
  await instance.upToDate();
  await instance.stop();
});
