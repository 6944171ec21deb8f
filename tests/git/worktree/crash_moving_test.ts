// The app is killed with -9 between two git commands, while it moves files itself.

import assert from "node:assert/strict";
import { realVolume, type Volume } from "../../../src/engine/worktree/volume.ts";
import { syncAndDie } from "../../support/crash.ts";
import {
  comeToRest,
  onStage,
  type Scene,
  type Stage,
  UNDO,
  UPDATE,
  withScene,
} from "../../support/crash_scenes.ts";
import { wrapGit } from "../../support/git_wrapper.ts";
import { machineOf, textsOn } from "../../support/story.ts";
import type { SyncOnce } from "../../support/sync_once.ts";

/** Kills the sync of a scene at each move of a file, or `every` so many, up to a number of them. */
async function killedAtEachMove(
  t: Deno.TestContext,
  { scene, when, every = 1, to = Infinity, save, then, volume }: {
    readonly scene: Scene;
    readonly when: "before" | "after";
    readonly every?: number;
    readonly to?: number;
    readonly save?: { readonly name: string } & Omit<NonNullable<SyncOnce["saves"]>, "file">;
    readonly volume?: NonNullable<SyncOnce["volume"]>;
    readonly then: (stage: Stage) => Promise<void>;
  },
): Promise<void> {
  await withScene(scene, async (play) => {
    let call = 1;
    for (let came = true; came && call <= to; call += every) {
      await t.step(`${when} move ${call}`, () =>
        play(async (stage) => {
          const { world, laptop } = stage;
          came = await syncAndDie(world, laptop.folder, {
            at: "move",
            when,
            call,
            ...(volume === undefined ? {} : { volume }),
            ...(save === undefined ? {} : { saves: { ...save, file: laptop.path(save.name) } }),
          });
          if (came) await then(stage);
        }));
    }
    assert(call > 3, "there were hardly any moves");
  });
}

async function asIfNothingHadHappened(stage: Stage): Promise<void> {
  await comeToRest(stage);
  await UPDATE.check(stage);
}

for (const volume of ["another than that of the git folder", "without hard links"] as const) {
  Deno.test(`the app is killed in an update of a folder on a volume ${volume}`, async (t) => {
    const then = asIfNothingHadHappened;
    await killedAtEachMove(t, { scene: UPDATE, when: "before", every: 3, volume, then });
  });
}

Deno.test("what somebody saves after the app was killed in an update is kept", async (t) => {
  const then = async (stage: Stage) => {
    await stage.laptop.write({ "changed.md": "mine\n", "folder (mine).md": "mine too\n" });
    await comeToRest(stage, [stage.desktop]);
    const { link: _, ...texts } = await textsOn(stage.desktop);
    const found = Object.values(texts);
    for (const text of ["mine\n", "mine too\n", "c2\n", "no folder\n", "i\n", "n\n"]) {
      assert.equal(found.filter((other) => other === text).length, 1, text);
    }
  };
  await killedAtEachMove(t, { scene: UPDATE, when: "after", every: 3, then });
});

for (const before of ["rename", "link"] as const) {
  Deno.test(`what somebody saves just before a file is ${before === "link" ? "linked" : "renamed"} is kept, though the app is killed then`, async (t) => {
    const then = async (stage: Stage) => {
      await comeToRest(stage, [stage.desktop]);
      const { link: _, ...texts } = await textsOn(stage.desktop);
      const found = Object.values(texts);
      for (const text of ["mine\n", "c2\n", "i\n", "n\n"]) {
        assert.equal(found.filter((other) => other === text).length, 1, text);
      }
    };
    const save = { before, name: "changed.md", text: "mine\n" };
    await killedAtEachMove(t, { scene: UPDATE, when: "after", to: 3, save, then });
  });
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
