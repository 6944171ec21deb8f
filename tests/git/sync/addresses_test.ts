// Remotes with more than one address.

import assert from "node:assert/strict";
import { join } from "node:path";
import { type Machine, syncAll, tell } from "../../support/story.ts";

/** Syncs, which has to fail, and returns what kind of failure it is and what git said. */
async function failureOn(machine: Machine): Promise<readonly [string, string]> {
  const outcome = await machine.trySync();
  assert.ok(outcome.kind === "problem" && "detail" in outcome.problem);
  return [outcome.problem.kind, outcome.problem.detail];
}

Deno.test("of two addresses that are pushed to, one that lacks what was sent is named as long as it does", async () => {
  const { world, laptop, desktop, quiet } = await tell({ "notes.md": "one\n" });
  const second = join(world.folder, "second.git");
  await laptop.git("remote", "set-url", "--add", "origin", second);
  await laptop.write({ "notes.md": "two\n" });
  for (const _ of ["at once", "as long as it is so"]) {
    const [kind, detail] = await failureOn(laptop);
    assert.equal(kind, "addresses differ");
    assert.ok(detail.includes(second), detail);
  }
  // The others have it all the same.
  await desktop.sync();
  assert.equal(await desktop.read("notes.md"), "two\n");
  await world.git(world.folder, "init", "--quiet", "--bare", second);
  assert.equal((await laptop.sync()).pushed, true);
  assert.equal(await world.git(second, "show", "main:notes.md"), "two");
  // Behind is no harm, and what one address lacks of what came from others is sent there.
  await desktop.save({ "notes.md": "three\n" });
  await laptop.sync();
  assert.equal(await world.git(second, "show", "main:notes.md"), "three");
  // Somebody has pushed something else there.
  await desktop.git("push", "--quiet", "--force", second, "HEAD~1:refs/heads/main");
  await laptop.sync();
  const [tree] = (await desktop.git("rev-parse", "HEAD^{tree}")).split("\n");
  const foreign = await desktop.git("commit-tree", "-m", "foreign", tree!);
  await desktop.git("push", "--quiet", "--force", second, `${foreign}:refs/heads/main`);
  await laptop.write({ "notes.md": "four\n" });
  for (const _ of ["at once", "as long as it is so"]) {
    const [kind, detail] = await failureOn(laptop);
    assert.equal(kind, "addresses differ");
    assert.ok(detail.startsWith(`${second} has commits that are not here`), detail);
  }
  await desktop.sync();
  assert.equal(await desktop.read("notes.md"), "four\n");
  assert.equal(await world.git(second, "rev-parse", "main"), foreign, "it is never forced");
  await laptop.git("remote", "set-url", "--delete", "origin", second);
  await quiet();
});

Deno.test("an address that is only pushed to is not taken for the one that is fetched from", async () => {
  const { world, laptop, desktop } = await tell({ "notes.md": "one\n" });
  const own = join(world.folder, "own.git");
  await world.git(world.folder, "init", "--quiet", "--bare", own);
  await laptop.git("remote", "set-url", "--push", "origin", own);
  await laptop.write({ "notes.md": "two\n" });
  for (const _ of ["at once", "as long as it is so"]) {
    const [kind, detail] = await failureOn(laptop);
    assert.equal(kind, "addresses differ");
    assert.ok(detail.startsWith(`${world.remote} is fetched from, and does not have`), detail);
    assert.equal((await laptop.trySync()).report.forced, undefined, "nobody has pushed by force");
  }
  await laptop.write({ "notes.md": "three\n" });
  assert.equal((await failureOn(laptop))[0], "addresses differ");
  assert.equal(await world.git(own, "show", "main:notes.md"), "three");
  // The host passes it on.
  await world.git(own, "push", "--quiet", world.remote, "main");
  await syncAll(laptop, desktop);
  assert.equal(await desktop.read("notes.md"), "three\n");
  // Somebody has pushed something else there.
  const foreign = await desktop.git("commit-tree", "-m", "foreign", "HEAD^{tree}");
  await desktop.git("push", "--quiet", "--force", own, `${foreign}:refs/heads/main`);
  await laptop.write({ "notes.md": "four\n" });
  const [kind, detail] = await failureOn(laptop);
  assert.equal(kind, "addresses differ");
  assert.ok(detail.startsWith(`${own} has commits that are not here`), detail);
});

Deno.test("an address with another spelling for pushing is one of its own, and may be the same", async () => {
  const { world, laptop, desktop } = await tell({ "notes.md": "one\n" });
  await laptop.git("config", `url.${world.folder}/.pushInsteadOf`, "to:");
  await laptop.git("config", `url.file://${world.folder}/.insteadOf`, "to:");
  await laptop.git("remote", "set-url", "origin", "to:remote.git");
  await laptop.save({ "notes.md": "two\n" });
  await desktop.sync();
  assert.equal(await desktop.read("notes.md"), "two\n");
});

Deno.test("to a remote that mirrors all branches the branch of the folder alone is sent", async () => {
  const { world, laptop, quiet } = await tell({ "notes.md": "one\n" });
  await laptop.git("config", "remote.origin.mirror", "true");
  await laptop.git("branch", "other");
  await laptop.save({ "notes.md": "two\n" });
  assert.equal(
    await world.git(world.remote, "for-each-ref", "--format=%(refname)"),
    "refs/heads/main",
  );
  await quiet();
});
