// Reading the history of a repository with 100,000 commits: its newest saves, and the versions of a file.

import assert from "node:assert/strict";
import type { Mosquitto } from "../../tests/support/broker.ts";
import { type History, openHistory } from "../../src/engine/history/history.ts";
import { settingsOf, syncerOf, syncWell } from "../../tests/support/syncer.ts";
import { makeWorld } from "../../tests/support/world.ts";
import { fillHistory, largeName } from "../large_tree.ts";
import { alternate } from "../sides.ts";
import type { Row } from "../table.ts";

const COMMITS = 100_000;
const TIMES = 5;

/** What reading the newest saves may take, in seconds. */
const NEWEST = 0.3;

/** Reads the history again and again, from source. */
export async function history(_broker: Mosquitto): Promise<Row[]> {
  await using world = await makeWorld();
  await fillHistory(world, COMMITS);
  const folder = await world.clone("here");
  // Git's upkeep comes with it.
  await syncWell(syncerOf(world, folder));
  const seconds = async (read: (history: History) => Promise<readonly unknown[]>) => {
    const since = performance.now();
    await using opened = await openHistory(settingsOf(world, folder));
    assert.ok((await read(opened)).length > 0);
    return (performance.now() - since) / 1000;
  };
  const newest = await alternate(TIMES, {
    ours: () => seconds(async (history) => (await history.saves()).saves),
    reference: () => Promise.resolve(NEWEST),
  });
  // Only the first commit has it, so that all others are searched.
  const versions = await alternate(TIMES, {
    ours: () => seconds((history) => history.versions(largeName(0))),
    reference: async () => {
      const since = performance.now();
      await world.git(folder, "rev-list", "HEAD", "--", largeName(0));
      return (performance.now() - since) / 1000;
    },
  });
  return [
    {
      what: "the newest 50 saves of 100,000 commits",
      unit: "time",
      ...newest,
      against: "what is wanted",
      limit: 1,
    },
    {
      what: "the versions of a file in 100,000 commits",
      unit: "time",
      ...versions,
      against: "git rev-list",
      limit: 1.5,
    },
  ];
}
