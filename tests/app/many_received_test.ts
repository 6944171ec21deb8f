// An edit in the midst of very many changed files that come in: their events come faster than they are read.

import { join } from "node:path";
import { startAppHere } from "../support/app_here.ts";
import { manualClock } from "../support/manual_clock.ts";
import { eventually, published } from "../support/running.ts";
import { makeWorld } from "../support/world.ts";

const FILES = 1_500;

Deno.test("what is written while very many files come in is saved by itself", async () => {
  await using world = await makeWorld();
  const files = (text: string) =>
    Object.fromEntries(
      Array.from({ length: FILES }, (_, at) => [`topic-${at % 3}/${at}.md`, `${text} ${at}\n`]),
    );
  const [laptop, other] = await world.clones(
    { "own.md": "one\n", ...files("old") },
    "laptop",
    "other",
  );
  const clock = manualClock(Date.now());
  await using app = await startAppHere(world, "laptop", {
    config: { sync_dir: laptop, sync_poll_seconds: 3_600, sync_poll_active_seconds: 0 },
    environment: world.env,
    clock,
  });
  const isUpToDate = async () => {
    clock.turn(500);
    return (await app.status())?.condition === "up to date";
  };
  await eventually("it is up to date", isUpToDate);
  await world.write(other, files("new"));
  await world.git(other, "commit", "--quiet", "--all", "--message", "all of them");
  await world.git(other, "push", "--quiet");
  clock.turn(3_600_000);
  await eventually("the files come in", async () => {
    return await Deno.readTextFile(join(laptop, "topic-0/0.md")) !== "old 0\n";
  });
  await world.write(laptop, { "own.md": "two\n" });
  await eventually("it is sent", async () => {
    clock.turn(500);
    return await published(world, "own.md") === "two\n";
  });
  await eventually("it is up to date again", isUpToDate);
});
