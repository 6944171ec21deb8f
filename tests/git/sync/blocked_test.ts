// The user is in the middle of something: the sync touches nothing, says why, and goes on by itself
// when it is over.

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { check } from "../../../src/engine/mod.ts";
import { problemSentence } from "../../../src/view/problems/problems.ts";
import { realVolume } from "../../../src/engine/worktree/volume.ts";
import type { Block } from "../../../src/engine/problem.ts";
import { isRoot } from "../../support/root.ts";
import { type Machine, machineOf, tell } from "../../support/story.ts";
import { untilQuiet } from "../../support/quiet.ts";
import { settingsOf } from "../../support/syncer.ts";
import { makeWorld } from "../../support/world.ts";

/** Everything that a sync could change: work tree, index, refs, HEAD. */
async function stateOf(machine: Machine): Promise<string> {
  const parts = await Promise.all([
    machine.git("status", "--porcelain=v2", "--branch", "-uall"),
    machine.git("ls-files", "--stage"),
    machine.git("for-each-ref"),
    machine.git("rev-parse", "HEAD"),
  ]);
  return parts.join("\n");
}

/** The sync waits for this reason, and neither this machine nor the remote is touched. */
async function waits(machine: Machine, block: Block): Promise<void> {
  const remote = await machine.git("ls-remote", "origin");
  const before = await stateOf(machine);
  assert.deepEqual(await machine.problem(), block);
  assert.equal(await stateOf(machine), before);
  assert.equal(await machine.git("ls-remote", "origin"), remote);
}

/** Two machines; a branch `topic` on laptop conflicts with `main`. Nothing else is uncommitted. */
async function withTopic() {
  const story = await tell({ "notes.md": "one\n" }, "laptop", "desktop");
  const { machines: [laptop, desktop] } = story;
  await laptop.git("checkout", "--quiet", "-b", "topic");
  await laptop.write({ "notes.md": "topic\n" });
  await laptop.git("commit", "--quiet", "--all", "-m", "topic");
  await laptop.git("checkout", "--quiet", "main");
  await laptop.write({ "notes.md": "main\n" });
  await story.quiet();
  return { ...story, laptop, desktop };
}

const OPERATIONS = [
  ["merge", ["merge", "topic"], ["merge", "--abort"]],
  ["rebase", ["rebase", "topic"], ["rebase", "--abort"]],
  ["cherry-pick", ["cherry-pick", "topic"], ["cherry-pick", "--abort"]],
  ["revert", ["revert", "--no-edit", "HEAD^"], ["revert", "--abort"]],
  ["bisect", ["bisect", "start"], ["bisect", "reset"]],
] as const;

Deno.test("a merge, rebase, cherry-pick, revert or bisect under way is left alone until it ends", async () => {
  const { world, laptop, desktop, quiet } = await withTopic();
  await desktop.save({ "desktop.md": "desktop\n" });
  await laptop.write({ "notes.md": "first\n" });
  await laptop.git("commit", "--quiet", "--all", "-m", "first");
  await laptop.write({ "notes.md": "second\n" });
  await laptop.git("commit", "--quiet", "--all", "-m", "second");
  for (const [operation, start, end] of OPERATIONS) {
    await world.tryGit(laptop.folder, start);
    await laptop.write({ "unsaved.md": "mine\n" });
    await waits(laptop, { kind: "operation", operation });
    await laptop.git(...end);
  }
  await quiet();
  assert.equal(await desktop.read("unsaved.md"), "mine\n");
  assert.equal(await laptop.read("desktop.md"), "desktop\n");
});

Deno.test("a rebase that is ended well is published", async () => {
  const { world, laptop, desktop, quiet } = await withTopic();
  await laptop.write({ "notes.md": "unpublished\n" });
  await laptop.git("commit", "--quiet", "--all", "-m", "unpublished");
  await world.tryGit(laptop.folder, ["rebase", "topic"]);
  await waits(laptop, { kind: "operation", operation: "rebase" });
  for (const text of ["resolved\n", "resolved too\n"]) {
    await laptop.write({ "notes.md": text });
    await laptop.git("add", "notes.md");
    await world.tryGit(laptop.folder, ["rebase", "--continue"], { env: { GIT_EDITOR: "true" } });
  }
  await quiet();
  assert.equal(await desktop.read("notes.md"), "resolved too\n");
});

Deno.test("files that git calls unmerged are left to the user", async () => {
  const { world, laptop, desktop, quiet } = await withTopic();
  await laptop.write({ "notes.md": "stashed\n" });
  await laptop.git("stash", "--quiet");
  await laptop.save({ "notes.md": "other\n" });
  await world.tryGit(laptop.folder, ["stash", "pop"]);
  await waits(laptop, { kind: "unmerged", path: "notes.md" });
  await laptop.write({ "notes.md": "resolved\n" });
  await laptop.git("add", "notes.md");
  await quiet();
  assert.equal(await desktop.read("notes.md"), "resolved\n");
});

Deno.test("a checked out commit without a branch is left alone, also at the first sync", async () => {
  const { laptop, quiet } = await tell({ "notes.md": "one\n" });
  await laptop.git("checkout", "--quiet", "--detach");
  await laptop.write({ "notes.md": "unsaved\n" });
  await waits(laptop, { kind: "no branch" });
  await laptop.git("checkout", "--quiet", "main");
  await laptop.sync();
  await laptop.git("checkout", "--quiet", "--detach");
  await laptop.write({ "notes.md": "unsaved again\n" });
  await waits(laptop, { kind: "no branch" });
  await laptop.git("checkout", "--quiet", "main");
  await quiet();
});

Deno.test("files that git never wrote into the folder are not deleted anywhere", async () => {
  const { world, laptop } = await tell({ "a.md": "a\n", "sub/b.md": "b\n" }, "laptop");
  const folder = join(world.folder, "desktop");
  await world.git(world.folder, "clone", "--quiet", "--no-checkout", world.remote, folder);
  const desktop = machineOf(world, folder);
  // A full disk cuts the checkout of a clone off, and leaves files that are empty.
  await desktop.write({ "sub/b.md": "" });
  await waits(desktop, { kind: "not checked out", branch: "main" });
  await assert.rejects(
    desktop.git("checkout", "--quiet"),
    /overwritten by checkout:\n\tsub\/b.md\n/,
  );
  assert.match(
    problemSentence({ kind: "not checked out", branch: "main" }),
    /names files.* move these/,
  );
  await Deno.rename(desktop.path("sub/b.md"), join(world.folder, "b.md"));
  await desktop.git("checkout", "--quiet");
  await desktop.write({ "a.md": "desktop\n" });
  await untilQuiet(world, [desktop, laptop]);
  assert.equal(await laptop.read("a.md"), "desktop\n");
  assert.equal(await laptop.read("sub/b.md"), "b\n");
});

Deno.test("a remote that would write over the branch itself, as in a mirror, is left alone", async () => {
  const { laptop, quiet } = await tell({ "notes.md": "one\n" });
  await laptop.git("config", "remote.origin.fetch", "+refs/heads/*:refs/heads/*");
  await laptop.write({ "notes.md": "two\n" });
  const detail = "remote.origin.fetch puts what it brings into the branch itself";
  await waits(laptop, { kind: "bad settings", detail });
  await laptop.git("config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*");
  await quiet();
});

Deno.test("a mistake in git's configuration is called that, and no damage of the folder", async () => {
  const { world, laptop: { folder, path } } = await tell({ "notes.md": "one\n" }, "laptop");
  const config = path(".git/config");
  const before = await Deno.readTextFile(config);
  for (
    const wrong of [
      "[core]\n\tcommentChar = too long\n",
      "[core]\n\tcompression = 99\n",
      "[core]\n\texcludesFile = ~nobody-of-this-name/x\n",
      "[core]\n\texcludesFile = /etc\n",
      "[color]\n\tui = sometimes\n",
      "[diff]\n\talgorithm = nothing\n",
      "[diff]\n\torderFile = /nothing/of/this/name\n",
      "[pack]\n\twindow = broad\n",
      "[push]\n\tdefault = nothing of this name\n",
      "[status]\n\tshowUntrackedFiles = maybe\n",
    ]
  ) {
    await Deno.writeTextFile(config, before + wrong);
    const laptop = machineOf(world, folder);
    await laptop.write({ "notes.md": wrong });
    assert.equal((await laptop.problem())?.kind, "bad settings", wrong);
  }
  await Deno.writeTextFile(config, before);
  await machineOf(world, folder).sync();
});

Deno.test("a mistake in the remote's own configuration or refs is none of this machine", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  await world.git(world.remote, "pack-refs", "--all");
  const mistakes = [
    ["config", "[core\n"],
    ["config", "[core]\n\tcompression = 99\n"],
    ["config", "[receive]\n\tmaxInputSize = x\n"],
    ["packed-refs", "nothing\n"],
  ] as const;
  for (const [name, wrong] of mistakes) {
    const file = `${world.remote}/${name}`;
    const before = await Deno.readTextFile(file);
    await Deno.writeTextFile(file, before + wrong);
    await laptop.write({ "notes.md": wrong });
    const outcome = await laptop.trySync();
    assert.ok(outcome.kind === "problem");
    assert.equal(outcome.problem.kind, "remote damaged", wrong);
    // Git cannot tell the remote's own configuration from that of a user who has the remote in a folder.
    const said = problemSentence(outcome.problem);
    assert.equal(said.includes("your own ~/.gitconfig"), name === "config", said);
    await Deno.writeTextFile(file, before);
  }
  assert.equal((await laptop.sync()).unsent, false);
});

Deno.test("another branch than the one that is synced is left alone until the user comes back", async () => {
  const { laptop, desktop, quiet } = await tell({ "notes.md": "one\n" });
  await laptop.sync();
  await laptop.git("checkout", "--quiet", "-b", "trial");
  await laptop.write({ "notes.md": "trial\n" });
  await waits(laptop, { kind: "other branch", branch: "trial", expected: "main" });
  await laptop.git("commit", "--quiet", "--all", "-m", "trial");
  await laptop.git("checkout", "--quiet", "main");
  await desktop.write({ "notes.md": "desktop\n" });
  await quiet();
  assert.equal(await laptop.read("notes.md"), "desktop\n");
  assert.equal(await laptop.git("show", "trial:notes.md"), "trial");
});

Deno.test("without a remote, or with several and none chosen, nothing is committed", async () => {
  await using world = await makeWorld();
  const laptop = machineOf(world, join(world.folder, "laptop"));
  await laptop.write({ "notes.md": "one\n" });
  await laptop.git("init", "--quiet");
  const blocked = async () => {
    const outcome = await laptop.trySync();
    assert.equal((await world.tryGit(laptop.folder, ["rev-parse", "HEAD"])).code, 128);
    return outcome.kind === "problem" ? outcome.problem.kind : outcome.kind;
  };
  assert.equal(await blocked(), "no remote");
  await laptop.git("remote", "add", "one", world.remote);
  await laptop.git("remote", "add", "two", `${world.folder}/two.git`);
  assert.equal(await blocked(), "no remote");
  await laptop.git("remote", "remove", "two");
  assert.equal((await laptop.sync()).pushed, true);
});

Deno.test("a HEAD that is gone or damaged is named, by an app that runs and by a new one, and what mends it", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  await laptop.sync();
  const file = laptop.path(".git/HEAD");
  const before = await Deno.readTextFile(file);
  const detail =
    `"${file}" is gone or damaged: make it one line, "ref: refs/heads/" and your branch`;
  for (const text of [undefined, "", "\0".repeat(21), "ref: refs/heads/\n", "ref: ../x\n", "x\n"]) {
    await Deno.remove(file);
    if (text !== undefined) await Deno.writeTextFile(file, text);
    await laptop.write({ "notes.md": `${text}` });
    for (const machine of [laptop, machineOf(world, laptop.folder)]) {
      assert.deepEqual(await machine.problem(), { kind: "not a repository", detail }, `${text}`);
    }
    await Deno.writeTextFile(file, before);
    assert.deepEqual((await laptop.sync()).saved, ["notes.md"]);
  }
});

Deno.test("a folder that is none, no repository, or within one is named as what it is", async () => {
  const { world, laptop } = await tell({ "sub/notes.md": "one\n" }, "laptop");
  await world.write(world.folder, { "plain/notes.md": "plain\n", "broken/.git/config": "" });
  for (
    const [folder, kind, detail] of [
      [join(world.folder, "nowhere"), "folder missing", undefined],
      [join(world.folder, "plain"), "not a repository", "no .git is in it"],
      [
        join(world.folder, "broken"),
        "not a repository",
        "its .git is damaged, or no git folder at all: move it away first",
      ],
      [join(world.folder, "plain/notes.md"), "not a repository", "it is a file"],
      [
        world.remote,
        "not a repository",
        "it is a repository without files of yours: bare, or a .git folder",
      ],
      [
        laptop.path("sub"),
        "not a repository",
        `it is a folder inside of the repository "${laptop.folder}"`,
      ],
    ] as const
  ) {
    const outcome = await machineOf(world, folder).trySync();
    const { report: _, ...told } = outcome;
    const problem = detail === undefined ? { kind } : { kind, detail };
    assert.deepEqual(told, { kind: "problem", problem }, folder);
  }
});

Deno.test(
  "a folder of another user is reported as that, and goes on when what is said was done",
  { ignore: !isRoot() },
  async () => {
    const { laptop, quiet } = await tell({ "notes.md": "one\n" }, "laptop");
    await Deno.chown(laptop.folder, 12345, 12345);
    const outcome = await laptop.trySync();
    assert.ok(outcome.kind === "problem");
    assert.deepEqual(outcome.problem, { kind: "other owner", path: laptop.folder });
    const command = `config --global --add safe.directory "${laptop.folder}"`;
    assert.equal(
      problemSentence(outcome.problem),
      `git does not use "${laptop.folder}", as it belongs to another user: change its owner, or run ` +
        `\`git ${command}\``,
    );
    await laptop.git(...command.replaceAll('"', "").split(" "));
    await laptop.write({ "notes.md": "two\n" });
    await quiet();
  },
);

Deno.test("a folder that was taken away and put back syncs on", async () => {
  const { laptop, desktop, quiet } = await tell({ "notes.md": "one\n" });
  await quiet();
  await Deno.rename(laptop.folder, `${laptop.folder}.away`);
  assert.equal((await laptop.problem())?.kind, "folder missing");
  await Deno.rename(`${laptop.folder}.away`, laptop.folder);
  await laptop.write({ "notes.md": "two\n" });
  await quiet();
  assert.equal(await desktop.read("notes.md"), "two\n");
});

Deno.test("where the folder is moved away while changes come in, no other one is begun", async () => {
  const { world, laptop: { folder }, desktop, quiet } = await tell({ "a.md": "a\n" });
  await desktop.save({ "a.md": "two\n", "b/c/d.md": "d\n" });
  const away = `${folder}.away`;
  let isAway = false;
  const app = machineOf(world, folder, {
    volume: {
      ...realVolume,
      link: async (from, to) => {
        await realVolume.link(from, to);
        if (!isAway) await Deno.rename(folder, away);
        isAway = true;
      },
    },
  });
  assert.equal((await app.trySync()).kind, "problem");
  assert.equal((await app.problem())?.kind, "folder missing");
  await Deno.rename(away, folder);
  await app.sync();
  await quiet();
});

Deno.test("a start on a branch that nobody has published does not publish it", async () => {
  const { world, laptop, desktop, quiet } = await tell({ "notes.md": "one\n" });
  await laptop.sync();
  const branches = [["private", "main"], ["tracking", "origin/main"]] as const;
  for (const [branch, from] of branches) {
    await laptop.git("checkout", "--quiet", "-b", branch, from);
    await laptop.write({ "private.md": `${branch}\n` });
    await waits(machineOf(world, laptop.folder), {
      kind: "other branch",
      branch,
      expected: "main",
    });
    await laptop.git("add", "--all");
    await laptop.git("commit", "--quiet", "-m", branch);
    await laptop.git("checkout", "--quiet", "main");
  }
  await machineOf(world, laptop.folder).sync();
  await quiet();
  assert.deepEqual(await desktop.names(), ["notes.md"]);

  // Whoever publishes it himself wants it there.
  await laptop.git("checkout", "--quiet", "private");
  await laptop.git("push", "--quiet", "--set-upstream", "origin", "private");
  await laptop.write({ "private.md": "later\n" });
  const { place } = await machineOf(world, laptop.folder).sync();
  assert.equal(place?.branch, "private");
});

Deno.test("a remote that is the folder itself, or is synced with it, is no place to send to", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  await laptop.git("clone", "--quiet", "--bare", ".", "inside.git");
  for (const address of [".", laptop.folder, laptop.path(".git"), "inside.git", "file://"]) {
    const url = address === "file://" ? `file://${laptop.path("inside.git")}` : address;
    await laptop.git("config", "remote.origin.url", url);
    const detail = `remote.origin.url leads into the folder itself: ${url}`;
    const outcome = await laptop.trySync();
    const problem = { kind: "bad settings", detail } as const;
    assert.deepEqual(outcome.kind === "problem" && outcome.problem, problem);
    const findings = await Array.fromAsync(check(settingsOf(world, laptop.folder)));
    assert.deepEqual(findings.at(-1), { kind: "problem", subject: "remote", problem });
  }
  // An ignored one may be where another program takes it from.
  assert.equal((await laptop.save({ ".git/info/exclude": "/inside.git\n" })).confirmed, true);
});

Deno.test("a branch whose name is not UTF-8 is named, and mended as advised", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  const name = "refs/heads/m\xfcnchen";
  const id = await laptop.git("rev-parse", "HEAD");
  await world.tryGit(laptop.folder, ["update-ref", "--stdin"], { stdin: `create ${name} ${id}\n` });
  await Deno.writeFile(laptop.path(".git/HEAD"), Buffer.from(`ref: ${name}\n`, "latin1"));
  const app = machineOf(world, laptop.folder);
  const problem = { kind: "branch name", branch: "m\ufffdnchen" } as const;
  assert.deepEqual(await app.problem(), problem);
  const findings = await Array.fromAsync(check(settingsOf(world, laptop.folder)));
  assert.deepEqual(findings.find(({ kind }) => kind === "problem"), {
    kind: "problem",
    subject: "branch",
    problem,
  });
  await app.git("branch", "-m", "main2");
  const renamed = await app.trySync();
  assert.equal(renamed.kind === "problem" && renamed.problem.kind, "no such branch");
});
