// The app is killed with -9 between two git commands, while it moves files itself.

import assert from "node:assert/strict";
import { realVolume, type Volume } from "../../../src/engine/worktree/volume.ts";
import { syncAndDie } from "../../support/crash.ts";
import {
  comeToRest,
  killedAfterEach,
  onStage,
  type Stage,
  UNDO,
  UPDATE,
  withScene,
} from "../../support/crash_scenes.ts";
import { wrapGit } from "../../support/git_wrapper.ts";
import { machineOf, textsOn } from "../../support/story.ts";

/** Returns a choice of `every` so many of the moves of a file, up to a number of moves. */
function moves({ every = 1, to = Infinity }): (effect: string) => boolean {
  let moved = 0;
  return (effect) =>
    (effect === "rename" || effect === "link") && ++moved <= to && moved % every === 1 % every;
}

for (const volume of ["another than that of the git folder", "without hard links"] as const) {
  Deno.test(`the app is killed in an update of a folder on a volume ${volume}`, (t) =>
    killedAfterEach(t, {
      scene: UPDATE,
      begin: "checkout-index",
      counts: moves({ every: 3 }),
      volume,
    }));
}

/** All machines come to rest, and each of the texts is there once. */
async function hasOnce(stage: Stage, texts: readonly string[]): Promise<void> {
  await comeToRest(stage, [stage.desktop]);
  const { link: _, ...found } = await textsOn(stage.desktop);
  for (const text of texts) {
    assert.equal(Object.values(found).filter((other) => other === text).length, 1, text);
  }
}

Deno.test("what somebody saves after the app was killed in an update is kept", (t) =>
  killedAfterEach(t, {
    scene: UPDATE,
    begin: "checkout-index",
    // From then on nothing is undone, and what is saved follows on it.
    end: "update-ref",
    counts: moves({ every: 3 }),
    then: async (stage) => {
      await stage.laptop.write({ "changed.md": "mine\n", "folder (mine).md": "mine too\n" });
      await hasOnce(stage, ["mine\n", "mine too\n", "c2\n", "no folder\n", "i\n", "n\n"]);
    },
  }));

for (const before of ["rename", "link"] as const) {
  Deno.test(
    `what somebody saves just before a file is ${
      before === "link" ? "linked" : "renamed"
    } is kept, though the app is killed then`,
    (t) =>
      killedAfterEach(t, {
        scene: UPDATE,
        saves: { before, file: "changed.md", text: "mine\n" },
        begin: "writeTextFile",
        counts: moves({ to: 3 }),
        then: (stage) => hasOnce(stage, ["mine\n", "c2\n", "i\n", "n\n"]),
      }),
  );
}

for (const moment of ["after git has compared the files", "just before a file is taken back"]) {
  Deno.test(`what somebody saves while an update is undone, ${moment}, is kept`, () =>
    onStage(UNDO, async (stage) => {
      const { world, laptop, desktop } = stage;
      const file = laptop.path("changed.md");
      let saved = moment !== "just before a file is taken back";
      const rename: Volume["rename"] = async (from, to) => {
        if (from === file && !saved) await Deno.writeTextFile(file, "mine\n");
        saved ||= from === file;
        await realVolume.rename(from, to);
      };
      const { environment } = await wrapGit(
        world,
        `[ ! -e '${file}' ] || [ -e "$0.saved" ] || case " $* " in\n` +
          `  *" checkout-index "*) echo mine >'${file}'; : >"$0.saved" ;;\nesac`,
      );
      const volume = saved ? realVolume : { ...realVolume, rename };
      const recovering = machineOf(world, laptop.folder, {
        volume,
        ...(saved ? { environment } : {}),
      });
      await recovering.sync();
      await comeToRest(stage, [desktop]);
      const { link: _, ...texts } = await textsOn(desktop);
      const found = Object.values(texts).filter((text) => text === "mine\n" || text === "c2\n");
      assert.deepEqual(found.sort(), ["c2\n", "mine\n"]);
    }));
}

Deno.test("a file that somebody has open all the time goes on as itself or as a conflict copy", async (t) => {
  // Opened before the update it is the old version, opened between crash and undoing the new one.
  for (const opened of ["before the update", "before the undoing"]) {
    await t.step(opened, () =>
      withScene(UPDATE, (play) =>
        play(async (stage) => {
          const { world, laptop } = stage;
          const open = () => Deno.open(laptop.path("changed.md"), { append: true });
          const early = opened === "before the update" ? await open() : undefined;
          const death = { at: "git", fate: "not begun", call: "update-ref" } as const;
          assert(await syncAndDie(world, laptop.folder, death));
          using file = early ?? await open();
          await laptop.sync();
          await file.write(new TextEncoder().encode("mine\n"));
          await comeToRest(stage, [stage.desktop]);
          const texts = Object.values(await textsOn(stage.desktop));
          const old = opened === "before the update" ? "c\n" : "c2\n";
          assert.deepEqual(texts.filter((text) => text.includes("mine")), [`${old}mine\n`]);
        })));
  }
});
