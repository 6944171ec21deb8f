// Failures of git on this machine, provoked from real git. The assertion is the kind; the words are
// looked at only where a user would miss something.

import assert from "node:assert/strict";
import { join } from "node:path";
import { gitRunner } from "../../../src/engine/git/process/run_git.ts";
import type { GitOptions } from "../../../src/engine/git/process/types.ts";
import { noise } from "../../support/dice.ts";
import { BRANCH, commit, failingGit, script } from "../../support/failing_git.ts";
import { heldTimers } from "../../support/hurried.ts";
import { has } from "../../support/needs.ts";
import { isRoot } from "../../support/root.ts";
import { eventually } from "../../support/running.ts";
import { canMount, mountSmallDisk } from "../../support/small_disk.ts";
import { type World } from "../../support/world.ts";

/** A git process that is not allowed everything, also when root runs the tests. */
function mortalGit(world: World): Promise<string> {
  const flags = ["bounding-set", "inh-caps"].map((set) =>
    `--${set}=-dac_override,-dac_read_search`
  );
  const setpriv = Deno.uid() === 0 ? `setpriv ${flags.join(" ")} ` : "";
  return script(join(world.folder, "mortal-git"), `exec ${setpriv}git "$@"`);
}

/** Takes the permission from a path while something is tried. */
async function without<T>(path: string, mode: number, act: () => Promise<T>): Promise<T> {
  const before = (await Deno.stat(path)).mode ?? 0o755;
  await Deno.chmod(path, mode);
  try {
    return await act();
  } finally {
    await Deno.chmod(path, before & 0o777);
  }
}

const mortal = { ignore: Deno.uid() === 0 && !has("setpriv") };

Deno.test(
  "a folder or file that may not be read or written is a matter of permission",
  mortal,
  async () => {
    await using t = await failingGit();
    const program = await mortalGit(t.world);
    await commit(t.world, t.laptop, "ready.md");
    for (const part of ["objects", "refs/heads", "."]) {
      const failure = await without(
        join(t.world.remote, part),
        0o555,
        () => t.push("origin", { program }),
      );
      assert.equal(failure.kind, "remote permission", `the remote's ${part}`);
    }
    await t.world.write(t.laptop, { "secret.md": "no\n" });
    // Packed, it has no folder yet into which the new file might go.
    await t.world.git(t.laptop, "repack", "-a", "-d", "--quiet");
    for (const part of [".", "objects"]) {
      const failure = await without(
        join(t.laptop, ".git", part),
        0o555,
        () => t.attempt(["add", "-A"], { program }),
      );
      assert.equal(failure.kind, "permission", `our ${part}`);
    }
    const file = await without(
      join(t.laptop, "secret.md"),
      0o000,
      () => t.attempt(["add", "-A"], { program }),
    );
    assert.equal(file.kind, "permission");
    assert.equal(file.path, "secret.md");
  },
);

const root = { ignore: !isRoot() };

Deno.test("somebody else's repository is told as their, with its name", root, async () => {
  await using t = await failingGit();
  await Deno.chown(t.world.remote, 12345, 12345);
  const failure = await t.fetch("origin");
  assert.equal(failure.kind, "remote owner");
  assert.ok(failure.detail.includes(t.world.remote), failure.detail);
  await Deno.chown(t.laptop, 12345, 12345);
  await Deno.chown(join(t.laptop, ".git"), 12345, 12345);
  assert.equal((await t.attempt(["status"])).kind, "remote owner");
});

Deno.test("a branch of ours that has moved meanwhile is rejected", async () => {
  await using t = await failingGit();
  await commit(t.world, t.laptop, "mine.md");
  const old = ["update-ref", BRANCH, "HEAD", "HEAD~1"];
  assert.equal((await t.attempt(old)).kind, "rejected");
  const gone = ["update-ref", "refs/heads/gone", "HEAD", "HEAD~1"];
  assert.equal((await t.attempt(gone)).kind, "rejected");
});

Deno.test("a filter that fails is a hook, and does not look like being offline", async () => {
  await using t = await failingGit();
  await t.world.write(t.laptop, { ".gitattributes": "*.psd filter=big\n", "a.psd": "a\n" });
  await t.world.git(t.laptop, "config", "filter.big.required", "true");
  await t.world.git(t.laptop, "config", "filter.big.clean", "false");
  const failure = await t.attempt(["add", "-A"]);
  assert.equal(failure.kind, "hook");
  assert.equal(failure.path, "a.psd");
  await t.world.git(t.laptop, "config", "filter.big.process", "no-such-program filter-process");
  assert.equal((await t.attempt(["add", "-A"])).kind, "hook");
});

Deno.test("a lock in the way is found, wherever it lies", async () => {
  await using t = await failingGit();
  await commit(t.world, t.laptop, "new.md");
  await t.world.git(t.laptop, "branch", "old");
  await t.world.git(t.laptop, "pack-refs", "--all");
  await t.world.git(t.laptop, "config", "core.packedRefsTimeout", "0");
  const git = join(t.laptop, ".git");
  const push = ["push", "--porcelain", "origin", `HEAD:${BRANCH}`];
  for (
    const [lock, args] of [
      [join(git, "index.lock"), ["rm", "--cached", "new.md"]],
      [join(git, "HEAD.lock"), ["update-ref", "HEAD", "HEAD~1"]],
      [join(git, "refs/heads/main.lock"), ["update-ref", BRANCH, "HEAD~1"]],
      [join(git, "packed-refs.lock"), ["update-ref", "-d", "refs/heads/old"]],
      [join(t.world.remote, "refs/heads/main.lock"), push],
    ] as const
  ) {
    await Deno.writeTextFile(lock, "", { createNew: true });
    const failure = await t.attempt(args);
    assert.equal(failure.kind, "lock", lock);
    assert.equal(failure.lock, lock);
    await Deno.remove(lock);
  }
  await Deno.writeTextFile(join(git, "config.lock"), "");
  assert.equal((await t.attempt(["config", "some.key", "value"])).kind, "lock");
});

Deno.test(
  "a full disk is a full disk, here and at the remote",
  { ignore: !canMount() },
  async () => {
    await using t = await failingGit();
    await commit(t.world, t.laptop, "film", noise(1_000_000));
    const disk = join(t.world.folder, "disk");
    await using _disk = await mountSmallDisk(disk, 500_000);
    await t.world.git(disk, "init", "--quiet", "--bare", "--template=", "remote.git");
    assert.equal((await t.push(join(disk, "remote.git"))).kind, "remote full", "a push");

    const here = join(disk, "here");
    await t.world.git(disk, "init", "--quiet", "--template=", "here");
    await t.world.write(here, { one: "one\n", two: "two\n" });
    await t.world.git(here, "add", "one");
    const fetch = ["-C", here, "fetch", t.laptop, BRANCH];
    assert.equal((await t.attempt(fetch)).kind, "disk full", "a fetch");
    const keep = ["-C", here, "-c", "fetch.unpackLimit=1", "fetch", t.laptop, BRANCH];
    assert.equal((await t.attempt(keep)).kind, "disk full", "a fetch of a pack");
    await Deno.writeFile(join(disk, "filler"), new Uint8Array(1_000_000)).catch(() => {});
    for (
      const args of [
        ["add", "two"],
        ["checkout-index", "--all", "--prefix=copy/"],
        ["config", "some.key", "value"],
        ["pack-refs", "--all"],
      ]
    ) {
      assert.equal((await t.attempt(["-C", here, ...args])).kind, "disk full", args.join(" "));
    }
  },
);

Deno.test("a folder without a repository is said to be none", async () => {
  await using t = await failingGit();
  assert.equal((await t.attempt(["-C", t.world.folder, "status"])).kind, "not a repository");
  const at = join(t.world.folder, "moved");
  await t.world.write(at, { ".git": "gitdir: /nowhere/at/all\n" });
  assert.equal((await t.attempt(["-C", at, "status"])).kind, "not a repository");
});

Deno.test("a name that git or the volume refuses is named", async () => {
  await using t = await failingGit();
  const blob = await t.world.git(t.laptop, "rev-parse", "HEAD:notes.md");
  const tree = async (line: string) =>
    (await t.world.tryGit(t.laptop, ["mktree"], { stdin: `${line}\n` })).stdout.trim();
  const hostile = await tree(`040000 tree ${await tree(`100644 blob ${blob}\tconfig`)}\t.git`);
  const refused = await t.attempt(["read-tree", hostile]);
  assert.deepEqual([refused.kind, refused.path], ["bad name", ".git/config"]);
  const added = await t.attempt(["update-index", "--add", "--cacheinfo", `100644,${blob},../out`]);
  assert.deepEqual([added.kind, added.path], ["bad name", "../out"]);

  const long = "n".repeat(300);
  await t.world.git(t.laptop, "read-tree", await tree(`100644 blob ${blob}\t${long}`));
  const placed = await t.attempt(["checkout-index", "--all"]);
  assert.deepEqual([placed.kind, placed.path], ["bad name", long]);
  assert.equal((await t.attempt(["update-ref", "refs/heads/a..b", "HEAD"])).kind, "bad name");
});

Deno.test("a repository with a broken part is damaged", async () => {
  await using t = await failingGit();
  await t.world.git(t.laptop, "pack-refs", "--all");
  const head = await t.world.git(t.laptop, "rev-parse", "HEAD");
  const text = await t.world.git(t.laptop, "rev-parse", "HEAD:notes.md");
  const object = (repository: string, id = head) =>
    join(repository, "objects", id.slice(0, 2), id.slice(2));
  const clone = ["clone", "--no-local", t.world.remote, "copy"];
  const git = join(t.laptop, ".git");
  for (
    const [file, content, args, kind = "damaged"] of [
      [join(git, "config"), "[core\n", ["status"]],
      [join(git, "index"), "rubbish ".repeat(10), ["status"]],
      [join(git, "index"), "cut", ["add", "-A"]],
      [join(git, "packed-refs"), "rubbish\n", ["for-each-ref"]],
      [object(git), "", ["log"]],
      [object(git), "rubbish ".repeat(10), ["status"]],
      [object(git), undefined, ["log"]],
      [join(t.world.remote, "config"), "[core\n", ["fetch", "origin"], "remote damaged"],
      [object(t.world.remote), "rubbish ".repeat(10), clone],
    ] as const
  ) {
    const before = await Deno.readFile(file);
    await Deno.remove(file);
    if (content !== undefined) await Deno.writeTextFile(file, content);
    assert.equal((await t.attempt(args)).kind, kind, `${file}: ${content ?? "gone"}`);
    await Deno.writeFile(file, before);
  }
  const lost = await Deno.readFile(object(t.world.remote, text));
  await Deno.remove(object(t.world.remote, text));
  assert.equal((await t.attempt(clone)).kind, "remote damaged", "a lost object of the remote");
  await Deno.writeFile(object(t.world.remote, text), lost);
  await commit(t.world, t.laptop, "new.md");
  await Deno.remove(object(git, await t.world.git(t.laptop, "rev-parse", "HEAD")));
  assert.equal((await t.push("origin")).kind, "damaged", "a push of a lost commit");
});

/** Longer than any test. */
const NEVER = 3_600_000;

Deno.test("a git process that falls silent is hung, and one that is called off is aborted", async () => {
  await using t = await failingGit();
  const program = await script(
    join(t.world.folder, "slow-git"),
    "echo 'Counting sheep' >&2",
    "exec sleep 600",
  );
  using silences = heldTimers(NEVER);
  const hung = t.fetch("origin", { program, silenceMs: NEVER });
  // Each word begins a silence anew.
  await eventually("it is heard", () => silences.everSet > 1);
  silences.ring();
  assert.deepEqual(await hung, { kind: "hung", detail: "Counting sheep" });
  const calledOff = new AbortController();
  const aborted = await t.fetch("origin", {
    program,
    signal: calledOff.signal,
    onProgress: () => calledOff.abort(),
  });
  assert.equal(aborted.kind, "aborted");
});

Deno.test("a git process that waits for us is not hung, and one for which we wait is", async () => {
  await using t = await failingGit();
  const program = await script(join(t.world.folder, "asked-git"), "exec cat");
  const runner = (silenceMs: number) =>
    gitRunner({ program, folder: t.laptop, environment: t.world.env, silenceMs });
  const talk = (use: NonNullable<GitOptions["converse"]>, git = runner(300)) =>
    git(["cat-file"], { access: "reads", converse: use });
  using silences = heldTimers(NEVER);
  const slow = await talk(async (ends) => {
    for (const word of ["one", "two"]) {
      await ends.write(word);
      const echo = ends.read();
      assert.equal(silences.count, 1);
      assert.equal(new TextDecoder().decode(await echo), word);
      silences.ring();
    }
  }, runner(NEVER));
  assert.deepEqual([slow.code, slow.ended], [0, undefined]);
  const hung = await talk(async (ends) => void await ends.read());
  assert.equal(hung.ended, "silence");
  await script(program, "exec sleep 600");
  const left = await talk((ends) => {
    void ends.read();
    return Promise.resolve();
  });
  assert.equal(left.ended, "silence", "a read that is under way at the end");
});

Deno.test("what the table does not know is unknown, in git's own words", async () => {
  await using t = await failingGit();
  const failure = await t.attempt(["fetch", "--such-an-option"]);
  assert.deepEqual(failure, { kind: "unknown", detail: "unknown option `such-an-option'" });
  const program = await script(join(t.world.folder, "mute-git"), "exit 7");
  assert.equal((await t.fetch("origin", { program })).kind, "unknown");
  const sshCommand = "no-such-ssh";
  const missing = await t.fetch("ssh://git@127.0.0.1/notes.git", { sshCommand });
  assert.equal(missing.kind, "unknown");
  assert.match(missing.detail, /no-such-ssh: (?:command )?not found/);
});

Deno.test("of a git process that a signal has ended the signal is named", async () => {
  await using t = await failingGit();
  const program = await script(join(t.world.folder, "falling-git"), "kill -9 $$");
  const failure = await t.attempt(["write-tree"], { program });
  assert.deepEqual(failure, { kind: "unknown", detail: "git was ended by SIGKILL" });
});

Deno.test("a script of git commands begins none after one that a signal has ended", async () => {
  await using t = await failingGit();
  const mark = join(t.world.folder, "second");
  const series = `"$git" "$@" && "$git" second`;
  const git = (act: string) =>
    script(join(t.world.folder, "git-in-series"), `[ "$1" = second ] && : >'${mark}'`, act);
  for (const signal of ["KILL", "TERM"]) {
    const program = await git(`kill -${signal} $$`);
    const failure = await t.attempt(["first"], { program, script: series });
    assert.equal(failure.kind, "unknown");
    assert.ok(failure.detail.startsWith(`git was ended by SIG${signal}`), failure.detail);
  }
  const program = await git("trap 'exit 0' TERM; while :; do sleep 0.05; done");
  const hung = await t.attempt(["first"], { program, script: series, silenceMs: 300 });
  assert.equal(hung.kind, "hung");
  assert.equal(await Deno.stat(mark).catch(() => "never begun"), "never begun");
});
