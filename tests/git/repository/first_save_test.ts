// What set-up lists before a clone is sent for the first time: all content that the remote does not have.

import assert from "node:assert/strict";
import { join } from "node:path";
import { findFirstSave } from "../../../src/engine/mod.ts";
import { gitRunner } from "../../../src/engine/git/process/run_git.ts";
import type { RunGit } from "../../../src/engine/git/process/types.ts";
import { unsentFiles } from "../../../src/engine/setup/unsent_files.ts";
import { settingsOf } from "../../support/syncer.ts";
import { makeWorld, type World } from "../../support/world.ts";

const TOKEN = `key = ghp_${"a1".repeat(18)}\n`;

/** Returns the tracked files that are listed, each with the reason. */
async function listed(world: World, folder: string): Promise<readonly string[]> {
  const gitDir = join(folder, ".git");
  const { committed } = await findFirstSave(settingsOf(world, folder), { folder, gitDir });
  return committed.map(({ path, why }) => `${path}: ${why}`).sort();
}

Deno.test("a token is found in each content that would be sent, wherever it stands by now", async () => {
  await using world = await makeWorld();
  const published = {
    "sent.txt": TOKEN,
    "a.md": "a\n",
    "b.md": "b\n",
    "c.md": "c\n",
    "d.md": "d\n",
  };
  const [folder] = await world.clones(published, "laptop");
  assert.deepEqual(await listed(world, folder), []);
  const commit = async (files: Record<string, string>, message: string) => {
    await world.write(folder, files);
    await world.git(folder, "add", "-A");
    await world.git(folder, "commit", "--quiet", "-m", message);
  };
  await commit({ "gone.txt": TOKEN, "changed.txt": TOKEN, "a.md": TOKEN }, "with tokens");
  await Deno.remove(join(folder, "gone.txt"));
  await commit({ "changed.txt": "clean\n" }, "without them");
  await world.git(folder, "checkout", "--quiet", "-b", "side", "HEAD~1");
  await commit({ "side.txt": "side\n" }, "side");
  await world.git(folder, "checkout", "--quiet", "-");
  await world.git(folder, "merge", "--quiet", "--no-commit", "side");
  await commit({ "merged.txt": TOKEN }, "a merge that has one of its own");
  await world.write(folder, { "b.md": TOKEN, "c.md": TOKEN });
  await world.git(folder, "add", "b.md");
  await world.write(folder, { "b.md": "clean again\n", "intended.txt": TOKEN });
  await world.git(folder, "add", "--intent-to-add", "intended.txt");
  assert.deepEqual(
    await listed(world, folder),
    ["a.md", "b.md", "c.md", "changed.txt", "gone.txt", "intended.txt", "merged.txt"].map((name) =>
      `${name}: token`
    ),
  );
  await world.git(folder, "config", "diff.orderFile", "/missing");
  assert.equal((await listed(world, folder)).length, 7);
  await world.git(folder, "config", "--unset", "diff.orderFile");
  await world.git(folder, "push", "--quiet");
  await world.git(folder, "reset", "--quiet", "--hard");
  assert.deepEqual(await listed(world, folder), []);
});

Deno.test("a filter that fails and a broken .gitmodules do not keep set-up from looking", async () => {
  await using world = await makeWorld();
  const files = {
    ".gitattributes": "*.x filter=x\n",
    ".gitmodules": "[\n",
    "a.x": "a\n",
    "b.md": "b\n",
  };
  const [folder] = await world.clones(files, "laptop");
  await world.git(folder, "config", "filter.x.clean", "false");
  await world.git(folder, "config", "filter.x.required", "true");
  // As in a copy of a clone, git has to compare it.
  await Deno.utime(join(folder, "a.x"), 0, 0);
  await world.write(folder, { "b.md": TOKEN });
  assert.deepEqual(await listed(world, folder), ["b.md: token"]);
});

Deno.test("a history whose list of files is longer than git may print at a time is read as a whole", async () => {
  await using world = await makeWorld();
  const folder = join(world.folder, "laptop");
  await world.git(world.folder, "init", "--quiet", "laptop");
  const stdin = Array.from(
    { length: 500 },
    (_, at) =>
      `commit refs/heads/main\ncommitter A <a@example.invalid> ${at} +0000\ndata 1\nx\n` +
      `M 644 inline ${at}.md\ndata 1\nx\n`,
  ).join("");
  await world.tryGit(folder, ["fast-import", "--quiet"], { stdin });
  await world.git(folder, "reset", "--quiet", "--hard");
  const run = gitRunner({ ...settingsOf(world, folder), folder });
  const limited: RunGit = (args, options) => run(args, { ...options, mostBytes: 60_000 });
  assert.equal((await unsentFiles({ run: limited })).length, 500);
});
