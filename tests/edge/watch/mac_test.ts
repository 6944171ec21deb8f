// The watcher on FSEvents of macOS, as far as they are known from sources and reports.

import "../../support/as_mac.ts";
import assert from "node:assert/strict";
import { join } from "node:path";
import { eventually } from "../../support/running.ts";
import { type FsEventsModel, modelFsEvents } from "./fs_events_model.ts";
import { calm, watchNew } from "./modelled.ts";

/** What happens in a folder while nothing has to be opened or closed. */
const LIFE: readonly [what: string, live: (root: string, model: FsEventsModel) => Promise<void>][] =
  [
    ["a new folder at the top", async (root, model) => {
      await Deno.mkdir(join(root, "new"));
      model.report(join(root, "new"), "create");
    }],
    ["a folder that is moved", async (root, model) => {
      await Deno.rename(join(root, "new"), join(root, "moved"));
      for (const name of ["new", "moved"]) model.report(join(root, name), "create", "rename");
    }],
    ["a folder that is removed", async (root, model) => {
      await Deno.remove(join(root, "moved"), { recursive: true });
      model.report(join(root, "moved"), "create", "rename", "remove");
    }],
    ["an attribute of a folder", async (root, model) => {
      await Promise.resolve(model.report(join(root, "f1"), "create", "modify", "modify"));
    }],
    ["a checkout", async (root, model) => {
      const head = join(root, ".git/HEAD");
      await Deno.writeTextFile(`${head}.lock`, "ref: refs/heads/other\n");
      await Deno.rename(`${head}.lock`, head);
      model.report(head, "create", "rename", "remove", "modify");
    }],
    ["more events than are held", async (root, model) => {
      for (let at = 0; at < 40; at++) model.report(join(root, `f1/${at}`), "create", "modify");
      await Promise.resolve();
    }],
  ];

Deno.test("mac: three watchers are opened, whatever is in the folder and happens there, and none is renewed", async () => {
  using model = modelFsEvents();
  await using folder = await watchNew({ folders: 30 });
  const { root, watcher } = folder;
  const wanted = [join(root, ".git/HEAD"), join(root, ".git/refs/heads"), root];
  assert.deepEqual(model.watched, wanted);
  await calm(folder);
  for (const [what, live] of LIFE) {
    folder.changes.length = 0;
    await live(root, model);
    await eventually(what, () => folder.changes.length > 0);
    await calm(folder);
    assert.equal(model.restarts, 3, what);
  }
  // More events than are held may still be on their way: then it is not sure, and a scan sees the save.
  await eventually("a save", async () => {
    await calm(folder);
    model.report(join(root, "f2/x.md"), "create", "modify", "modify");
    const seen = await eventually("a change", () => {
      const seen = watcher.peek();
      return seen === "untrusted" || seen.paths.length > 0 ? seen : undefined;
    });
    if (seen === "untrusted") return false;
    assert.deepEqual(watcher.take(), { paths: ["f2/x.md"] });
    return true;
  });
  model.report(join(root, ".git/index"), "create", "modify");
  assert.deepEqual(folder.states, [{ kind: "watching" }]);
});

Deno.test("mac: while the system does not answer, nothing is opened or closed, and it is said", async () => {
  using model = modelFsEvents();
  const folder = await watchNew({ folders: 30 });
  const { root, states, changes } = folder;
  await calm(folder);
  model.isStuck = true;
  await Deno.remove(join(root, ".git/refs/heads"), { recursive: true });
  await eventually("polling", () => states.at(-1)?.kind === "polling");
  const reason =
    `Cannot watch "${root}": the system tells of no change, maybe as a named pipe is in it`;
  assert.deepEqual(states.at(-1), { kind: "polling", reason });
  assert.equal(folder.watcher.take(), "untrusted");
  // Who ends does not wait for an answer that was in vain a moment ago.
  const { asked } = model;
  folder.stop();
  await folder.watcher.stopped;
  assert.ok(model.asked <= asked + 1, `asked ${model.asked - asked} times more`);

  // Another folder is not held up either, and is watched as soon as the system answers.
  await using other = await watchNew({ folders: 30 });
  assert.equal(other.states.at(-1)?.kind, "polling");
  assert.deepEqual([model.restarts, model.hangs], [3, 0]);
  model.isStuck = false;
  changes.length = 0;
  await eventually("watching", () => other.states.at(-1)?.kind === "watching");
  assert.ok(model.watched.every((path) => path.startsWith(other.root)), `${model.watched}`);
  assert.deepEqual([model.watched.length, model.hangs], [3, 0]);
  await Deno.remove(root, { recursive: true });
});
