// A push that is refused, here or at the remote: what others send is received all the same.

import assert from "node:assert/strict";
import { join } from "node:path";
import { script } from "../../support/failing_git.ts";
import { copyOn, type Machine, syncAll, tell, textsOn } from "../../support/story.ts";
import type { World } from "../../support/world.ts";

/** Ends the refusal. */
type End = () => Promise<unknown>;

/** Returns the first lines of a hook of the remote that lets all pushes pass but those of one author. */
function onlyOf(name: string): string[] {
  return ["read -r _ to _", `git log -1 --format=%an "$to" | grep -q '^${name}$' || exit 0`];
}

/** What refuses the pushes of a machine, and what kind of failure that is. */
const REFUSALS: readonly {
  readonly what: string;
  readonly kind: string;
  readonly begin: (world: World, machine: Machine) => Promise<End>;
}[] = [
  {
    what: "by a hook of the remote",
    kind: "hook",
    begin: async ({ remote }, { name }) => {
      const hook = join(remote, "hooks/pre-receive");
      await script(hook, ...onlyOf(name), "echo 'Not from you'", "exit 1");
      return () => Deno.remove(hook);
    },
  },
  {
    what: "by a hook of this machine",
    kind: "hook",
    begin: async (_, { path }) => {
      const hook = path(".git/hooks/pre-push");
      await script(hook, "echo 'Not now'; exit 1");
      return () => Deno.remove(hook);
    },
  },
  {
    what: "as its address is wrong",
    kind: "remote not found",
    begin: async ({ folder }, { git }) => {
      await git("remote", "set-url", "--push", "origin", join(folder, "nowhere.git"));
      return () => git("config", "--unset", "remote.origin.pushurl");
    },
  },
  {
    what: "for the size of a file",
    kind: "too large",
    begin: async ({ remote }, { name }) => {
      const hook = join(remote, "hooks/pre-receive");
      const words =
        "File other.md is 344.00 MB; this exceeds GitHub's file size limit of 100.00 MB";
      await script(hook, ...onlyOf(name), `echo "error: ${words}"`, "exit 1");
      return () => Deno.remove(hook);
    },
  },
];

for (const { what, kind, begin } of REFUSALS) {
  Deno.test(`a machine whose push is refused ${what} receives what others send, and sends later`, async () => {
    const { world, laptop, desktop, quiet } = await tell({
      "notes.md": "one\n",
      "other.md": "one\n",
    });
    const refused = async () => {
      const outcome = await laptop.trySync();
      assert.ok(outcome.kind === "problem", JSON.stringify(outcome));
      assert.equal(outcome.problem.kind, kind);
      return outcome.report;
    };
    const end = await begin(world, laptop);
    await laptop.write({ "mine.md": "mine\n" });
    await refused();
    // Ahead when it begins, then diverged.
    await desktop.save({ "theirs.md": "theirs\n" });
    const { received, unsent, confirmed } = await refused();
    assert.deepEqual(received.map(({ path }) => path), ["theirs.md"]);
    assert.deepEqual([unsent, confirmed], [true, false]);
    // With a conflict.
    await desktop.save({ "notes.md": "theirs\n" });
    await laptop.write({ "notes.md": "mine\n" });
    assert.deepEqual((await refused()).conflicts.map(({ path }) => path), ["notes.md"]);
    const copy = await copyOn(laptop);
    const texts = {
      [copy]: "mine\n",
      "mine.md": "mine\n",
      "notes.md": "theirs\n",
      "other.md": "one\n",
      "theirs.md": "theirs\n",
    };
    assert.deepEqual(await textsOn(laptop), texts);
    await refused();
    assert.deepEqual((await desktop.names()).length, 3);
    await end();
    await quiet();
    assert.deepEqual(await textsOn(desktop), texts);
  });
}

Deno.test("a push is tried again at once when what came in ends its refusal", async () => {
  const { laptop, desktop, quiet } = await tell({ "notes.md": "one\n", "broken.md": "yes\n" });
  await script(laptop.path(".git/hooks/pre-push"), "test ! -e broken.md");
  await laptop.write({ "notes.md": "two\n" });
  assert.equal((await laptop.trySync()).kind, "problem");
  await desktop.remove("broken.md");
  await syncAll(desktop, laptop);
  await quiet();
  assert.deepEqual(await textsOn(desktop), { "notes.md": "two\n" });
});
