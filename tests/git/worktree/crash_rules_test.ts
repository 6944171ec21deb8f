// Rules of others stand in the folder when an update is cut off. They are taken back with it: what was written under
// them meanwhile stays private.

import assert from "node:assert/strict";
import { syncAndDie } from "../../support/crash.ts";
import { tell } from "../../support/story.ts";

Deno.test("a file that is written under rules which a crash takes back is not published", async () => {
  let written = 0;
  for (let call = 1; call <= 8; call++) {
    const { world, laptop, desktop } = await tell({ "notes.md": "one\n" });
    await laptop.sync();
    await desktop.write({ ".gitignore": "private*\n", "notes.md": "two\n", "z.md": "z\n" });
    await desktop.sync();
    if (!await syncAndDie(world, laptop.folder, { at: "move", when: "after", call })) break;
    if (!(await laptop.names()).includes(".gitignore")) continue;
    written++;
    await laptop.write({ "private-1": "secret\n", "private-2/a": "secret\n" });
    await laptop.sync();
    await laptop.sync();
    // Not in the history either: a merge with rules takes a file out of the newest commit alone.
    const published = await world.git(world.remote, "log", "--name-only", "--format=", "main");
    const names = [...new Set(published.split("\n").filter(Boolean))].sort();
    assert.deepEqual(names, [".gitignore", "notes.md", "z.md"], `call ${call}`);
    assert.equal(await laptop.read("private-1"), "secret\n");
    assert.equal(await laptop.read(".gitignore"), "private*\n");
  }
  assert.ok(written > 0);
});
