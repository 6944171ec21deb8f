// The thread that tells of changes may be silent for a while: slow, stuck, or with a queue that was full. Nothing
// of that lasts longer than the silence.

import assert from "node:assert/strict";
import { join } from "node:path";
import { eventually } from "../../support/running.ts";
import { type FsEventsModel, modelFsEvents } from "./fs_events_model.ts";
import { calm, type Watched, watchNew } from "./modelled.ts";

/** No check comes in a test. */
const NEVER = 3_600_000;

/** Lets the thread be stuck when the branches have to be watched anew, and waits until that is noticed. */
async function getStuck({ root, states }: Watched, model: FsEventsModel): Promise<void> {
  const heads = join(root, ".git/refs/heads");
  await Deno.remove(heads);
  await Deno.mkdir(heads);
  model.report(heads, "remove");
  model.isStuck = true;
  await eventually("polling", () => states.at(-1)?.kind === "polling");
}

Deno.test("a question that is lost is asked again", async () => {
  using model = modelFsEvents();
  await using folder = await watchNew();
  await calm(folder);
  model.lost = 5;
  await eventually("it is asked", () => model.lost === 0);
  const { asked } = model;
  await eventually("it is asked later", () => model.asked > asked + 1);
  assert.deepEqual(folder.states, [{ kind: "watching" }]);
});

Deno.test("a silence is over when anything is told, in whatever folder", async () => {
  using model = modelFsEvents();
  await using other = await watchNew({ checkMs: NEVER });
  await using folder = await watchNew({ checkMs: NEVER });
  await calm(folder);
  await getStuck(folder, model);
  model.isStuck = false;
  folder.changes.length = 0;
  model.report(join(other.root, "f0/x.md"), "modify");
  await eventually("watching", () => folder.states.at(-1)?.kind === "watching");
  await eventually("the gap", () => folder.changes.includes("gap"));
  await calm(folder);
  assert.equal(model.hangs, 0);
});

Deno.test("a folder that was left in a silence, and is gone after it, holds up no other", async () => {
  using model = modelFsEvents();
  const left = await watchNew({ checkMs: NEVER });
  await calm(left);
  model.isStuck = true;
  left.stop();
  await left.watcher.stopped;
  await Deno.remove(left.root, { recursive: true });
  await using folder = await watchNew({ checkMs: NEVER });
  assert.equal(folder.states.at(-1)?.kind, "polling");
  model.isStuck = false;
  model.report(left.root, "remove");
  await eventually("watching", () => folder.states.at(-1)?.kind === "watching");
  assert.ok(model.watched.every((path) => path.startsWith(folder.root)), `${model.watched}`);
  assert.equal(model.hangs, 0);
});
