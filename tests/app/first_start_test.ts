// The first start makes the configuration; a save of it counts from its first moment.

import assert from "node:assert/strict";
import { join } from "node:path";
import { startAppHere } from "../support/app_here.ts";
import { manualClock } from "../support/manual_clock.ts";
import { eventually, prompt } from "../support/running.ts";
import { cloned } from "../support/world.ts";

Deno.test("a configuration that is saved before the app watches it is in force", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const home = join(world.folder, "home-laptop");
  await Deno.mkdir(home);
  const file = join(home, "config.json");
  const { remove } = Deno;
  let saved: string | undefined;
  // The file is there when the name that it was written under is removed.
  Deno.remove = async (path, options) => {
    await remove(path, options);
    if (saved !== undefined || !String(path).startsWith(home)) return;
    saved = JSON.stringify(prompt(laptop));
    await Deno.writeTextFile(file, saved);
  };
  try {
    await using app = await startAppHere(world, "laptop", {
      environment: world.env,
      clock: manualClock(0),
    });
    await eventually("it syncs", async () => (await app.status())?.condition === "up to date");
  } finally {
    Deno.remove = remove;
  }
  assert.equal(await Deno.readTextFile(file), saved);
});
