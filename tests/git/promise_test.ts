// The promise as a random test: people work on some machines, the apps sync, the network fails, apps are
// killed. When everything is brought back, all is equal and nothing is lost. `deno task soak` plays on.

import assert from "node:assert/strict";
import { startApps } from "../support/promise/apps.ts";
import { type Mistake, plant } from "../support/promise/planted.ts";
import { checkStories } from "../support/promise/property.ts";

/** No new story begins after this time, in milliseconds. */
const TIME_MS = 60_000;

/** More stories than it takes to find any of the planted mistakes. */
const MANY_RUNS = 400;

Deno.test("promise: whatever happens, all machines come to the same and nothing is lost", async () => {
  await using apps = startApps();
  const broken = await checkStories(apps, { runs: 1000, timeMs: TIME_MS });
  if (broken !== undefined) assert.fail(broken);
});

const MISTAKES: readonly (readonly [string, Mistake, RegExp])[] = [
  ["a merge that prefers the remote's lines", "src/sync/merge.ts", /texts that nobody took away/],
  ["an update by git merge --ff-only", "src/git/worktree.ts", /texts that nobody took away/],
  ["a fetch before the save", "src/sync/plan.ts", /versions that were saved/],
];

for (const [name, mistake, broken] of MISTAKES) {
  Deno.test(`promise: the random test finds ${name}`, async () => {
    const folder = await Deno.makeTempDir({ prefix: "git-sync-bar-test-" });
    try {
      await using apps = startApps(await plant(mistake, folder));
      const found = await checkStories(apps, {
        runs: MANY_RUNS,
        isShrinking: false,
        only: broken,
      });
      assert.ok(found !== undefined, "the mistake stays hidden");
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}
