// A probe asks the remote one cheap question, and fetches only when its branch has moved.

import assert from "node:assert/strict";
import { verbOf, wrapGit } from "../../support/git_wrapper.ts";
import { machineOf, tell } from "../../support/story.ts";
import { published } from "../../support/running.ts";
import { sendFrom } from "../../support/world.ts";

Deno.test("a probe fetches only what has moved, and proves that both are equal", async () => {
  const { world, laptop: { folder }, desktop } = await tell({ "notes.md": "one\n" });
  const git = await wrapGit(world);
  const laptop = machineOf(world, folder, { environment: git.environment });
  await laptop.sync();
  const probe = async () => {
    await git.calls();
    const report = await laptop.sync({ remote: "probe", paths: [] });
    const verbs = (await git.calls()).map(verbOf);
    return { report, verbs: verbs.filter((verb) => /^(?:ls-remote|fetch|push)$/.test(verb)) };
  };
  const equal = await probe();
  assert.deepEqual([equal.verbs, equal.report.confirmed], [["ls-remote"], true]);

  // Other branches, and refs whose names end in that of ours, are nothing new.
  const other = await desktop.git("commit-tree", "HEAD^{tree}", "-m", "other");
  const refs = ["refs/heads/other", "refs/a/refs/heads/main", "refs/heads/refs/heads/main"];
  await desktop.git("push", "--quiet", "origin", ...refs.map((ref) => `${other}:${ref}`));
  assert.deepEqual((await probe()).verbs, ["ls-remote"]);
  await desktop.git("push", "--quiet", "--delete", "origin", ...refs);

  await sendFrom(world, desktop.folder, { "notes.md": "two\n" });
  const moved = await probe();
  assert.deepEqual([moved.verbs, moved.report.confirmed], [["ls-remote", "fetch"], true]);
  assert.equal(await laptop.read("notes.md"), "two\n");

  await laptop.write({ "notes.md": "three\n" });
  await git.calls();
  await laptop.sync({ remote: "probe" });
  const sent = (await git.calls()).map(verbOf);
  assert.deepEqual([sent.includes("push"), sent.includes("ls-remote")], [true, false]);
  assert.equal(await published(world, "notes.md"), "three\n");
});
