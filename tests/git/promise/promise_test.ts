// The promise as a random test: people work on some machines, the apps sync, the network fails, apps are
// killed. When everything is brought back, all is equal and nothing is lost. `deno task soak` plays on.

import assert from "node:assert/strict";
import { startApps } from "../../support/promise/apps.ts";
import { checkStories, type Search } from "../../support/promise/property.ts";
import {
  cutStories,
  filteredStories,
  historyStories,
  hostileStories,
  stories,
} from "../../support/promise/steps.ts";

/**
 * The same stories each time, so that a failure is due to the change at hand; `deno task soak` tells others.
 */
const SEED = Number(Deno.env.get("GIT_SYNC_BAR_SEED") ?? 1);

const STORIES: readonly (readonly [name: string, runs: number, of: Search["of"]])[] = [
  ["whatever happens, all machines come to the same and nothing is lost", 8, stories],
  [
    "whatever a hostile neighbour pushes, nothing is lost and nothing private is published",
    4,
    hostileStories,
  ],
  ["in clones that are shallow and sparse nothing is lost", 3, cutStories],
  [
    "files with a filter or an encoding stay readable here and hidden elsewhere",
    3,
    filteredStories,
  ],
  ["what is restored and undone replaces nothing that the history lacks", 3, historyStories],
];

for (const [name, runs, of] of STORIES) {
  Deno.test(`promise: ${name}`, async () => {
    await using apps = startApps();
    const broken = await checkStories(apps, { runs, seed: SEED, of });
    if (broken !== undefined) assert.fail(broken);
  });
}
