// A pointer of git-lfs whose content nobody has, as from an archive of another repository: git-lfs sends nothing then.

import assert from "node:assert/strict";
import { has } from "../../support/needs.ts";
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

/** Ways on, each with the text of the file at others afterwards. */
const CURES: Readonly<Record<string, readonly [(laptop: Machine) => Promise<unknown>, string?]>> = {
  "the file itself is put in its place": [(laptop) => laptop.write({ [NAME]: CONTENT }), CONTENT],
  "the file is moved away": [(laptop) => laptop.remove(NAME)],
  "it is sent once without": [
    (laptop) => laptop.git("-c", "lfs.allowincompletepush=true", "push", "--quiet"),
  ],
};

for (const [how, [cure, text]] of Object.entries(CURES)) {
  Deno.test({
    name: `a pointer whose content nobody has is named, and all is sent when ${how}`,
    ignore: !has("git-lfs"),
    async fn() {
      const { laptop, desktop } = await tell(RULES);
      for (const machine of [laptop, desktop]) await installLfs(machine);
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
    },
  });
}

Deno.test({
  name: "a damaged content of git-lfs is called that, and goes as advised",
  ignore: !has("git-lfs"),
  async fn() {
    const { laptop, desktop } = await tell(RULES);
    for (const machine of [laptop, desktop]) await installLfs(machine);
    await laptop.write({ [NAME]: CONTENT });
    await laptop.sync({ remote: "none" });
    const id = /sha256:(?<id>\w+)/.exec(await pointerTo(CONTENT))!.groups!.id!;
    const stored = `.git/lfs/objects/${id.slice(0, 2)}/${id.slice(2, 4)}/${id}`;
    await Deno.remove(laptop.path(stored));
    await laptop.write({ [stored]: "cut" });
    const said = await refused(laptop);
    assert.match(said, /damaged: `git lfs fsck` .*\(corrupt\) über 1/);
    await laptop.git("lfs", "fsck").catch(() => {});
    assert.equal((await laptop.sync()).unsent, false);
    await desktop.sync();
    assert.equal(await desktop.read(NAME), CONTENT);
  },
});

Deno.test({
  name:
    "a file whose content is damaged goes with everything else when a newer one is in its place",
  ignore: !has("git-lfs"),
  async fn() {
    const { laptop, desktop } = await tell(RULES);
    for (const machine of [laptop, desktop]) await installLfs(machine);
    await laptop.write({ [NAME]: CONTENT });
    await laptop.sync({ remote: "none" });
    const id = /sha256:(?<id>\w+)/.exec(await pointerTo(CONTENT))!.groups!.id!;
    await laptop.write({ [`.git/lfs/objects/${id.slice(0, 2)}/${id.slice(2, 4)}/${id}`]: "cut" });
    await refused(laptop);
    const { unsent, notSynced } = await laptop.save({ [NAME]: "newer\n" });
    assert.deepEqual([unsent, notSynced], [false, []]);
    await desktop.sync();
    assert.equal(await desktop.read(NAME), "newer\n");
  },
});

Deno.test({
  name: "a clone without the contents restores one that git lfs pull gets as advised",
  ignore: !has("git-lfs"),
  async fn() {
    const { laptop, desktop, bare } = await tell(RULES, "laptop", "desktop", "bare");
    for (const machine of [laptop, desktop]) await installLfs(machine);
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
  },
});

Deno.test({
  name: "a clone without the contents moves and copies its pointers",
  ignore: !has("git-lfs"),
  async fn() {
    const { laptop, desktop, bare } = await tell(RULES, "laptop", "desktop", "bare");
    for (const machine of [laptop, desktop]) await installLfs(machine);
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
  },
});
