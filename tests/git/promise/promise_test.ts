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
  type Story,
} from "../../support/promise/steps.ts";
import { play } from "../../support/promise/play.ts";
import { Tally } from "../../support/promise/tally.ts";

/**
 * The same stories each time, so that a failure is due to the change at hand; `deno task soak` tells others.
 */
const SEED = Number(Deno.env.get("GIT_SYNC_BAR_SEED") ?? 1);

const STORIES: readonly (readonly [name: string, runs: number, of: Search["of"]])[] = [
  ["whatever happens, all machines come to the same and nothing is lost", 5, stories],
  [
    "whatever a hostile neighbour pushes, nothing is lost and nothing private is published",
    3,
    hostileStories,
  ],
  ["in clones that are shallow and sparse nothing is lost", 2, cutStories],
  [
    "files with a filter or an encoding stay readable here and hidden elsewhere",
    2,
    filteredStories,
  ],
  ["what is restored and undone replaces nothing that the history lacks", 2, historyStories],
];

for (const [name, runs, of] of STORIES) {
  Deno.test(`promise: ${name}`, async () => {
    await using apps = startApps();
    const broken = await checkStories(apps, { runs, seed: SEED, of });
    if (broken !== undefined) assert.fail(broken);
  });
}

/** A file is edited, in a sync of the machine on which no rule ignores it, just before rules of others come. */
const EDITED_IN_TIME: Story = {
  machines: 2,
  steps: [
    { step: "edit", who: 0, edit: { edit: "remove", file: 0 } },
    { step: "edit", who: 0, edit: writing("private-1") },
    { step: "sync", turns: [turn(0)] },
    { step: "sync", turns: [turn(1)] },
    { step: "sync", turns: [{ ...turn(1), change: { kind: "undo", save: 0, file: 0 } }] },
    {
      step: "sync",
      turns: [{
        ...turn(0),
        incidents: [{ at: 0, delayMs: 0, what: { kind: "edit", edit: writing("private-1") } }],
      }],
    },
  ],
};

function writing(name: string) {
  return { edit: "write", name, lines: 1, how: "in place" } as const;
}

function turn(who: number) {
  return { who, wish: "ask", isWatched: false, trouble: undefined, incidents: [] } as const;
}

Deno.test("promise: a text is no secret that was saved before rules came that ignore it", async () => {
  await using apps = startApps();
  await play(EDITED_IN_TIME, apps, new Tally());
});
