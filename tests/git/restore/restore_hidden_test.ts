// What comes back for the other machines alone, as it stays as it is here, is not said to be back in this folder.

import assert from "node:assert/strict";
import type { OwnChange } from "../../../src/engine/restore/change.ts";
import { changedLines, isChangeDone } from "../../../src/view/history/changed_lines.ts";
import { copyOn, type Machine, tell } from "../../support/story.ts";

/** Makes one change and returns the lines about it, without times and ids. */
async function change(machine: Machine, asked: OwnChange) {
  const { changed = [] } = await machine.sync({ ownChanges: [asked] });
  const lines = changed.flatMap(changedLines).map((line) =>
    line.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d \(\w+, \w+\)/g, "then")
  );
  return { lines, isDone: changed.every(isChangeDone) };
}

function restore(path: string, id: string): OwnChange {
  return { kind: "restore", path, version: { kind: "save", id } };
}

const LEFT_ALONE =
  "Not changed in this folder, where git is told to leave it alone (skip-worktree and such): a.md";

for (const flag of ["skip-worktree", "assume-unchanged"]) {
  Deno.test(`a file with ${flag} comes back for the others, and the words say so`, async () => {
    const { laptop, desktop } = await tell({ "a.md": "old\n", "b.md": "old\n" });
    const first = await laptop.git("rev-parse", "HEAD");
    await laptop.save({ "a.md": "new\n", "b.md": "new\n" });
    const second = await laptop.git("rev-parse", "HEAD");
    await laptop.git("update-index", `--${flag}`, "a.md");
    await laptop.write({ "a.md": "mine\n" });
    assert.deepEqual(await change(laptop, restore("a.md", first)), {
      lines: ["Restored a.md as of then for the other machines alone", LEFT_ALONE],
      isDone: true,
    });
    assert.deepEqual(await change(laptop, restore("a.md", first)), {
      lines: ["Nothing is restored of then", LEFT_ALONE],
      isDone: false,
    });
    assert.deepEqual((await change(laptop, restore("", first))).lines, [
      "Restored b.md as of then",
      LEFT_ALONE,
    ]);
    assert.deepEqual((await change(laptop, { kind: "undo", id: second })).lines, [
      "Nothing to undo of the save of then",
    ]);
    await desktop.sync();
    assert.deepEqual(await desktop.read("a.md"), "old\n");
    await desktop.save({ "a.md": "newest\n" });
    const third = await desktop.git("rev-parse", "HEAD");
    await laptop.sync();
    assert.deepEqual((await change(laptop, { kind: "undo", id: third })).lines, [
      "Undid the save of then for the other machines alone: a.md",
      LEFT_ALONE,
    ]);
    await desktop.sync();
    assert.deepEqual([await laptop.read("a.md"), await desktop.read("a.md")], ["mine\n", "old\n"]);
  });
}

Deno.test("a version that a conflict gets for the others alone is said to be theirs", async () => {
  const { laptop, desktop } = await tell({ "a.md": "old\n" });
  await laptop.save({ "a.md": "laptop\n" });
  await desktop.save({ "a.md": "desktop\n" });
  const copy = await copyOn(desktop);
  await desktop.git("update-index", "--skip-worktree", "a.md");
  const { lines } = await change(desktop, { kind: "settle", copy, keep: "this" });
  assert.equal(lines[1], LEFT_ALONE);
  assert.equal(await desktop.read("a.md"), "laptop\n");
  assert.equal(await desktop.git("show", "HEAD:a.md"), "desktop");
});

Deno.test("a file that is not synced is not said to be as it was, though the branch has it", async () => {
  const { laptop } = await tell({ "a.md": "old\n" }, "laptop");
  const first = await laptop.git("rev-parse", "HEAD");
  await laptop.write({ ".gitattributes": "a.md filter=none\n" });
  await laptop.git("config", "filter.none.clean", "false");
  await laptop.git("config", "filter.none.required", "true");
  await laptop.sync();
  await laptop.write({ "a.md": "mine\n" });
  assert.deepEqual((await laptop.sync()).notSynced, [{ path: "a.md", reason: "filter" }]);
  assert.deepEqual(await change(laptop, restore("a.md", first)), {
    lines: ["Nothing is restored of then", "Not changed in this folder yet: a.md"],
    isDone: false,
  });
});
