// A pointer of git-lfs whose content nobody has, as from an archive of another repository: git-lfs sends nothing then.

import assert from "node:assert/strict";
import { publish } from "../../support/by_hand.ts";
import { has } from "../../support/needs.ts";
import { publishTree, treeOf } from "../../support/raw_tree.ts";
import { installLfs, pointerTo } from "../../support/git_lfs.ts";
import { type Machine, syncAll, tell, textsOn } from "../../support/story.ts";
import { problemSentence } from "../../../src/view/problems/problems.ts";

const RULES = { ".gitattributes": "*.bin filter=lfs\n" };
const CONTENT = "large\n";
const NAME = "über 1.bin";

/** Tries a sync that git-lfs refuses to send, and returns the sentence about it. */
async function refused(machine: Machine): Promise<string> {
  const outcome = await machine.trySync();
  assert.ok(outcome.kind === "problem");
  assert.deepEqual([outcome.problem.kind, (outcome.problem as { path?: string }).path], [
    "lfs content",
    NAME,
  ]);
  return problemSentence(outcome.problem);
}

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, ignore: !has("git-lfs"), fn });

/** Machines of which the first two have git-lfs. */
async function withLfs<Names extends readonly string[]>(...names: Names) {
  const story = await tell(RULES, "laptop", "desktop", ...names);
  for (const machine of story.machines.slice(0, 2)) await installLfs(machine);
  return story;
}

/** A laptop with a file of which git-lfs has cut off what it keeps. */
async function withDamage() {
  const story = await withLfs();
  await story.laptop.write({ [NAME]: CONTENT });
  await story.laptop.sync({ remote: "none" });
  const id = /sha256:(?<id>\w+)/.exec(await pointerTo(CONTENT))!.groups!.id!;
  const stored = `.git/lfs/objects/${id.slice(0, 2)}/${id.slice(2, 4)}/${id}`;
  await Deno.remove(story.laptop.path(stored));
  await story.laptop.write({ [stored]: "cut" });
  return story;
}

/** Ways on, each with the text of the file at others afterwards. */
const CURES: Readonly<Record<string, readonly [(laptop: Machine) => Promise<unknown>, string?]>> = {
  "the file itself is put in its place": [(laptop) => laptop.write({ [NAME]: CONTENT }), CONTENT],
  "the file is moved away": [(laptop) => laptop.remove(NAME)],
  "it is sent once without": [
    (laptop) => laptop.git("-c", "lfs.allowincompletepush=true", "push", "--quiet"),
  ],
};

for (const [how, [cure, text]] of Object.entries(CURES)) {
  test(`a pointer whose content nobody has is named, and all is sent when ${how}`, async () => {
    const { laptop, desktop } = await withLfs();
    await laptop.write({ [NAME]: await pointerTo(CONTENT), "notes.md": "one\n" });
    // Here git-lfs has no hook yet, and is started by the app; later by the hook that it made.
    const first = await refused(laptop);
    assert.match(
      first,
      /put the file itself, or a newer one, in its place, or move it out.*\(missing\) über 1/,
    );
    await desktop.save({ "desktop.md": "desktop\n" });
    await laptop.write({ "later.md": "later\n" });
    assert.equal(await refused(laptop), first);
    assert.equal(await laptop.read("desktop.md"), "desktop\n");
    await cure(laptop);
    assert.equal((await laptop.sync()).unsent, false);
    await desktop.sync();
    assert.deepEqual(await textsOn(desktop), {
      ...RULES,
      "desktop.md": "desktop\n",
      "later.md": "later\n",
      "notes.md": "one\n",
      ...(text === undefined ? {} : { [NAME]: text }),
    });
  });
}

test("a damaged content of git-lfs is called that, and goes as advised", async () => {
  const { laptop, desktop } = await withDamage();
  const said = await refused(laptop);
  assert.match(said, /damaged: `git lfs fsck` .*\(corrupt\) über 1/);
  await laptop.git("lfs", "fsck").catch(() => {});
  // Git looks into a file that seems unchanged only in the second in which its index was written.
  await laptop.write({ [NAME]: CONTENT });
  assert.equal((await laptop.sync()).unsent, false);
  await desktop.sync();
  assert.equal(await desktop.read(NAME), CONTENT);
});

test("a file whose content is damaged goes with everything else when a newer one is in its place", async () => {
  const { laptop, desktop } = await withDamage();
  await refused(laptop);
  const { unsent, notSynced } = await laptop.save({ [NAME]: "newer\n" });
  assert.deepEqual([unsent, notSynced], [false, []]);
  await desktop.sync();
  assert.equal(await desktop.read(NAME), "newer\n");
});

test("a clone without the contents restores one that git lfs pull gets as advised", async () => {
  const { laptop, desktop, bare } = await withLfs("bare");
  await laptop.save({ [NAME]: CONTENT });
  await bare.git("lfs", "install", "--local", "--skip-repo", "--skip-smudge");
  await bare.sync();
  await laptop.remove(NAME);
  await syncAll(laptop, bare);
  await bare.write({ [NAME]: await pointerTo(CONTENT) });
  assert.match(await refused(bare), /`git lfs pull` gets one that the remote has/);
  await bare.git("lfs", "pull");
  assert.equal((await bare.sync()).unsent, false);
  await desktop.sync();
  assert.equal(await desktop.read(NAME), CONTENT);
});

test("a clone without the contents moves and copies its pointers", async () => {
  const { laptop, desktop, bare } = await withLfs("bare");
  await laptop.save({ "a.bin": CONTENT });
  await bare.git("lfs", "install", "--local", "--skip-repo", "--skip-smudge");
  await bare.sync();
  assert.equal(await bare.read("a.bin"), await pointerTo(CONTENT));
  await bare.rename("a.bin", "moved.bin");
  await bare.save({ "copied.bin": await pointerTo(CONTENT) });
  await desktop.sync();
  assert.deepEqual(await textsOn(desktop), {
    ...RULES,
    "copied.bin": CONTENT,
    "moved.bin": CONTENT,
  });
});

for (const isEdited of [true, false]) {
  const then = isEdited ? "and an edit follows" : "without an edit";
  Deno.test({
    name:
      `what others gave to git-lfs, without a server, is sent once the rule is taken back ${then}`,
    ignore: !has("git-lfs"),
    async fn() {
      await using story = await tell({ "notes.md": "one\n" }, "laptop", "desktop");
      const { world, machines: [laptop, desktop] } = story;
      await installLfs(laptop);
      await laptop.git("config", "lfs.url", "http://127.0.0.1:9/none");
      await laptop.sync();
      await publish(desktop, { ".gitattributes": "*.md filter=lfs\n" });
      await laptop.trySync();
      for (const text of ["two\n", "three\n"]) {
        await laptop.write({ "notes.md": text, "new.md": text });
        assert.equal((await laptop.trySync()).kind, "problem");
      }
      await publishTree(world, treeOf({ "notes.md": "one\n" }));
      await laptop.trySync();
      const text = isEdited ? "four\n" : "three\n";
      await laptop.write(isEdited ? { "notes.md": text, "new.md": text } : {});
      for (let at = 0; at < 3; at++) await laptop.trySync();
      const { unsent, notSynced } = await laptop.sync();
      assert.deepEqual([unsent, notSynced], [false, []]);
      await desktop.sync();
      assert.deepEqual(await textsOn(desktop), { "notes.md": text, "new.md": text });
    },
  });
}
