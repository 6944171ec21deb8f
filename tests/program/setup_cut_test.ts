// A set-up that is given up or killed at any step: the user's files are as they were, and a second try works.

import assert from "node:assert/strict";
import { join } from "node:path";
import { contentsOf, type Dialog, emptyHome, startDialog } from "../support/dialog.ts";
import { type HeldGit, holdableGit } from "../support/held_git.ts";
import { publishedNames, textOf } from "../support/running.ts";
import { cloned, makeWorld, type World } from "../support/world.ts";

/** The questions of a new folder, and of one with files and a likely secret. */
const NEW: readonly (readonly [RegExp, string])[] = [
  [/Folder on this machine/, "deep/er/Notes"],
  [/Live updates: $/, "3"],
  [/when you log in/, "n"],
];
const PLAIN: readonly (readonly [RegExp, string])[] = [
  [/Address of the repository/, ""],
  [/Enter for none: $/, ""],
  [/Live updates: $/, "3"],
  [/when you log in/, "n"],
];

/** A user with a set-up that can be cut off; `git` can be held at a verb. */
async function begin(world: World, { git, isPlain }: { git: HeldGit; isPlain: boolean }) {
  const args = ["--setup", isPlain ? "Notes" : world.remote];
  return await startDialog(world, { name: "one", args, env: git.environment });
}

async function answerAll(
  dialog: Dialog,
  { world, isPlain, count = Infinity }: { world: World; isPlain: boolean; count?: number },
): Promise<void> {
  for (const [question, text] of (isPlain ? PLAIN : NEW).slice(0, count)) {
    await dialog.answer(
      question,
      isPlain && text === "" && /Address/.test(question.source) ? world.remote : text,
    );
  }
}

/** The names of ours that are left in a home, below `.cache` too. */
async function leftOf(home: string): Promise<string[]> {
  const { stdout } = await new Deno.Command("find", {
    args: [home, "-name", ".gitsyncbar-*", "-o", "-name", "set-up-*"],
  }).output();
  return new TextDecoder().decode(stdout).split("\n").filter(Boolean);
}

const FILES = { "a.md": "a\n", ".env": "KEY=1\n" };

for (const isPlain of [false, true]) {
  const what = isPlain ? "a folder with files" : "a new folder";
  const verbs = isPlain ? ["init", "update-ref", "push"] : ["init", "fetch", "update-ref"];

  Deno.test(`${what}: a set-up that is killed at any step trips up no second one`, async () => {
    await using world = await makeWorld();
    if (!isPlain) await world.clones({ "a.md": "a\n" }, "seed2");
    const git = await holdableGit(world);
    const home = await emptyHome(world, "one");
    if (isPlain) await world.write(join(home, "Notes"), FILES);
    const before = await contentsOf(home);
    const last = (isPlain ? PLAIN : NEW).length - 1;
    for (const count of [0, last]) {
      await using dialog = await begin(world, { git, isPlain });
      await answerAll(dialog, { world, isPlain, count });
      await dialog.asks(/: $/);
      dialog.signal("SIGKILL");
      await dialog.ends();
      assert.deepEqual(await contentsOf(home), before);
    }
    for (const verb of verbs) {
      await using dialog = await begin(world, { git, isPlain });
      // After a kill in the middle it may be a clone already.
      const isBegun = await textOf(join(home, "Notes/.git/HEAD")) !== undefined;
      if (isBegun) await dialog.answer(/Live updates: $/, "3");
      else await answerAll(dialog, { world, isPlain, count: last });
      await dialog.asks(/when you log in/);
      await git.hold(verb);
      await dialog.answer(/when you log in/, "n");
      await dialog.until(`it is at ${verb}`, () => git.isHeld(verb));
      dialog.signal("SIGKILL");
      await git.letGo(verb);
      await dialog.ends();
      assert.equal(await textOf(join(home, "deep/er/Notes/a.md")), undefined);
    }
    await using dialog = await begin(world, { git, isPlain });
    if (isPlain) {
      await dialog.answer(/Live updates: $/, "3");
      await dialog.answer(/when you log in/, "n");
    } else await answerAll(dialog, { world, isPlain });
    const { code, stderr } = await dialog.ends();
    assert.deepEqual([code, stderr], [0, ""]);
    const folder = join(home, isPlain ? "Notes" : "deep/er/Notes");
    assert.equal(await textOf(join(folder, "a.md")), "a\n");
    assert.equal(await world.git(folder, "status", "--porcelain"), "");
    assert.ok(!(await publishedNames(world)).includes(".env"));
    assert.deepEqual(await leftOf(home), []);
  });

  Deno.test(`${what}: a set-up that is given up at any step leaves everything as it was`, async () => {
    await using world = await makeWorld();
    if (!isPlain) await world.clones({ "a.md": "a\n" }, "seed2");
    const git = await holdableGit(world);
    const home = await emptyHome(world, "one");
    if (isPlain) await world.write(join(home, "Notes"), { ...FILES, ".gitignore": "x" });
    const before = await contentsOf(home);
    const last = (isPlain ? PLAIN : NEW).length - 1;
    const cuts: readonly (readonly [count: number, verb?: string])[] = [
      [1],
      [last, "init"],
      [last, isPlain ? "push" : "fetch"],
    ];
    for (const [count, verb] of cuts) {
      await using dialog = await begin(world, { git, isPlain });
      await answerAll(dialog, { world, isPlain, count });
      await dialog.asks(/: $/);
      if (verb !== undefined) {
        await git.hold(verb);
        await dialog.answer(/when you log in/, "n");
        await dialog.until(`it is at ${verb}`, () => git.isHeld(verb));
      }
      dialog.signal("SIGINT");
      const { code, stderr } = await dialog.ends();
      if (verb !== undefined) await git.letGo(verb);
      assert.equal(code, 1);
      assert.match(stderr, /^git-sync-bar: Set-up was given up$/m);
      assert.match(stderr, /^git-sync-bar: Your folder is as it was$/m);
      assert.deepEqual(await contentsOf(home), before);
      assert.deepEqual(await leftOf(home), []);
    }
  });
}

Deno.test("once something came from the remote the folder keeps its repository, and a second set-up goes on", async () => {
  await using world = await makeWorld();
  await world.clones({ "a.md": "theirs\n", "b.md": "b\n" }, "seed2");
  const git = await holdableGit(world);
  const home = await emptyHome(world, "one");
  await world.write(join(home, "Notes"), { "a.md": "mine\n" });
  const args = ["--setup", world.remote, "Notes"];
  const options = { name: "one", args, env: git.environment };
  await using cut = await startDialog(world, options);
  await cut.answer(/Put them together\?/, "y");
  await cut.answer(/Live updates: $/, "3");
  await cut.asks(/when you log in/);
  await git.hold("push");
  await cut.answer(/when you log in/, "n");
  await cut.until("it is at push", () => git.isHeld("push"));
  cut.signal("SIGINT");
  const { stderr } = await cut.ends();
  await git.letGo("push");
  assert.match(stderr, /^git-sync-bar: Stays: the repository in ".*Notes"/m);
  assert.doesNotMatch(stderr, /as it was/);
  await using again = await startDialog(world, options);
  await again.answer(/Live updates: $/, "3");
  await again.answer(/when you log in/, "n");
  assert.equal((await again.ends()).code, 0);
  const names = (await publishedNames(world)).map((name) => name.replace(/\(.*\)/, "()"));
  assert.deepEqual(names, ["a ().md", "a.md", "b.md"]);
});

Deno.test("a clone whose sync fails after it has saved keeps that, with the rules in it, and set-up says so", async () => {
  const { world, laptop: folder } = await cloned({ "a.md": "a\n" }, "laptop");
  await emptyHome(world, "one");
  await world.git(folder, "checkout", "--quiet", "-b", "unpublished");
  await world.write(folder, { "a.md": "edited\n", ".env": "KEY=1\n" });
  const giveUp = async () => {
    await using dialog = await startDialog(world, { name: "one", args: ["--setup", folder] });
    if (await world.git(folder, "status", "--porcelain") !== "") {
      await dialog.answer(/Enter for none: $/, "");
    }
    await dialog.answer(/Live updates: $/, "3");
    await dialog.answer(/when you log in/, "n");
    await dialog.asks(/Press Enter to try again: $/);
    dialog.signal("SIGINT");
    return (await dialog.ends()).stderr;
  };
  const stderr = await giveUp();
  assert.match(stderr, /^git-sync-bar: Stays: what was saved in the history of ".*laptop"/m);
  assert.doesNotMatch(stderr, /as it was/);
  assert.equal(await world.git(folder, "status", "--porcelain"), "");
  assert.match(await textOf(join(folder, ".gitignore")) ?? "", /^\/\.env$/m);
  assert.match(await giveUp(), /^git-sync-bar: Your folder is as it was$/m);
});
