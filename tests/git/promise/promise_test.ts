// The promise as a random test: people work on some machines, the apps sync, the network fails, apps are
// killed. When everything is brought back, all is equal and nothing is lost. `deno task soak` plays on.

import assert from "node:assert/strict";
import { startApps } from "../../support/promise/apps.ts";
import { checkStories } from "../../support/promise/property.ts";
import {
  cutStories,
  filteredStories,
  historyStories,
  hostileStories,
} from "../../support/promise/steps.ts";

/** No new story begins after this time, in milliseconds. */
const TIME_MS = 35_000;
const HOSTILE_TIME_MS = 20_000;
const OTHER_TIME_MS = 10_000;

/**
 * The same stories each time, so that a failure is due to the change at hand; `deno task soak` tells others.
 */
const SEED = Number(Deno.env.get("GIT_SYNC_BAR_SEED") ?? 1);

Deno.test("promise: whatever happens, all machines come to the same and nothing is lost", async () => {
  await using apps = startApps();
  const broken = await checkStories(apps, { runs: 1000, timeMs: TIME_MS, seed: SEED });
  if (broken !== undefined) assert.fail(broken);
});

Deno.test("promise: whatever a hostile neighbour pushes, nothing is lost and nothing private is published", async () => {
  await using apps = startApps();
  const search = { runs: 1000, timeMs: HOSTILE_TIME_MS, seed: SEED, of: hostileStories };
  const broken = await checkStories(apps, search);
  if (broken !== undefined) assert.fail(broken);
});

for (
  const [name, of] of [
    ["in clones that are shallow and sparse nothing is lost", cutStories],
    ["files with a filter or an encoding stay readable here and hidden elsewhere", filteredStories],
    ["what is restored and undone replaces nothing that the history lacks", historyStories],
  ] as const
) {
  Deno.test(`promise: ${name}`, async () => {
    await using apps = startApps();
    const search = { runs: 1000, timeMs: OTHER_TIME_MS, seed: SEED, of };
    const broken = await checkStories(apps, search);
    if (broken !== undefined) assert.fail(broken);
  });
}
