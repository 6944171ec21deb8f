// What is ignored stays ignored, and what is filtered stays filtered, whoever else has rules of their own.

import assert from "node:assert/strict";
import { join } from "node:path";
import { realVolume } from "../../../src/engine/worktree/volume.ts";
import { untilQuiet } from "../../support/quiet.ts";
import { copiesOn, machineOf, tell, textsOn } from "../../support/story.ts";

Deno.test("two machines add rules about what is ignored: both count, and nothing private is published", async () => {
  const rules = { ".gitignore": "*.log\n*.tmp\n", "sub/.gitignore": "/a\n" };
  const { laptop, desktop, quiet } = await tell(rules);
  await laptop.write({
    ".gitignore": "*.log\n*.tmp\n/secret.txt\n",
    "sub/.gitignore": "/mine\n",
    "secret.txt": "the laptop's secret\n",
    "sub/mine": "the laptop's secret\n",
    "other.txt": "of no interest\n",
  });
  // One rule is taken away on purpose.
  await desktop.write({ ".gitignore": "*.log\n/private.txt", "sub/.gitignore": "/a\n/theirs\n" });
  await desktop.save({ "private.txt": "the desktop's secret\n", "a.tmp": "tmp\n" });
  await laptop.sync();
  await quiet({ besides: ["secret.txt", "sub/mine", "private.txt"] });
  assert.deepEqual(await copiesOn(desktop), []);
  const { "private.txt": _, ...texts } = await textsOn(desktop);
  assert.deepEqual(texts, {
    ".gitignore": "*.log\n/private.txt\n/secret.txt\n",
    "a.tmp": "tmp\n",
    "other.txt": "of no interest\n",
    "sub/.gitignore": "/a\n/theirs\n/mine\n",
  });
});

Deno.test("a folder that meets its remote keeps its own rules beside the remote's", async () => {
  const { world, desktop } = await tell(
    { ".gitignore": "node_modules/\n", "a.md": "a\n" },
    "desktop",
  );
  const folder = join(world.folder, "laptop");
  await world.write(folder, { ".gitignore": ".env\n", ".env": "SECRET\n", "b.md": "b\n" });
  await world.git(folder, "init", "--quiet");
  await world.git(folder, "remote", "add", "origin", world.remote);
  const laptop = machineOf(world, folder);
  await laptop.sync();
  await untilQuiet(world, [laptop, desktop], { besides: [".env"] });
  assert.deepEqual(await textsOn(desktop), {
    ".gitignore": "node_modules/\n.env\n",
    "a.md": "a\n",
    "b.md": "b\n",
  });
});

Deno.test("two machines add rules about filters: what one of them keeps secret stays so", async () => {
  const { world, laptop, desktop, quiet } = await tell({ ".gitattributes": "*.md text\n" });
  const secret = ["a.key"];
  for (const way of ["clean", "smudge"]) {
    await world.git(world.folder, "config", "--global", `filter.secret.${way}`, "tr a-z n-za-m");
  }
  await laptop.write({ ".gitattributes": "*.md text\n*.key filter=secret\n", "a.key": "abc\n" });
  await desktop.save({ ".gitattributes": "*.md text\n*.txt text\n" });
  await laptop.sync();
  await laptop.write({ "a.key": "abcd\n" });
  await quiet({ filtered: secret });
  assert.equal(await world.git(world.remote, "show", "main:a.key"), "nopq");
  assert.equal(await desktop.read("a.key"), "abcd\n");
});

Deno.test("rules that somebody edits just when others come in count before anything is saved", async () => {
  const { world, laptop, desktop, quiet } = await tell({ ".gitignore": "*.log\n" });
  await desktop.save({ ".gitignore": "*.log\n*.tmp\n", "sub/.gitignore": "*.o\n" });
  let isEdited = false;
  const app = machineOf(world, laptop.folder, {
    volume: {
      ...realVolume,
      rename: async (from, to) => {
        if (from === laptop.path(".gitignore") && !isEdited) {
          isEdited = true;
          await laptop.write({ ".gitignore": "*.log\n/secret.txt\n", "secret.txt": "SECRET\n" });
          await laptop.write({ "sub/.gitignore": "/mine\n", "sub/mine": "SECRET\n" });
        }
        await realVolume.rename(from, to);
      },
    },
  });
  await app.sync();
  assert.ok(isEdited);
  await quiet({ besides: ["secret.txt", "sub/mine"] });
  assert.deepEqual(await textsOn(desktop), {
    ".gitignore": "*.log\n*.tmp\n/secret.txt\n",
    "sub/.gitignore": "*.o\n/mine\n",
  });
});
