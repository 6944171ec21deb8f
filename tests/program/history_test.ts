// `--history`, `--restore` and `--undo`, of their own and with an instance that runs.

import assert from "node:assert/strict";
import { configFor, runProgram } from "../support/program.ts";
import { prompt, published, startUpToDate } from "../support/running.ts";
import { makeWorld, type World } from "../support/world.ts";

/** Commits everything by hand, at a time in seconds since 1970, and returns the id. */
async function commitAt(world: World, folder: string, time: number): Promise<string> {
  const env = { GIT_COMMITTER_DATE: `@${time} +0000` };
  await world.git(folder, "add", "-A");
  const { code, stderr } = await world.tryGit(folder, ["commit", "-qm", `at ${time}`], { env });
  assert.equal(code, 0, stderr);
  return await world.git(folder, "rev-parse", "HEAD");
}

/** A laptop with three saves of some minutes: the first has two files, the second another text, the third one less. */
async function threeSaves(world: World) {
  const [laptop] = await world.clones({}, "laptop");
  const config = await configFor(world, laptop);
  // 2026-11-23 14:00, 14:01 and 14:02, in UTC.
  const begin = Date.UTC(2026, 10, 23, 14) / 1000;
  await world.git(laptop, "update-ref", "-d", "HEAD");
  await world.write(laptop, { "notes.md": "one\n", "sub/gone.md": "gone\n" });
  const first = await commitAt(world, laptop, begin);
  await world.write(laptop, { "notes.md": "two\n" });
  const second = await commitAt(world, laptop, begin + 60);
  await Deno.remove(`${laptop}/sub`, { recursive: true });
  const third = await commitAt(world, laptop, begin + 120);
  await world.git(laptop, "push", "-q", "--force");
  const run = (...args: string[]) =>
    runProgram(world, [...args, "--config", config], { TZ: "UTC" });
  return { laptop, config, first, second, third, run };
}

Deno.test("--history lists saves and versions, --restore and --undo change the folder and the remote", async () => {
  await using world = await makeWorld();
  const { laptop, first, second, third, run } = await threeSaves(world);
  const short = (id: string) => id.slice(0, 10);
  assert.deepEqual(await run("--history"), {
    code: 0,
    stdout: [
      `2026-11-23 14:02  ${short(third)}  laptop (by hand): deleted sub/gone.md`,
      `2026-11-23 14:01  ${short(second)}  laptop (by hand): edited notes.md`,
      `2026-11-23 14:00  ${short(first)}  laptop (by hand): added notes.md, added sub/gone.md`,
      "",
    ].join("\n"),
    stderr: "",
  });
  const { stdout } = await run("--history", "sub/gone.md", "--json");
  const { versions, isComplete } = JSON.parse(stdout);
  assert.deepEqual(
    versions.map(({ id, action, time }: Record<string, string>) => [id, action, time]),
    [
      [third, "deleted", "2026-11-23T14:02:00.000Z"],
      [first, "added", "2026-11-23T14:00:00.000Z"],
    ],
  );
  assert.ok(isComplete);
  assert.match(
    (await run("--history", "sub")).stdout,
    /deleted sub\/gone\.md\n.*added sub\/gone\.md\n$/,
  );
  const none = await run("--history", "nothing.md");
  assert.deepEqual([none.code, none.stdout], [1, "No saves found\n"]);

  const restored = await run("--restore", "sub/gone.md", "--at", "2026-11-23 14:01");
  assert.deepEqual([restored.code, restored.stderr], [0, ""]);
  assert.match(
    restored.stdout,
    new RegExp(
      `^Restored sub/gone\\.md as of 2026-11-23 14:00 \\(laptop, ${short(first)}\\)$`,
      "m",
    ),
  );
  assert.equal(await published(world, "sub/gone.md"), "gone\n");
  const undone = await run("--undo", short(second));
  assert.match(
    undone.stdout,
    /^Undid the save of 2026-11-23 14:01 \(laptop, [0-9a-f]{10}\): notes\.md$/m,
  );
  assert.equal(await published(world, "notes.md"), "one\n");
  await world.write(laptop, { "notes.md": "three\n" });
  const again = await run("--undo", short(second));
  assert.equal(again.code, 1);
  assert.match(again.stdout, /^Not undone: notes\.md: it was changed again since$/m);
  assert.equal(await published(world, "notes.md"), "three\n");
  const unknown = await run("--restore", "notes.md", "--version", "abcdef12");
  assert.equal(unknown.code, 1);
  assert.match(
    unknown.stdout,
    /^Not restored: "notes\.md": the history has no save of this id, or several/m,
  );
  await Deno.rename(`${laptop}/.git`, `${laptop}/git`);
  const plain = await run("--history");
  assert.deepEqual([plain.code, plain.stdout], [1, ""]);
  assert.match(
    plain.stderr,
    /^git-sync-bar: Cannot read the history of ".*": the folder is not a git repository/,
  );
  await Deno.rename(`${laptop}/git`, `${laptop}/.git`);
  const outside = await run("--restore", "/etc/passwd", "--version", short(first));
  assert.deepEqual([outside.code, outside.stdout], [1, ""]);
  assert.match(outside.stderr, /Cannot find "\/etc\/passwd": it is not in /);
});

Deno.test("a running instance restores and undoes for the command", async () => {
  await using world = await makeWorld();
  const { laptop, first, third } = await threeSaves(world);
  await using instance = await startUpToDate(world, "laptop", { config: prompt(laptop) });
  const restored = await instance.run("--restore", "notes.md", "--version", first);
  assert.deepEqual([restored.code, restored.stderr], [0, ""]);
  assert.match(restored.stdout, /^Restored notes\.md as of /m);
  assert.equal(await published(world, "notes.md"), "one\n");
  const undone = await instance.run("--undo", third);
  assert.match(undone.stdout, /^Undid the save of .*: sub\/gone\.md$/m);
  assert.equal(await published(world, "sub/gone.md"), "gone\n");
  assert.equal(await Deno.readTextFile(`${laptop}/sub/gone.md`), "gone\n");
  assert.match(
    (await instance.run("--history")).stdout,
    /\(undo\): added sub\/gone\.md\n.*\(restore\): edited notes\.md\n/,
  );
  await instance.stop();
});
