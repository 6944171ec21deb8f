// A remote that is out of order, made anew, or gone in the middle: local work is saved at once, nothing is
// lost, and it goes out when the remote is well again.

import assert from "node:assert/strict";
import { join } from "node:path";
import { problemSentence } from "../../../src/view/problems/problems.ts";
import { noise } from "../../support/dice.ts";
import { script } from "../../support/failing_git.ts";
import { wrapGit } from "../../support/git_wrapper.ts";
import { untilQuiet } from "../../support/quiet.ts";
import { copiesOn, type Machine, machineOf, tell, textsOn } from "../../support/story.ts";
import type { Progress } from "../../../src/engine/progress.ts";
import type { World } from "../../support/world.ts";

/** In ms: how long the remote may be silent in these tests. */
const SILENCE = 700;

/** Bytes of a file that takes its time over a slow connection. */
const SIZE = 2 * 1024 * 1024;

async function fails(machine: Machine, kind: string): Promise<readonly string[]> {
  const outcome = await machine.trySync();
  assert.equal(outcome.kind === "problem" && outcome.problem.kind, kind, JSON.stringify(outcome));
  return outcome.report.saved;
}

function published(world: World, name: string): Promise<string> {
  return world.git(world.remote, "cat-file", "blob", `main:${name}`);
}

Deno.test("a remote that is deleted and made again, empty, gets everything", async () => {
  const { world, laptop, desktop, quiet } = await tell({ "notes.md": "one\n" });
  await laptop.write({ "laptop.md": "laptop\n" });
  await quiet();
  await Deno.remove(world.remote, { recursive: true });
  await desktop.write({ "desktop.md": "desktop\n" });
  assert.deepEqual(await fails(desktop, "remote not found"), ["desktop.md"]);
  await world.git(world.folder, "init", "--quiet", "--bare", world.remote);
  await laptop.save({ "later.md": "later\n" });
  await quiet();
  assert.deepEqual(await textsOn(laptop), {
    "desktop.md": "desktop\n",
    "laptop.md": "laptop\n",
    "later.md": "later\n",
    "notes.md": "one\n",
  });
});

Deno.test("a slow transfer tells how many bytes of how many have gone", async () => {
  const { world, laptop: { folder } } = await tell({ "notes.md": "one\n" }, "laptop");
  const serve = join(world.folder, "slow-receive-pack");
  await script(
    serve,
    "while dd bs=64k count=1 status=none | tee /dev/fd/3 | [ $(wc -c) -gt 0 ]; do sleep 0.05; done" +
      ` 3>&1 | git receive-pack "$@"`,
  );
  await world.git(folder, "config", "remote.origin.receivepack", serve);
  const told: Progress[] = [];
  const laptop = machineOf(world, folder, {
    onProgress: (progress) => progress && told.push(progress),
    progressMs: 0,
  });
  await Deno.writeFile(laptop.path("film.mp4"), noise(SIZE));
  await laptop.sync();
  const counted = told.filter((progress) => progress.kind === "sending")
    .filter(({ bytes = 0, totalBytes }) => bytes > 0 && totalBytes !== undefined);
  assert.ok(counted.length > 0, JSON.stringify(told));
  for (const { bytes = 0, totalBytes: total = 0 } of counted) {
    assert.ok(
      bytes <= total * 1.01 && total >= SIZE && total < SIZE * 1.01,
      `${bytes} of ${total}`,
    );
  }
});

for (const [moment, hook] of [["before", "pre-receive"], ["after", "post-receive"]] as const) {
  Deno.test(`a server that is gone in the middle of a push, ${moment} it has taken it, loses and doubles nothing`, async () => {
    const { world, laptop, desktop, quiet } = await tell({ "notes.md": "one\n" });
    const file = join(world.remote, "hooks", hook);
    await script(file, "kill -9 $PPID");
    await laptop.write({ "notes.md": "two\n" });
    assert.deepEqual(await fails(laptop, "offline"), ["notes.md"]);
    assert.equal(await published(world, "notes.md"), moment === "after" ? "two" : "one");
    await laptop.write({ "later.md": "later\n" });
    assert.deepEqual(await fails(laptop, "offline"), ["later.md"]);
    await Deno.remove(file);
    // A merge that is cut off so is made again, or found.
    await desktop.write({ "notes.md": "two\n", "desktop.md": "desktop\n" });
    await quiet();
    assert.deepEqual(await textsOn(desktop), {
      "desktop.md": "desktop\n",
      "later.md": "later\n",
      "notes.md": "two\n",
    });
    assert.deepEqual(await copiesOn(laptop), []);
  });
}

Deno.test("a server that takes the connection and says nothing counts as away after the silence", async () => {
  const { world, desktop } = await tell({ "notes.md": "one\n" }, "desktop");
  const laptop = machineOf(world, await world.clone("laptop"), { silenceMs: SILENCE });
  const address = await laptop.git("remote", "get-url", "origin");
  {
    using mute = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = mute.addr as Deno.NetAddr;
    await laptop.git("remote", "set-url", "origin", `git://127.0.0.1:${port}/notes.git`);
    await laptop.write({ "notes.md": "two\n" });
    assert.deepEqual(await fails(laptop, "hung"), ["notes.md"]);
    assert.deepEqual(await fails(laptop, "hung"), []);
  }
  await laptop.git("remote", "set-url", "origin", address);
  const hook = await script(join(world.remote, "hooks/pre-receive"), "exec sleep 600");
  assert.deepEqual(await fails(laptop, "hung"), []);
  await Deno.remove(hook);
  await untilQuiet(world, [laptop, desktop]);
  assert.equal(await desktop.read("notes.md"), "two\n");
});

Deno.test("a file that is removed between the look and the saving holds up no other", async () => {
  const { world, desktop } = await tell({ "notes.md": "one\n", "old.md": "old\n" }, "desktop");
  const folder = await world.clone("laptop");
  const { environment } = await wrapGit(
    world,
    `case "$*" in *update-index*--stdin*|*" add "*) rm -f '${folder}/gone.md' '${folder}/old.md';; esac`,
  );
  const laptop = machineOf(world, folder, { environment });
  for (const paths of [undefined, ["gone.md", "old.md", "here.md", "notes.md"]]) {
    const text = `${paths}\n`;
    await laptop.write({ "gone.md": text, "old.md": text, "here.md": text, "notes.md": text });
    await laptop.sync(paths === undefined ? {} : { paths });
    await desktop.sync();
    assert.deepEqual(await textsOn(desktop), { "here.md": text, "notes.md": text });
  }
  await untilQuiet(world, [laptop, desktop]);
});

Deno.test("another repository in the folder's place is begun anew with: no deletion, nothing mixed", async () => {
  const names = Array.from({ length: 30 }, (_, at) => `${at}.md`);
  const { world, laptop } = await tell(Object.fromEntries(names.map((name) => [name, "text\n"])));
  await laptop.sync();
  const tip = await world.git(world.remote, "rev-parse", "main");
  const remote = join(world.folder, "other.git");
  await world.git(world.folder, "init", "--quiet", "--bare", remote);
  await Deno.rename(laptop.folder, `${laptop.folder} away`);
  await world.git(world.folder, "clone", "--quiet", remote, laptop.folder);
  await laptop.write({ "other.md": "other\n" });
  assert.deepEqual((await laptop.sync({ paths: ["0.md"] })).saved, ["other.md"]);
  assert.equal(await world.git(remote, "ls-tree", "--name-only", "main"), "other.md");
  assert.equal(await world.git(world.remote, "rev-parse", "main"), tip);
});

/** A remote that looks for the file in everything that it is sent, and says what GitHub says. */
async function refuseFile(world: World, name: string): Promise<void> {
  const words = `File ${name} is 344.00 MB; this exceeds GitHub's file size limit of 100.00 MB`;
  await script(
    join(world.remote, "hooks/pre-receive"),
    "while read -r _ new _; do",
    `  git rev-list --objects "$new" --not --all | grep -q ' ${name}$' || continue`,
    `  echo "error: ${words}"`,
    "  echo 'error: GH001: Large files detected.'",
    "  exit 1",
    "done",
  );
}

Deno.test("a host that refuses one save for a file which is not in it is reported as that, and asked once", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  await script(
    join(world.remote, "hooks/pre-receive"),
    `echo "error: File film.mp4 is 344.00 MB; this exceeds GitHub's file size limit of 100.00 MB"`,
    `echo >>'${world.folder}/asked'`,
    "exit 1",
  );
  await laptop.write({ "notes.md": "two\n" });
  assert.deepEqual(await fails(laptop, "too large"), ["notes.md"]);
  assert.equal(await Deno.readTextFile(join(world.folder, "asked")), "\n");
});

Deno.test("a file that the host refuses for its size is named, and when it is moved away everything else goes", async () => {
  const { world, laptop, desktop, quiet } = await tell({ "notes.md": "one\n" });
  await refuseFile(world, "film.mp4");
  await laptop.write({ "film.mp4": "film\n", "notes.md": "two\n" });
  const outcome = await laptop.trySync();
  assert.ok(outcome.kind === "problem");
  assert.equal(
    problemSentence(outcome.problem),
    "the remote does not accept a file of this size (move it out of the folder, and the rest is sent): " +
      "File film.mp4 is 344.00 MB; this exceeds GitHub's file size limit of 100.00 MB",
  );
  await laptop.write({ "later.md": "later\n" });
  assert.deepEqual(await fails(laptop, "too large"), ["later.md"]);
  const left = await laptop.git("rev-parse", "HEAD");
  // Others go on meanwhile, so that it has to be merged, too.
  await desktop.save({ "desktop.md": "desktop\n" });
  await fails(laptop, "too large");
  await laptop.remove("film.mp4");
  assert.equal((await laptop.sync()).unsent, false);
  await quiet();
  assert.deepEqual(await textsOn(desktop), {
    "desktop.md": "desktop\n",
    "later.md": "later\n",
    "notes.md": "two\n",
  });
  const kept = await laptop.git("for-each-ref", "--format=%(objectname)", "refs/gitsyncbar/keep/");
  assert.ok(
    await laptop.git("merge-base", "--is-ancestor", left, kept) === "",
    "what was left is kept",
  );
});

Deno.test("a file that the host refuses for its size goes with everything else when it is made smaller", async () => {
  const { world, laptop, desktop, quiet } = await tell({ "notes.md": "one\n" });
  await script(
    join(world.remote, "hooks/pre-receive"),
    "while read -r _ new _; do",
    '  for id in $(git rev-list --objects "$new" --not --all | grep " film.mp4$" | cut -d" " -f1); do',
    '    [ "$(git cat-file -s $id)" -lt 100 ] && continue',
    `    echo "error: File film.mp4 is 344.00 MB; this exceeds GitHub's file size limit of 100.00 MB"`,
    "    exit 1",
    "  done",
    "done",
  );
  await laptop.write({ "film.mp4": "film\n".repeat(100) });
  await fails(laptop, "too large");
  await laptop.write({ "film.mp4": "longer film\n".repeat(100), "notes.md": "two\n" });
  await fails(laptop, "too large");
  const count = Number(await laptop.git("rev-list", "--count", "HEAD"));
  assert.equal(count, 3, "saves are not joined for nothing");
  assert.equal((await laptop.save({ "film.mp4": "short film\n" })).unsent, false);
  await quiet();
  assert.deepEqual(await textsOn(desktop), { "film.mp4": "short film\n", "notes.md": "two\n" });
});

Deno.test("a commit of the user's own is not joined with others, whatever is in it", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  await refuseFile(world, "film.mp4");
  await laptop.write({ "film.mp4": "film\n" });
  await laptop.git("add", "-A");
  await laptop.git("commit", "--quiet", "-m", "my own words");
  const own = await laptop.git("rev-parse", "HEAD");
  await fails(laptop, "too large");
  await laptop.remove("film.mp4");
  await fails(laptop, "too large");
  assert.equal(await laptop.git("rev-parse", "HEAD^"), own);
});
