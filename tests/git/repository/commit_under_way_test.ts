// The user's own `git commit` takes its time, in its editor or a hook: it ends well, whatever comes and goes.

import assert from "node:assert/strict";
import { join } from "node:path";
import { isCommit } from "../../../src/engine/git/repository/git_at_work.ts";
import { writeProgram } from "../../support/executable.ts";
import { holdableGit } from "../../support/held_git.ts";
import { eventually } from "../../support/running.ts";
import { machineOf, tell } from "../../support/story.ts";

Deno.test("a commit by hand ends well though much happens while it waits", async () => {
  for (const where of ["editor", "hook"] as const) {
    const { world, laptop, desktop, quiet } = await tell({
      "notes.md": "one\n",
      "mine.md": "one\n",
    });
    await laptop.sync();
    const [began, go] = [join(world.folder, "began"), join(world.folder, "go")];
    await new Deno.Command("mkfifo", { args: [go] }).output();
    const wait = `#!/bin/sh\n: >'${began}'\nread -r _ <'${go}'\n`;
    const editor = join(world.folder, "editor");
    await writeProgram(editor, `${wait}echo by hand >"$1"\n`);
    if (where === "hook") {
      await writeProgram(laptop.path(".git/hooks/pre-commit"), wait);
    }
    await laptop.write({ "mine.md": "two\n" });
    await laptop.git("add", "mine.md");
    const commit = world.tryGit(
      laptop.folder,
      where === "editor" ? ["commit"] : ["commit", "-m", "by hand"],
      { env: { GIT_EDITOR: editor } },
    );
    await eventually("it waits", () => Deno.stat(began));
    await desktop.save({ "notes.md": "two\n" });
    await laptop.write({ "other.md": "new\n" });
    assert.deepEqual(await laptop.problem(), {
      kind: "lock",
      detail: "a git commit is under way",
    }, where);
    await Deno.writeTextFile(go, "go\n");
    const { code, stderr } = await commit;
    assert.deepEqual([code, stderr], [0, ""], where);
    await quiet();
    const subjects = await world.git(world.remote, "log", "--format=%s", "main");
    assert.ok(subjects.split("\n").includes("by hand"), where);
    assert.equal(await desktop.read("other.md"), "new\n", where);
    await Deno.remove(began);
  }
});

Deno.test("deleted files are restored after a commit by hand that began behind the save", async () => {
  const names = Array.from({ length: 24 }, (_, index) => `${index}.md`);
  const { world, laptop, desktop, quiet } = await tell(
    Object.fromEntries(names.map((name) => [name, `text of ${name}\n`])),
  );
  await quiet();
  await laptop.remove(...names.slice(0, 13));
  await laptop.sync({ confirmDeletion: true });
  await desktop.sync();
  const held = await holdableGit(world);
  const restoring = machineOf(world, desktop.folder, { environment: held.environment });
  await held.hold("status");
  const restored = restoring.trySync({ restoreDeletion: true });
  await eventually("it saves", () => held.isHeld("status"));
  const [began, go] = [join(world.folder, "began"), join(world.folder, "go")];
  await new Deno.Command("mkfifo", { args: [go] }).output();
  const editor = join(world.folder, "editor");
  const script = `#!/bin/sh\n: >'${began}'\nread -r _ <'${go}'\necho by hand >"$1"\n`;
  await writeProgram(editor, script);
  const commit = world.tryGit(desktop.folder, ["commit", "--allow-empty"], {
    env: { GIT_EDITOR: editor },
  });
  await eventually("it waits", () => Deno.stat(began));
  await held.letGo("status");
  const outcome = await restored;
  assert.deepEqual(outcome.kind === "problem" && outcome.problem, {
    kind: "lock",
    detail: "a git commit is under way",
  });
  await Deno.writeTextFile(go, "go\n");
  const { code, stderr } = await commit;
  assert.deepEqual([code, stderr], [0, ""]);
  await restoring.sync({ restoreDeletion: true });
  await quiet();
  assert.deepEqual(await laptop.names(), [...names].sort());
});

Deno.test("a commit in a repository inside of the folder, and other git processes, are not waited for", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" });
  await world.git(laptop.folder, "init", "--quiet", "sub");
  const editor = join(world.folder, "editor");
  const [began, go] = [join(world.folder, "began"), join(world.folder, "go")];
  await new Deno.Command("mkfifo", { args: [go] }).output();
  await writeProgram(editor, `#!/bin/sh\n: >'${began}'\nread -r _ <'${go}'\n`);
  const commit = world.tryGit(laptop.path("sub"), ["commit", "--allow-empty"], {
    env: { GIT_EDITOR: editor },
  });
  await eventually("it waits", () => Deno.stat(began));
  const batch = new Deno.Command("git", {
    args: ["cat-file", "--batch"],
    cwd: laptop.folder,
    stdin: "piped",
    stdout: "null",
  }).spawn();
  await laptop.write({ "notes.md": "two\n" });
  await laptop.git("add", "notes.md");
  assert.deepEqual((await laptop.sync()).saved, ["notes.md"]);
  await batch.stdin.close();
  await batch.status;
  await Deno.writeTextFile(go, "go\n");
  await commit;
});

Deno.test("a commit is distinguished from other git processes by its arguments", () => {
  const commits = [
    "git commit",
    "/usr/bin/git -c a.b=c commit -m x",
    "git -C /x --no-pager commit",
    "/usr/lib/git-core/git-commit --amend",
    "git --git-dir=/x commit",
  ];
  const others = [
    "git log commit",
    "git",
    "git -c commit",
    "git cat-file --batch",
    "git-commit-tree",
    "git -C commit status",
  ];
  for (const line of commits) assert.ok(isCommit(line.split(" ")), line);
  for (const line of others) assert.ok(!isCommit(line.split(" ")), line);
});
