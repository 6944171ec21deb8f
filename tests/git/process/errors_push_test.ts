// Pushes that the remote, or a hook, refuses, provoked from real git. The assertion is the kind; the
// words are checked where a user would miss a name.

import assert from "node:assert/strict";
import { join } from "node:path";
import { DETAIL_CHARACTERS } from "../../../src/system/limits/processes.ts";
import { writeProgram } from "../../support/executable.ts";
import { noise } from "../../support/dice.ts";
import { BRANCH, commit, failingGit, script } from "../../support/failing_git.ts";

Deno.test("whoever comes second with a push is rejected", async () => {
  await using t = await failingGit();
  const seed = join(t.world.folder, "seed");
  await commit(t.world, t.laptop, "mine.md");
  await commit(t.world, seed, "theirs.md");
  await t.world.git(seed, "push", "--quiet");
  assert.equal((await t.push("origin")).kind, "rejected", "before a fetch");
  const head = await t.world.git(t.laptop, "rev-parse", "HEAD");
  const lease = `--force-with-lease=${BRANCH}:${head}`;
  const push = ["push", "--porcelain", lease, "origin", `HEAD:${BRANCH}`];
  assert.equal((await t.attempt(push)).kind, "rejected", "with a lease");
  await t.world.git(t.laptop, "fetch", "--quiet");
  assert.equal((await t.push("origin")).kind, "rejected", "after a fetch");
});

Deno.test("a push that another one overtakes on the remote is rejected", async () => {
  await using t = await failingGit();
  await commit(t.world, t.laptop, "mine.md");
  const change = `$(git commit-tree -p ${BRANCH} -m other ${BRANCH}^{tree})`;
  await script(join(t.world.remote, "hooks/update"), `git update-ref "$1" "${change}"`);
  assert.equal((await t.push("origin")).kind, "rejected", "the branch moved on");
  const other = ["push", "--porcelain", "origin", "HEAD:refs/heads/other"];
  assert.equal((await t.attempt(other)).kind, "rejected", "the branch came into being");
});

Deno.test("a branch that the remote does not let us change is a matter of permission", async () => {
  await using t = await failingGit();
  await commit(t.world, t.laptop, "new.md");
  assert.equal((await t.push(join(t.world.folder, "seed"))).kind, "remote permission");
  await script(
    join(t.world.remote, "hooks/pre-receive"),
    "echo 'GitLab: You are not allowed to push code to protected branches on this project.'",
    "exit 1",
  );
  assert.equal((await t.push("origin")).kind, "remote permission");
});

Deno.test("a file that the remote finds too large is named", async () => {
  await using t = await failingGit();
  await commit(t.world, t.laptop, "film", noise(20_000));
  await t.world.git(t.world.remote, "config", "receive.maxInputSize", "1000");
  assert.equal((await t.push("origin")).kind, "too large");
  await t.world.git(t.world.remote, "config", "--unset", "receive.maxInputSize");
  await script(
    join(t.world.remote, "hooks/pre-receive"),
    "echo 'error: Trace: 0123456789abcdef'",
    'echo "error: File my films/Köln.mp4 is 344.00 MB; this exceeds GitHub\'s file size limit of 100.00 MB"',
    "echo 'error: GH001: Large files detected. You may want to try Git Large File Storage.'",
    "exit 1",
  );
  const failure = await t.push("origin");
  assert.equal(failure.kind, "too large");
  assert.equal(failure.path, "my films/Köln.mp4");
});

Deno.test("a hook that refuses is a hook, and says why in its own words", async () => {
  await using t = await failingGit();
  await commit(t.world, t.laptop, "new.md");
  const own = join(t.laptop, ".git/hooks");
  const theirs = join(t.world.remote, "hooks");
  const push = ["push", "--porcelain", "--progress", "origin", `HEAD:${BRANCH}`];
  const move = ["update-ref", "refs/heads/other", "HEAD"];
  for (
    const [hook, args] of [
      [join(theirs, "pre-receive"), push],
      [join(theirs, "update"), push],
      [join(own, "pre-push"), push],
      [join(own, "reference-transaction"), move],
    ] as const
  ) {
    for (const stream of [1, 2]) {
      await script(hook, `echo 'Nicht für heute' >&${stream}; exit 1`);
      const failure = await t.attempt(args);
      assert.equal(failure.kind, "hook", hook);
      // Of this one, git sends the standard output nowhere.
      if (!hook.endsWith("reference-transaction") || stream === 2) {
        assert.equal(failure.detail, "Nicht für heute", `${hook}, stream ${stream}`);
      }
    }
    await script(hook, "exit 1");
    assert.equal((await t.attempt(args)).kind, "hook", `${hook}, without a word`);
    await Deno.remove(hook);
  }
});

Deno.test("a hook of the remote that cannot be started is a hook", async () => {
  await using t = await failingGit();
  await commit(t.world, t.laptop, "new.md");
  const hook = join(t.world.remote, "hooks/pre-receive");
  await writeProgram(hook, "#!/no/such/program\n");
  const failure = await t.push("origin");
  assert.equal(failure.kind, "hook");
  assert.match(failure.detail, /cannot run hooks\/pre-receive/);
});

Deno.test("a reason of the remote that no rule knows is reported, and what it said last", async () => {
  await using t = await failingGit();
  const { git, remote, folder } = t.world;
  await commit(t.world, t.laptop, "new.md");
  const other = join(folder, "other");
  await git(folder, "clone", "--quiet", remote, other);
  await git(other, "config", "receive.denyCurrentBranch", "updateInstead");
  const [name] = (await git(other, "ls-files")).split("\n");
  await Deno.writeTextFile(join(other, name!), "being written\n");
  assert.deepEqual(await t.push(other), {
    kind: "remote permission",
    detail: "Working directory has unstaged changes",
  });
  await git(other, "config", "receive.denyCurrentBranch", "ignore");
  await git(other, "config", "transfer.hideRefs", "refs/heads");
  assert.deepEqual(await t.push(other), {
    kind: "remote permission",
    detail: "deny updating a hidden ref",
  });

  await commit(t.world, join(folder, "seed"), "more.md");
  await git(join(folder, "seed"), "push", "--quiet");
  const shallow = join(folder, "shallow");
  await git(folder, "clone", "--quiet", "--depth=1", `file://${remote}`, shallow);
  const empty = join(folder, "empty.git");
  await git(folder, "init", "--quiet", "--bare", empty);
  await git(shallow, "remote", "set-url", "origin", empty);
  assert.deepEqual(
    await t.attempt(["-C", shallow, "push", "--porcelain", "origin", `HEAD:${BRANCH}`]),
    {
      kind: "remote permission",
      detail: "shallow update not allowed",
    },
  );
});

Deno.test("a hook of 4 MB of hostile words is a hook, and is quoted in part", async () => {
  await using t = await failingGit();
  await commit(t.world, t.laptop, "new.md");
  await script(
    join(t.world.remote, "hooks/pre-receive"),
    "head -c 4000000 /dev/zero | tr '\\0' x | sed 's/xxxxxxxx/ab:\\/\\/c:d/g'",
    "echo",
    "exit 1",
  );
  const failure = await t.push("origin");
  assert.equal(failure.kind, "hook");
  assert.ok(failure.detail.length <= DETAIL_CHARACTERS);
});
