// The user's own settings of git, meant for their own work, do not bend the sync.

import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { writeProgram } from "../../support/executable.ts";
import { copyOn, machineOf, type Story, syncAll, tell, textsOn } from "../../support/story.ts";
import type { World } from "../../support/world.ts";

/** Settings for all machines, as the user's own configuration file has them. */
async function setGlobally(world: World, settings: Readonly<Record<string, string>>) {
  for (const [key, value] of Object.entries(settings)) {
    await world.git(world.folder, "config", "--global", key, value);
  }
}

/** A hook for all repositories of the user. */
async function hook(world: World, name: string, ...lines: string[]): Promise<void> {
  const folder = join(world.folder, "hooks");
  await Deno.mkdir(folder, { recursive: true });
  await writeProgram(join(folder, name), ["#!/bin/sh", ...lines, ""].join("\n"));
  await setGlobally(world, { "core.hooksPath": folder });
}

/** Saves, pushes, a merge with a clean text and a conflict, renames, deletions: all goes as always. */
async function everydayLife(story: Story<readonly ["laptop", "desktop"]>): Promise<void> {
  const [laptop, desktop] = story.machines;
  await laptop.write({
    "notes.md": "one\ntwo\nlaptop\n",
    "conflict.md": "laptop\n",
    "new.md": "n\n",
  });
  await laptop.rename("old.md", "renamed.md");
  await desktop.write({ "notes.md": "desktop\ntwo\nthree\n", "conflict.md": "desktop\n" });
  await desktop.remove("gone.md");
  await laptop.sync();
  const report = await desktop.sync();
  assert.deepEqual(report.conflicts.map(({ path }) => path), ["conflict.md"]);
  assert.deepEqual(
    [...report.received].map(({ host }) => host).filter((host) => host !== "laptop"),
    [],
  );
  await laptop.write({ "later.md": "later\n" });
  await laptop.sync({ paths: ["later.md"], remote: "send" });
  await story.quiet();
  assert.deepEqual(await textsOn(laptop), {
    [await copyOn(laptop)]: "desktop\n",
    "conflict.md": "laptop\n",
    "later.md": "later\n",
    "new.md": "n\n",
    "notes.md": "desktop\ntwo\nlaptop\n",
    "renamed.md": "old\n",
  });
}

const FILES = {
  "notes.md": "one\ntwo\nthree\n",
  "conflict.md": "c\n",
  "old.md": "old\n",
  "gone.md": "g\n",
};

const GROUPS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "merging, fetching, pushing, and signing without a key": {
    "pull.rebase": "true",
    "pull.ff": "only",
    "merge.ff": "false",
    "merge.conflictStyle": "diff3",
    "merge.renames": "true",
    "merge.directoryRenames": "true",
    "branch.autoSetupRebase": "always",
    "rebase.autoStash": "true",
    "rerere.enabled": "true",
    "rerere.autoUpdate": "true",
    "push.default": "nothing",
    "push.followTags": "true",
    "push.autoSetupRemote": "true",
    "push.useForceIfIncludes": "true",
    "push.recurseSubmodules": "on-demand",
    "remote.pushDefault": "elsewhere",
    "fetch.prune": "true",
    "fetch.pruneTags": "true",
    "fetch.output": "compact",
    "fetch.writeCommitGraph": "true",
    "fetch.recurseSubmodules": "true",
    "transfer.fsckObjects": "true",
    "submodule.recurse": "true",
    "commit.gpgSign": "true",
    "tag.gpgSign": "true",
    "push.gpgSign": "if-asked",
    "gpg.program": "/nowhere/gpg",
    "user.signingKey": "0123456789ABCDEF",
    "log.showSignature": "true",
  },
  "what git prints and how it keeps files": {
    "color.ui": "always",
    "color.status": "always",
    "core.quotePath": "false",
    "core.pager": "false",
    "core.abbrev": "4",
    "diff.noprefix": "true",
    "diff.external": "false",
    "diff.renames": "copies",
    "diff.relative": "true",
    "diff.submodule": "log",
    "diff.ignoreSubmodules": "all",
    "diff.orderFile": "~/.gitconfig",
    "format.pretty": "oneline",
    "log.decorate": "full",
    "log.date": "relative",
    "log.diffMerges": "remerge",
    "log.follow": "true",
    "status.relativePaths": "false",
    "status.short": "true",
    "status.branch": "true",
    "status.renames": "copies",
    "status.submoduleSummary": "true",
    "i18n.logOutputEncoding": "latin1",
    "i18n.commitEncoding": "latin1",
    "core.safecrlf": "true",
    "core.fsmonitor": "false",
    "core.untrackedCache": "true",
    "core.splitIndex": "true",
    "core.preloadIndex": "false",
    "core.logAllRefUpdates": "false",
    "core.sharedRepository": "group",
    "core.editor": "false",
    "core.whitespace": "trailing-space,tab-in-indent",
    "index.version": "4",
    "gc.auto": "1",
    "feature.manyFiles": "true",
    "commit.cleanup": "scissors",
    "commit.template": "/nowhere/template",
    "commit.verbose": "true",
    "trailer.ifexists": "replace",
  },
};

for (const [about, settings] of Object.entries(GROUPS)) {
  Deno.test(`settings about ${about} change nothing`, async () => {
    const story = await tell(FILES);
    await setGlobally(story.world, settings);
    await everydayLife(story);
  });
}

Deno.test("a refusal of the user's pre-push is reported in its own words, and asked again later", async () => {
  const { world, laptop, desktop, quiet } = await tell(FILES);
  await hook(world, "pre-push", "echo 'not before lunch' >&2", "exit 1");
  await laptop.write({ "notes.md": "two\n" });
  const outcome = await laptop.trySync();
  assert.deepEqual(outcome.kind === "problem" && outcome.problem, {
    kind: "hook",
    detail: "not before lunch",
  });
  assert.deepEqual([outcome.report.saved, outcome.report.pushed], [["notes.md"], false]);
  await hook(world, "pre-push", "exit 0");
  await quiet();
  assert.equal(await desktop.read("notes.md"), "two\n");
});

Deno.test("two names that differ in case are two files, although a copied clone says that they are one", async () => {
  const { laptop, desktop, quiet } = await tell({ "Notes.md": "one\n" });
  await laptop.git("config", "core.ignoreCase", "true");
  await laptop.save({ "notes.md": "two\n" });
  await desktop.sync();
  assert.deepEqual(await textsOn(desktop), { "Notes.md": "one\n", "notes.md": "two\n" });
  await quiet();
});

Deno.test("an edit that the user's file monitor has missed is sent all the same", async () => {
  const { world, laptop, quiet } = await tell({ "notes.md": "one\n", "other.md": "one\n" });
  const monitor = join(world.folder, "monitor");
  // Nothing has ever changed, it says (githooks, "fsmonitor-watchman").
  await writeProgram(monitor, "#!/bin/sh\nprintf 'a token\\0'\n");
  await laptop.git("config", "core.fsmonitor", monitor);
  await laptop.git("update-index", "--fsmonitor");
  // Git believes the monitor of a file only once the index is newer than the file, as `ls-files -f` shows.
  const isBelieved = async () => (await laptop.git("ls-files", "-f", "notes.md")).startsWith("h ");
  for (let times = 0; times < 100 && !await isBelieved(); times++) await laptop.git("status");
  await laptop.write({ "notes.md": "two\n" });
  assert.equal(await laptop.git("status", "--porcelain"), "", "the monitor is not asked");
  assert.deepEqual((await laptop.sync()).saved, ["notes.md"]);
  await quiet();
});

Deno.test("what the app has saved is checked again, whatever git is told of its own work", async () => {
  const { laptop, desktop, quiet } = await tell({ "notes.md": "one\n" });
  await laptop.git("config", "core.ignoreStat", "true");
  for (const text of ["two\n", "three\n"]) {
    await laptop.save({ "notes.md": text, "new.md": text });
  }
  await desktop.sync();
  assert.deepEqual(await textsOn(desktop), { "notes.md": "three\n", "new.md": "three\n" });
  await desktop.save({ "notes.md": "four\n" });
  await laptop.sync();
  await laptop.write({ "notes.md": "five\n" });
  await quiet();
  assert.equal(await desktop.read("notes.md"), "five\n");
});

Deno.test("edits that leave size and time as they were are seen, whatever git is told to compare", async () => {
  const files = { "a.md": "a\n", "b.md": "b\n", "c.md": "c\n" };
  const { world, laptop, desktop } = await tell(files);
  await setGlobally(world, { "core.checkStat": "minimal", "core.trustctime": "false" });
  const long = new Date(Date.UTC(2020));
  for (const name of Object.keys(files)) await Deno.utime(laptop.path(name), long, long);
  await laptop.sync();
  const { ctime } = await Deno.lstat(laptop.path("c.md"));
  await laptop.rename("a.md", "swap");
  await laptop.rename("b.md", "a.md");
  await laptop.rename("swap", "b.md");
  // Git compares whole seconds, of a clock that is a little behind.
  await pause(Math.max(0, 1_100 - (Date.now() - ctime!.getTime())));
  await Deno.writeTextFile(laptop.path("c.md"), "C\n");
  await Deno.utime(laptop.path("c.md"), long, long);
  await syncAll(laptop, desktop);
  assert.deepEqual(await textsOn(desktop), { "a.md": "b\n", "b.md": "a\n", "c.md": "C\n" });
});

Deno.test("variables of a git process that started the app do not lead it to another repository", async () => {
  const { world, desktop } = await tell(FILES, "desktop");
  const elsewhere = await world.clone("elsewhere");
  const laptop = machineOf(world, await world.clone("laptop"), {
    environment: {
      ...world.env,
      GIT_DIR: join(elsewhere, ".git"),
      GIT_WORK_TREE: elsewhere,
      GIT_INDEX_FILE: join(elsewhere, ".git/index"),
      GIT_EXTERNAL_DIFF: "false",
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "core.bare",
      GIT_CONFIG_VALUE_0: "true",
      LANG: "de_DE.UTF-8",
      LANGUAGE: "de",
    },
  });
  assert.deepEqual((await laptop.save({ "notes.md": "laptop\n" })).saved, ["notes.md"]);
  await desktop.sync();
  assert.equal(await desktop.read("notes.md"), "laptop\n");
  assert.equal(await world.git(elsewhere, "rev-list", "--count", "HEAD"), "1");
});

Deno.test("hooks that refuse commits, merges and checkouts stop nothing, and a program that signs without end is never asked", async () => {
  const story = await tell(FILES);
  const { world } = story;
  for (
    const name of [
      "pre-commit",
      "prepare-commit-msg",
      "commit-msg",
      "post-commit",
      "pre-merge-commit",
      "post-merge",
      "pre-rebase",
      "post-checkout",
    ]
  ) await hook(world, name, "exit 1");
  const program = join(world.folder, "endless");
  const trap = join(world.folder, "trap");
  await writeProgram(program, `#!/bin/sh\n: >${trap}\nexec sleep 600\n`);
  await world.git(world.remote, "config", "receive.certNonceSeed", "seed");
  await setGlobally(world, {
    "commit.gpgSign": "true",
    "tag.gpgSign": "true",
    "push.gpgSign": "true",
    "gpg.program": program,
  });
  await everydayLife(story);
  await assert.rejects(Deno.lstat(trap), Deno.errors.NotFound);
});
