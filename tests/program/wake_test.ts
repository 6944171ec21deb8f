// A machine that sleeps: its clock goes on, and the monotonic clock of its programs stands still.

import { join } from "node:path";
import { has } from "../support/needs.ts";
import { type Launch, startUpToDate, textOf } from "../support/running.ts";
import { cloned } from "../support/world.ts";

/** Reads how far the clock is before the system's from a file; the monotonic clock is the system's. */
function withClock(file: string): (usual: Launch) => Launch {
  const faketime = {
    // Its dynamic linker finds the folder of the machine's libraries: ld.so(8).
    LD_PRELOAD: "/usr/$LIB/faketime/libfaketimeMT.so.1",
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: "1",
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
    NO_FAKE_STAT: "1",
  };
  return (usual) => ({ ...usual, env: { ...usual.env, ...faketime } });
}

Deno.test("after a sleep the remote is asked at once", { ignore: !has("faketime") }, async () => {
  const { world, laptop, desktop } = await cloned({ ".gitignore": "*.log\n" }, "laptop", "desktop");
  const clock = join(world.folder, "clock");
  await Deno.writeTextFile(clock, "+0");
  await using instance = await startUpToDate(world, "laptop", {
    config: {
      sync_dir: laptop,
      sync_delay_seconds: 0,
      sync_poll_seconds: 3600,
      sync_poll_active_seconds: 0,
    },
    launch: withClock(clock),
  });
  await world.write(desktop, { "notes.md": "one\n" });
  await world.git(desktop, "add", "-A");
  await world.git(desktop, "commit", "--quiet", "-m", "while the other one sleeps");
  await world.git(desktop, "push", "--quiet");
  // A change that costs no connection is an event that finds the sleep.
  await Deno.writeTextFile(clock, "+60");
  await world.write(laptop, { "build.log": "two\n" });
  await instance.until("it is received", () => textOf(join(laptop, "notes.md")));
  await instance.logs("Woke from sleep, or the clock changed");
  await instance.upToDate();
  await instance.stop();
});
