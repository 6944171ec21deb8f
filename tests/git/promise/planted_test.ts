// The random test finds mistakes that are planted into the app: so it can fail.

import assert from "node:assert/strict";
import { startApps } from "../../support/promise/apps.ts";
import { type Mistake, plant } from "../../support/promise/planted.ts";
import { checkStories, type Search } from "../../support/promise/property.ts";
import { filteredStories, historyStories } from "../../support/promise/steps.ts";

interface Planted {
  readonly name: string;
  readonly mistake: Mistake;
  /** What is to be found. */
  readonly broken: RegExp;
  /** With which the search begins: its first stories lead to the mistake, which saves minutes. */
  readonly seed: number;
  /** The number of the story of that seed with which it begins, from 0. */
  readonly path?: string;
  /** The stories that are played; ordinary ones by default. */
  readonly of?: Search["of"];
}

const LOST_TEXT = /texts that nobody took away/;

const MISTAKES: readonly Planted[] = [
  {
    name: "a merge that prefers the remote's lines",
    mistake: "src/engine/merge/merge.ts",
    broken: LOST_TEXT,
    seed: 5,
  },
  {
    name: "an update by git merge --ff-only",
    mistake: "src/engine/worktree/update.ts",
    broken: LOST_TEXT,
    seed: 100,
  },
  {
    name: "a fetch before the save",
    mistake: "src/engine/sync/next_step.ts",
    broken: /versions that were saved/,
    seed: 2678,
  },
  {
    name: "a conflict copy whose name has other attributes",
    mistake: "src/engine/git/values/byte_attributes.ts",
    broken: /texts that nobody took away|private texts are at the remote/,
    seed: 3,
    of: filteredStories,
  },
  {
    name: "a change from the history in the place of the last save",
    mistake: "src/engine/git/commands/entries_commit.ts",
    broken: /replaced texts are nowhere/,
    seed: 1,
    path: "4",
    of: historyStories,
  },
];

/** Many more stories than it takes from these seeds on: the second mistake is found by chance. */
const MANY_RUNS = 400;

for (const { name, mistake, broken, seed, path, of } of MISTAKES) {
  Deno.test(`promise: the random test finds ${name}`, async () => {
    const folder = await Deno.makeTempDir({ prefix: "git-sync-bar-test-" });
    try {
      await using apps = startApps(await plant(mistake, folder));
      const found = await checkStories(apps, {
        runs: MANY_RUNS,
        isShrinking: false,
        seed,
        only: broken,
        ...(path === undefined ? {} : { path }),
        ...(of === undefined ? {} : { of }),
      });
      assert.ok(found !== undefined, "the mistake stays hidden");
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}
