// A program that writes forever, faster than the quiet time, into a folder that is watched for real. Only
// the app's clock is turned by hand, so that a minute does not take one.

import assert from "node:assert/strict";
import { join } from "node:path";
import { startAppHere } from "../support/app_here.ts";
import { manualClock } from "../support/manual_clock.ts";
import { eventually, published } from "../support/running.ts";
import { cloned } from "../support/world.ts";

/** In ms. The quiet time is ten times that, the longest wait is a minute. */
const TURN = 500;
const TURNS_OF_LONGEST_WAIT = 60_000 / TURN;

Deno.test("what a program writes forever is sent after the longest wait, and again", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const file = join(laptop, "endless.log");
  const clock = manualClock(Date.now());
  await using app = await startAppHere(world, "laptop", {
    config: {
      sync_dir: laptop,
      sync_delay_seconds: 5,
      sync_poll_seconds: 36_000,
      sync_poll_active_seconds: 0,
    },
    environment: world.env,
    clock,
  });
  const turnUntilUpToDate = () =>
    eventually("the first look", async () => {
      clock.turn(TURN);
      return (await app.status())?.condition === "up to date";
    });
  await turnUntilUpToDate();

  await using _writer = startWriter(file);
  const size = async () => (await Deno.stat(file).catch(() => undefined))?.size ?? 0;
  const sent = async () => (await published(world, "endless.log"))?.length ?? 0;
  await eventually("it writes", async () => await size() > 0);
  let before = 0;
  for (const round of ["the first minute", "the second minute"]) {
    for (let turn = 0; turn < TURNS_OF_LONGEST_WAIT - 20; turn++) {
      const length = await size();
      await eventually("it writes on", async () => await size() > length);
      clock.turn(TURN);
    }
    assert.equal(await sent(), before, `${round} was cut short`);
    await eventually(`${round} is sent`, async () => {
      clock.turn(TURN);
      return await sent() > before;
    });
    before = await sent();
  }
});

/** Appends a line every 10 ms until it is disposed of. */
function startWriter(file: string): AsyncDisposable {
  const script = `while :; do echo line; sleep 0.01; done >>"$0"`;
  const child = new Deno.Command("sh", { args: ["-c", script, file], stdin: "null" }).spawn();
  return {
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.status;
    },
  };
}
