// A remote that never comes to an end: it prints without end, or says a word now and then and sends
// nothing. Changes are saved meanwhile, and it is reported.

import assert from "node:assert/strict";
import { join } from "node:path";
import { problemSentence } from "../../../src/view/problems/problems.ts";
import { noise } from "../../support/dice.ts";
import { failingGit, script } from "../../support/failing_git.ts";
import { eventually } from "../../support/running.ts";
import { type Machine, machineOf, tell } from "../../support/story.ts";

/** Says a word again and again, and then another program's bytes, when there is one. */
const TALKING = 'while :; do echo "one moment please" >&2; sleep 0.02; done';

async function failure(machine: Machine) {
  const outcome = await machine.trySync();
  assert.ok(outcome.kind === "problem", JSON.stringify(outcome));
  return outcome.problem;
}

for (const [setting, verb] of [["uploadpack", "fetch"], ["receivepack", "push"]] as const) {
  Deno.test(`a ${verb} that prints without end is ended, and told`, async () => {
    const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
    const serve = join(world.folder, "serve");
    await script(serve, "exec yes 'nothing of interest, again and again' >&2");
    await laptop.git("config", `remote.origin.${setting}`, serve);
    if (verb === "push") await laptop.write({ "mine.md": "mine\n" });
    const told = await failure(laptop);
    assert.equal(told.kind, "endless output");
    assert.equal(
      problemSentence(told),
      "the output of the remote, or of a program that git runs, does not end: git was ended after it had " +
        "printed 20 MB: nothing of interest, again and again",
    );
    assert.equal(await laptop.git("status", "--porcelain"), "");
  });

  Deno.test(`changes are saved during a ${verb} that gets no further, and that is ended`, async () => {
    const { world, laptop: { folder }, quiet } = await tell({ "notes.md": "one\n" }, "laptop");
    const serve = join(world.folder, "serve");
    await script(serve, `touch ${world.folder}/called`, TALKING);
    const laptop = machineOf(world, folder, { transferMs: 3_000, saveDuringTransferMs: 50 });
    await laptop.git("config", `remote.origin.${setting}`, serve);
    if (verb === "push") await laptop.write({ "first.md": "first\n" });
    const failed = failure(laptop);
    await eventually("the remote is called", () => Deno.stat(join(world.folder, "called")));
    await laptop.write({ "mine.md": "mine\n" });
    await eventually(
      "it is saved",
      async () => (await laptop.git("ls-tree", "--name-only", "HEAD")).includes("mine.md"),
    );
    const told = await failed;
    assert.equal(told.kind, "hung");
    assert.match(told.detail, /^git was ended after 1 min, as too little was transferred: /);
    await laptop.git("config", "--unset", `remote.origin.${setting}`);
    await quiet();
    assert.equal(await world.git(world.remote, "show", "main:mine.md"), "mine");
    assert.equal(await laptop.git("fsck", "--no-dangling"), "");
  });
}

Deno.test("a fetch goes on beyond its time as long as enough arrives", async () => {
  const { world, laptop: { folder }, desktop } = await tell({ "notes.md": "one\n" });
  const serve = join(world.folder, "serve");
  // Twice the time and more, as it is asked each time after that.
  const slowly = "while dd bs=64k count=1 status=none | tee /dev/fd/3 | [ $(wc -c) -gt 0 ]; " +
    "do sleep 0.4; done 3>&1";
  await script(serve, `git upload-pack "$@" | { ${slowly}; }`);
  const transferMs = 3_000;
  const laptop = machineOf(world, folder, { transferMs });
  await laptop.git("config", "remote.origin.uploadpack", serve);
  await Deno.writeFile(desktop.path("film.mp4"), noise(1_000_000));
  await desktop.sync();
  const since = performance.now();
  await laptop.sync();
  assert.ok(performance.now() - since > 2 * transferMs, "it was over before its time was");
  assert.equal(await laptop.read("film.mp4"), await desktop.read("film.mp4"));
});

for (const verb of ["fetch", "push", "ls-remote"] as const) {
  Deno.test(`a ${verb} from a remote that names branches without end is ended before it takes all memory`, async () => {
    await using t = await failingGit();
    const serve = await script(
      join(t.world.folder, "serve"),
      `id=${"1".repeat(40)}`,
      "exec awk -v id=$id 'BEGIN { for (;;) printf \"0043%s refs/heads/%010d\\n\", id, i++ }'",
    );
    for (const setting of ["uploadpack", "receivepack"]) {
      await t.world.git(t.laptop, "config", `remote.origin.${setting}`, serve);
    }
    const args = verb === "ls-remote" ? [verb, "origin"] : [verb, "origin", "main"];
    const mostMemory = 100 * 1024 * 1024;
    assert.deepEqual(await t.attempt(args, { mostMemory }), {
      kind: "endless output",
      detail: "git was ended as it held more than 100 MB of it in memory: it said nothing",
    });
  });
}
