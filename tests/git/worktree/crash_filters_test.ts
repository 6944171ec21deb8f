// The app is killed in an update that brings files which git takes for changed whoever wrote them. The
// next start must not take them for edits of this machine, and an edit not for one of them.

import assert from "node:assert/strict";
import { pushAll } from "../../support/by_hand.ts";
import { type Death, syncAndDie } from "../../support/crash.ts";
import { onStage, type Scene, type Stage } from "../../support/crash_scenes.ts";
import { copiesOn, copyOn, syncAll } from "../../support/story.ts";

/** Line ends that are not those of the attributes, and a filter whose two ways do not fit each other. */
const ODD_FILES: Scene = {
  name: "an update with files that git finds changed",
  files: {
    ".gitattributes": "*.txt text eol=crlf\n",
    "ends.txt": "old\n",
    "tidy.ipynb": "old\n",
    "run.sh": "old\n",
  },
  async prepare({ laptop, desktop }) {
    await laptop.git("config", "filter.tidy.smudge", "sed s/$/-smudged/");
    await laptop.git("config", "filter.tidy.clean", "sed s/$/-cleaned/");
    await Deno.writeTextFile(desktop.path(".git/info/attributes"), "*.txt -text\n");
    await desktop.write({ "ends.txt": "new\r\n", "tidy.ipynb": "new\n" });
    await desktop.write({ ".gitattributes": "*.txt text eol=crlf\n*.ipynb filter=tidy\n" });
    await desktop.write({ "more.txt": "more\r\n", "run.sh": "new\n" });
    await pushAll(desktop);
  },
  async check({ laptop, desktop }) {
    for (const machine of [laptop, desktop]) assert.deepEqual(await copiesOn(machine), []);
    assert.equal(await laptop.read("ends.txt"), "new\r\n");
    assert.equal(await laptop.read("more.txt"), "more\r\n");
    assert.match(await laptop.read("tidy.ipynb"), /^new-smudged\b/);
  },
};

/** The bytes of such files are never those that git has of them, so nothing more can be compared. */
async function goOn({ laptop, desktop }: Stage): Promise<void> {
  for (let round = 0; round < 2; round++) {
    await syncAll(laptop, desktop);
  }
}

const IN_PLACE: Death = { at: "git", fate: "not begun", call: "update-ref" };

const DEATHS: Readonly<Record<string, readonly Death[]>> = {
  "when all of it is in place": [IN_PLACE],
  "in the middle of it": [{ at: "move", when: "after", call: 4 }],
  "and once more while that is undone": [IN_PLACE, { at: "move", when: "after", call: 4 }],
  "where nothing can be linked": [
    { at: "move", when: "after", call: 9, volume: "without hard links" },
  ],
};

async function dies({ world, laptop }: Stage, deaths: readonly Death[]): Promise<void> {
  for (const death of deaths) assert(await syncAndDie(world, laptop.folder, death));
}

for (const [when, deaths] of Object.entries(DEATHS)) {
  Deno.test(`the app is killed in ${ODD_FILES.name}, ${when}: nothing of it becomes an edit`, () =>
    onStage(ODD_FILES, async (stage) => {
      await dies(stage, deaths);
      await goOn(stage);
      await ODD_FILES.check(stage);
    }));
}

Deno.test("an edit that is saved into such a file before the next start is kept", () =>
  onStage(ODD_FILES, async (stage) => {
    const { laptop, desktop } = stage;
    await dies(stage, [IN_PLACE]);
    // In place, into the very file that the update had linked there.
    await Deno.writeTextFile(laptop.path("tidy.ipynb"), "mine\n");
    await goOn(stage);
    assert.match(await desktop.read(await copyOn(desktop)), /^mine\b/);
  }));

Deno.test("a change of who may run a file is kept, too", () =>
  onStage(ODD_FILES, async (stage) => {
    const { laptop, desktop } = stage;
    await dies(stage, [IN_PLACE]);
    await Deno.chmod(laptop.path("run.sh"), 0o755);
    await goOn(stage);
    assert.equal((await Deno.stat(desktop.path("run.sh"))).mode! & 0o111, 0o111);
  }));
