// The app is killed with -9 at any step of a change from the history. It is all done or not at all, and the user
// asks again: no edit is lost, and no half of it becomes a save.

import assert from "node:assert/strict";
import {
  firstThree,
  killedAfterEach,
  type Scene,
  WITHOUT_TRACE,
} from "../../support/crash_scenes.ts";
import { textsOn } from "../../support/story.ts";

const BEFORE = {
  "changed.md": "c\n",
  "deleted.md": "d\n",
  "file": "f\n",
  "folder/one.md": "1\n",
  "folder/two.md": "2\n",
};

const AFTER = {
  "changed.md": "c2\n",
  "file/in/it.md": "i\n",
  "folder": "no folder\n",
  "new.md": "n\n",
};

/** A save that is to be undone, with everything that a save can do, and an edit that nobody has saved yet. */
const UNDOING: Scene = {
  name: "undoing a save",
  files: BEFORE,
  async prepare({ laptop }) {
    await laptop.remove(...Object.keys(BEFORE).filter((name) => !name.startsWith("folder/")));
    await laptop.remove("folder");
    await laptop.save(AFTER);
    await laptop.write({ "edit.md": "edit\n" });
  },
  request: async ({ laptop }) => ({
    ownChanges: [{ kind: "undo", id: await laptop.git("rev-parse", "HEAD") }],
  }),
  async check({ laptop }) {
    assert.deepEqual(await textsOn(laptop), { ...BEFORE, "edit.md": "edit\n" });
    assert.equal(await laptop.git("status", "--porcelain"), "");
    assert.equal(await laptop.git("diff", "--stat", "HEAD", "origin/main"), "");
    // The first one, the save, the edit, and what was asked for: no half of that became a save.
    assert.equal(await laptop.git("rev-list", "--count", "HEAD"), "4");
  },
};

Deno.test("the app is killed in undoing a save, after anything that it does", (t) =>
  killedAfterEach(t, {
    scene: UNDOING,
    // What comes before is a save like any other.
    begin: "merge-base",
    end: "push",
    counts: firstThree((effect) => !WITHOUT_TRACE.includes(effect)),
  }));
