// The command line as a user types it, from source or compiled.

import assert from "node:assert/strict";
import { join } from "node:path";
import project from "../../deno.json" with { type: "json" };
import { writeProgram } from "../support/executable.ts";
import { configFor, runProgram } from "../support/program.ts";
import { cloned, makeWorld } from "../support/world.ts";

Deno.test("--version prints the version, --help the options, and a mistake one line with exit code 2", async () => {
  await using world = await makeWorld();
  const version = await runProgram(world, ["--version"]);
  assert.deepEqual(version, { code: 0, stdout: `git-sync-bar ${project.version}\n`, stderr: "" });
  const help = await runProgram(world, ["--help"]);
  assert.equal(help.code, 0);
  for (const option of ["--once", "--check", "--edit-config", "--config"]) {
    assert.ok(help.stdout.includes(option), option);
  }
  const { code, stdout, stderr } = await runProgram(world, ["--onec"]);
  assert.deepEqual([code, stdout], [2, ""]);
  assert.match(stderr, /^git-sync-bar: Cannot read the command line: .*"--onec".*--once\?\n$/);
});

Deno.test("--once syncs two folders through their remote and says what it did", async () => {
  const { world, laptop, desktop } = await cloned({ "notes.md": "one\n" }, "laptop", "desktop");
  await world.write(laptop, { "todo.md": "milk\n" });
  const sent = await runProgram(world, ["--once", "--config", await configFor(world, laptop)]);
  assert.deepEqual(sent, { code: 0, stdout: "Up to date: sent 1 change\n", stderr: "" });
  const taken = await runProgram(world, ["--once", "--config", await configFor(world, desktop)]);
  assert.deepEqual(taken, { code: 0, stdout: "Up to date: received 1 change\n", stderr: "" });
  assert.equal(await Deno.readTextFile(join(desktop, "todo.md")), "milk\n");
});

Deno.test("--once names a conflict and the copy that holds the other version", async () => {
  const { world, laptop, desktop } = await cloned({ "notes.md": "one\n" }, "laptop", "desktop");
  await world.write(laptop, { "notes.md": "from laptop\n" });
  await world.write(desktop, { "notes.md": "from desktop\n" });
  await runProgram(world, ["--once", "--config", await configFor(world, laptop)]);
  const { code, stdout } = await runProgram(world, [
    "--once",
    "--config",
    await configFor(world, desktop),
  ]);
  assert.equal(code, 0);
  const copy = /^Conflict: notes\.md: your version is in "(.+)"$/m.exec(stdout)?.[1];
  assert.ok(copy !== undefined, stdout);
  assert.equal(await Deno.readTextFile(join(desktop, "notes.md")), "from laptop\n");
  assert.equal(await Deno.readTextFile(join(desktop, copy)), "from desktop\n");
  const received = await runProgram(world, ["--once", "--config", await configFor(world, laptop)]);
  assert.ok(received.stdout.includes("Conflict: notes.md: "), received.stdout);
  assert.ok(received.stdout.includes(` is in "${copy}"`), received.stdout);
});

Deno.test("--check gives a line for each thing and fails where one is missing", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const config = await configFor(world, laptop);
  const well = await runProgram(world, ["--check", "--config", config]);
  assert.equal(well.code, 0, well.stdout + well.stderr);
  for (const subject of ["git", "folder", "identity", "branch", "remote", "sign-in"]) {
    assert.match(well.stdout, new RegExp(`^ok   ${subject}: `, "m"));
  }
  await world.git(laptop, "remote", "remove", "origin");
  const ill = await runProgram(world, ["--check", "--config", config]);
  assert.equal(ill.code, 1);
  assert.match(ill.stdout, /^FAIL remote: .* `git remote add origin ADDRESS`/m);
});

Deno.test("--check tells a mass deletion that would wait, and does not take a move for one", async () => {
  await using world = await makeWorld();
  const files = Object.fromEntries(
    Array.from({ length: 24 }, (_, at) => [`notes/${at}.md`, `${at}\n`]),
  );
  const [laptop] = await world.clones(files, "laptop");
  const config = await configFor(world, laptop);
  const check = () => runProgram(world, ["--check", "--config", config]);
  await Deno.rename(join(laptop, "notes"), join(world.folder, "trash"));
  const index = await Deno.readFile(join(laptop, ".git/index"));
  const gone = await check();
  assert.equal(gone.code, 1);
  assert.deepEqual(gone.stdout.match(/^FAIL .*/gm), [
    "FAIL files: 24 of 24 files were deleted, and only that is not synced: restore them with " +
    "`git-sync-bar --once --restore-deletion`, or confirm the deletion with " +
    "`git-sync-bar --once --confirm-deletion`",
  ]);
  assert.deepEqual(await Deno.readFile(join(laptop, ".git/index")), index);
  await Deno.rename(join(world.folder, "trash"), join(laptop, "moved"));
  assert.equal((await check()).code, 0);
  await assert.rejects(Deno.lstat(join(laptop, ".git/gitsyncbar")), Deno.errors.NotFound);
});

Deno.test("--check says nothing of files that are missing because an update was cut off", async () => {
  await using world = await makeWorld();
  const files = Object.fromEntries(
    Array.from({ length: 24 }, (_, at) => [`notes/${at}.md`, `${at}\n`]),
  );
  const [laptop] = await world.clones(files, "laptop");
  await Deno.rename(join(laptop, "notes"), join(world.folder, "trash"));
  const head = await world.git(laptop, "rev-parse", "HEAD");
  const journal = { branch: "main", from: head, to: head, id: "x", hidden: [], untouched: [] };
  await world.write(laptop, { ".git/gitsyncbar/update.json": JSON.stringify(journal) });
  const config = await configFor(world, laptop);
  assert.equal((await runProgram(world, ["--check", "--config", config])).code, 0);
});

Deno.test("--edit-config makes the file, opens the editor on it and checks what was saved", async () => {
  await using world = await makeWorld();
  const editor = join(world.folder, "my editor.sh");
  await writeProgram(editor, `#!/bin/sh\necho '{"sync_dir":"relative"}' > "$2"\n`);
  const { code, stderr } = await runProgram(world, ["--edit-config"], {
    VISUAL: `'${editor}' --wait`,
  });
  assert.equal(code, 2);
  assert.match(stderr, /sync_dir is "relative"/);
});

Deno.test("--edit-config says when all is well, and what is ignored all the same", async () => {
  await using world = await makeWorld();
  const config = await configFor(world, join(world.folder, "x"));
  const edit = async () =>
    await runProgram(world, ["--edit-config", "--config", config], { VISUAL: "true" });
  const well = { code: 0, stdout: `The configuration "${config}" is valid\n`, stderr: "" };
  assert.deepEqual(await edit(), well);
  await Deno.writeTextFile(config, '{"sync_dri": "/a"}');
  const { stderr, ...others } = await edit();
  assert.deepEqual({ ...others, stderr: "" }, well);
  assert.match(stderr, /^git-sync-bar: Ignored "sync_dri" .*\n$/);
});
