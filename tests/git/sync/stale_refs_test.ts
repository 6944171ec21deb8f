// What is remembered of branches that the remote has not any more, at names that are in the way of the branch.

import assert from "node:assert/strict";
import { join } from "node:path";
import { machineOf, tell, textsOn } from "../../support/story.ts";

const ZERO = "0".repeat(40);

for (
  const [branch, stale, packed] of [
    ["main", "main/x", false],
    ["main", "main/x/y", true],
    ["a/b", "a", false],
    ["a/b", "a", true],
  ] as const
) {
  Deno.test(`${stale} that is gone is not in the way of ${branch}${packed ? " (packed)" : ""}`, async () => {
    const { world, laptop, desktop } = await tell({ "a.md": "a\n" });
    for (const { git } of [desktop, laptop]) {
      if (branch === "main") continue;
      await git("branch", "-q", "-m", branch);
      await git("push", "-q", "--set-upstream", "origin", branch);
    }
    const app = machineOf(world, laptop.folder);
    await app.sync();
    // The only name of a commit that somebody has taken out of the remote's history.
    const tree = await laptop.git("rev-parse", "HEAD^{tree}");
    const only = await laptop.git("commit-tree", "-m", "only here", tree);
    await laptop.git("update-ref", "-d", `refs/remotes/origin/${branch}`);
    for (const name of [stale, `${stale}-2`]) {
      await laptop.git("update-ref", `refs/remotes/origin/${name}`, only, ZERO);
    }
    if (packed) await laptop.git("pack-refs", "--all");
    const other = machineOf(world, desktop.folder);
    await other.save({ "theirs.md": "theirs\n" });
    await app.save({ "mine.md": "mine\n" });
    await other.sync();
    const texts = { "a.md": "a\n", "mine.md": "mine\n", "theirs.md": "theirs\n" };
    assert.deepEqual([await textsOn(app), await textsOn(other)], [texts, texts]);
    const names = await app.git("for-each-ref", "--points-at", only, "--format=%(refname)");
    assert.match(names, /^refs\/gitsyncbar\/keep\//m);
    // What is not in the way stays.
    const isBelow = branch === "main";
    assert.equal(names.includes(`refs/remotes/origin/${stale}-2`), !isBelow);
    assert.doesNotMatch(names, new RegExp(`origin/${stale}$`, "m"));
  });
}

Deno.test("nothing is in the way of a branch that is sent to an empty remote", async () => {
  const { world, laptop } = await tell({ "a.md": "a\n" }, "laptop");
  await world.git(world.folder, "init", "--quiet", "--bare", "empty.git");
  await laptop.git("remote", "set-url", "origin", join(world.folder, "empty.git"));
  await laptop.git("update-ref", "-d", "refs/remotes/origin/main");
  await laptop.git("update-ref", "refs/remotes/origin/main/x", "HEAD");
  const app = machineOf(world, laptop.folder);
  await app.sync();
  assert.equal(
    await app.git("rev-parse", "refs/remotes/origin/main"),
    await app.git("rev-parse", "HEAD"),
  );
});

Deno.test("a ref of another remote is left where it is", async () => {
  const { world, laptop } = await tell({ "a.md": "a\n" }, "laptop");
  await laptop.git("update-ref", "-d", "refs/remotes/origin/main");
  await laptop.git("update-ref", "refs/remotes/theirs/main/x", "HEAD");
  await laptop.git("config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/theirs/*");
  const outcome = await machineOf(world, laptop.folder).trySync();
  assert.equal(outcome.kind, "problem");
  await laptop.git("rev-parse", "--verify", "refs/remotes/theirs/main/x");
});
