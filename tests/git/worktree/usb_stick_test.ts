// A folder on a USB stick as it comes from the shop.

import assert from "node:assert/strict";
import { canMountDisks, mountStick } from "../../support/limited_disk.ts";
import { copiesOn, machineOf, tell, textsOn } from "../../support/story.ts";

Deno.test("a folder on a stick without links, modes and lasting inodes syncs as any other", {
  ignore: !canMountDisks(),
}, async () => {
  const { world, laptop } = await tell(
    { "notes.md": "one\n", "run.sh": "#!/bin/sh\n", "gone.md": "g\n", "file": "f\n" },
    "laptop",
  );
  await using disk = await mountStick(world);
  await Deno.chmod(laptop.path("run.sh"), 0o755);
  await Deno.symlink("notes.md", laptop.path("link"));
  await laptop.sync();
  const stick = machineOf(world, await world.clone(disk.place("stick")));
  await laptop.write({ "notes.md": "laptop\n", "run.sh": "#!/bin/sh\necho\n" });
  await laptop.remove("gone.md", "file");
  await laptop.save({ "file/a.md": "a\n", "README.md": "laptop\n" });
  await stick.write({ "notes.md": "stick\n", "new.md": "n\n", "Readme.md": "stick\n" });
  await stick.rename("run.sh", "RUN.sh");
  const { saved, conflicts } = await stick.sync();
  assert.deepEqual(saved, ["RUN.sh", "notes.md", "run.sh", "Readme.md", "new.md"]);
  assert.deepEqual(conflicts.map(({ path }) => path).sort(), ["README.md", "notes.md"]);
  await laptop.sync();
  const texts = await textsOn(stick);
  const [ofReadme, ofNotes] = await copiesOn(stick);
  assert.deepEqual(texts, {
    [ofReadme!]: "laptop\n",
    [ofNotes!]: "stick\n",
    "file/a.md": "a\n",
    // Git writes the target of a link where there are none.
    "link": "notes.md",
    "new.md": "n\n",
    "notes.md": "laptop\n",
    "Readme.md": "stick\n",
    "RUN.sh": "#!/bin/sh\necho\n",
  });
  assert.deepEqual(await textsOn(laptop), { ...texts, "link": "laptop\n" });
  assert.equal((await Deno.lstat(laptop.path("RUN.sh"))).mode! & 0o777, 0o755);
  assert.ok((await Deno.lstat(laptop.path("link"))).isSymlink);
  for (const machine of [stick, laptop, stick]) {
    const { saved, received, conflicts } = await machine.sync();
    assert.deepEqual([saved, received, conflicts], [[], [], []]);
  }
});
