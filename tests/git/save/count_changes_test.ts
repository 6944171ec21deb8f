// The count of what waits while syncing is paused is the number of changes that the next save takes.

import assert from "node:assert/strict";
import { join } from "node:path";
import { machineOf, tell } from "../../support/story.ts";

Deno.test("changes are counted as they would be saved, and nothing is written for it", async () => {
  const { world, laptop: { folder } } = await tell({ "a.md": "a\n", "b.md": "b\n", "c.md": "c\n" });
  const laptop = machineOf(world, folder, { maxFileBytes: 1_000 });
  assert.equal(await laptop.syncer.countChanges(), 0, "before the first sync");
  await laptop.write({
    ".gitignore": "ignored\n",
    "ignored": "x",
    ".DS_Store": "x",
    "new/d.md": "d\n",
    "new/e.md": "e\n",
    "film.mp4": "x".repeat(1_001),
    "a.md": "other\n",
  });
  await laptop.remove("b.md");
  await laptop.git("init", "--quiet", join(folder, "nested"));
  const before = await laptop.git("status", "--porcelain");
  const index = await Deno.stat(join(folder, ".git/index"));
  assert.equal(await laptop.syncer.countChanges(), 5);
  assert.equal(
    (await Deno.stat(join(folder, ".git/index"))).mtime?.getTime(),
    index.mtime?.getTime(),
  );
  assert.equal(await laptop.git("status", "--porcelain"), before);
  const { edits } = await laptop.sync();
  assert.equal(edits.length, 5, JSON.stringify(edits));
  assert.equal(await laptop.syncer.countChanges(), 0, "what is left out does not wait");
});
