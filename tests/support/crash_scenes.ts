// What a sync is about when it is killed, and what both machines must have when they have come to rest.

import assert from "node:assert/strict";
import { join } from "node:path";
import type { SyncRequest } from "../../src/engine/sync/settings.ts";
import { effectsOf, syncAndDie } from "./crash.ts";
import { untilQuiet } from "./quiet.ts";
import { stateOf } from "./state_of.ts";
import type { SyncOnce } from "./sync_once.ts";
import { copyOn, type Machine, machineOf, textsOn } from "./story.ts";
import { makeWorld, type World } from "./world.ts";

/** A remote and two machines, of which the laptop is the one that is killed. */
export interface Stage {
  readonly world: World;
  readonly laptop: Machine;
  readonly desktop: Machine;
}

/** A sync that is due. */
export interface Scene {
  /** In words, to follow "the app is killed in". */
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** What the user asks for. */
  readonly request?: Partial<SyncRequest> | ((stage: Stage) => Promise<Partial<SyncRequest>>);
  /** What happens before. */
  prepare(stage: Stage): Promise<void>;
  /** Checks what both machines have in the end. */
  check(stage: Stage): Promise<void>;
}

/** Verbs that write nothing, or nothing that anybody knows of yet: a death at one makes no difference. */
export const WITHOUT_TRACE = [
  "cat-file",
  "check-attr",
  "check-ignore",
  "commit-tree",
  "config",
  "diff-tree",
  "for-each-ref",
  "hash-object",
  "log",
  "ls-files",
  "ls-tree",
  "merge-base",
  "merge-tree",
  "rev-list",
  "rev-parse",
  "status",
  "version",
];

/** Plays a scene until its sync is due. `play` acts on a copy of that moment, again and again. */
export async function withScene(
  scene: Scene,
  act: (
    play: <Result>(once: (stage: Stage) => Promise<Result>) => Promise<Result>,
  ) => Promise<void>,
): Promise<void> {
  await using world = await makeWorld();
  const folders = await world.clones(scene.files, "laptop", "desktop");
  // A copy has a copy of the remote.
  for (const at of folders) await world.git(at, "remote", "set-url", "origin", "../remote.git");
  await scene.prepare(stageIn(world, world.folder));
  await act(async (once) => {
    const copy = await Deno.makeTempDir({ dir: world.folder });
    const parts = ["remote.git", "laptop", "desktop"].map((name) => join(world.folder, name));
    const { code } = await new Deno.Command("cp", { args: ["-a", ...parts, copy] }).output();
    assert.equal(code, 0);
    const result = await once(stageIn(world, copy));
    await Deno.remove(copy, { recursive: true });
    return result;
  });
}

/** Plays a scene until its sync is due, and acts on that moment once. */
export function onStage(scene: Scene, act: (stage: Stage) => Promise<void>): Promise<void> {
  return withScene(scene, (play) => play(act));
}

function stageIn(world: World, folder: string): Stage {
  const here = { ...world, folder, remote: join(folder, "remote.git") };
  const machine = (name: string) => machineOf(here, join(folder, name));
  return { world: here, laptop: machine("laptop"), desktop: machine("desktop") };
}

/**
 * Lets the laptop sync until nothing happens any more, and checks what always has to hold then. It is
 * enough to look at the other machine where something of the laptop's has to arrive.
 */
export async function comeToRest(
  { world, laptop }: Stage,
  others: readonly Machine[] = [],
): Promise<void> {
  await untilQuiet(world, [laptop, ...others], { besides: ["a.log"] });
}

/**
 * Returns a choice of the first three effects of each kind that count: one file is put in place as the other, and
 * `crash_test.ts` has all kinds of files.
 */
export function firstThree(counts: (effect: string) => boolean): (effect: string) => boolean {
  const times = new Map<string, number>();
  return (effect) => {
    times.set(effect, (times.get(effect) ?? 0) + 1);
    return counts(effect) && times.get(effect)! <= 3;
  };
}

/**
 * Checks what comes of a scene when its sync ends after an effect that `counts`, up to the first one that is `end`.
 * It is played once: what a kill would leave at each moment is in a copy, and equal ones are looked at once. So are
 * equal states after the next start.
 */
export async function killedAfterEach(
  t: Deno.TestContext,
  { scene, counts, begin, end, then, ...how }: {
    readonly scene: Scene;
    readonly counts: (effect: string) => boolean;
    /** The first effect after which it ends. */
    readonly begin?: string;
    readonly end?: string;
    /** What follows; by default the next start, after which the scene has to be as if nothing had happened. */
    readonly then?: (stage: Stage) => Promise<void>;
  } & Pick<SyncOnce, "saves" | "volume">,
): Promise<void> {
  await withScene(scene, (play) =>
    play(async (stage) => {
      const { folder } = stage.world;
      const { request: asked } = scene;
      const request = typeof asked === "function" ? await asked(stage) : asked;
      const what = { ...how, ...request && { request } };
      const effects = await effectsOf(stage.world, stage.laptop.folder, what);
      const first = begin === undefined ? 0 : effects.findIndex(({ effect }) => effect === begin);
      const last = end === undefined
        ? effects.length
        : effects.findIndex(({ effect }) => effect === end);
      const seen = new Set<string>();
      const checked = new Set<string>();
      for (const [at, { effect, failed }] of effects.slice(0, last - 1).entries()) {
        if (failed || at < first || !counts(effect)) continue;
        const { copy } = effects[at + 1]!;
        if (seen.has(copy)) continue;
        seen.add(copy);
        await t.step(`${effect}, number ${at + 1}`, async () => {
          // Under the old name, as the notes of the app may hold it.
          await Deno.remove(folder, { recursive: true });
          await Deno.rename(copy, folder);
          const killed = stageIn(stage.world, folder);
          if (then !== undefined) return await then(killed);
          // The next start knows nothing of what the user asked for; then they ask again.
          await (request === undefined ? killed.laptop.sync() : killed.laptop.trySync());
          // What follows on a state is the same each time.
          const state = await stateOf(killed.laptop, killed.world.remote);
          if (checked.has(state)) return;
          if (request !== undefined) await killed.laptop.trySync(request);
          await comeToRest(killed);
          await scene.check(killed);
          checked.add(state);
        });
      }
      assert(seen.size > 2, "there were hardly any moments");
    }));
}

async function commitsOf({ world }: Stage): Promise<string> {
  return await world.git(world.remote, "rev-list", "--count", "main");
}

export const SAVE: Scene = {
  name: "a save",
  files: { "a.md": "a\n", "b.md": "b\n", "c/d.md": "d\n" },
  async prepare({ laptop }) {
    await laptop.write({ "a.md": "a2\n", "new/e.md": "e\n" });
    await laptop.remove("b.md");
  },
  async check(stage) {
    assert.deepEqual(await textsOn(stage.laptop), {
      "a.md": "a2\n",
      "c/d.md": "d\n",
      "new/e.md": "e\n",
    });
    assert.equal(await commitsOf(stage), "2");
  },
};

export const MERGE: Scene = {
  name: "a save that meets another one",
  files: {
    "same.md": "one\n",
    "lines.md": "1\n2\n3\n4\n5\n",
    "theirs.md": "t\n",
    "ours.md": "o\n",
  },
  async prepare({ laptop, desktop }) {
    await desktop.write({
      "same.md": "desktop\n",
      "lines.md": "1\n2\n3\n4\nfive\n",
      "theirs.md": "t2\n",
      "more.md": "m\n",
    });
    await desktop.sync();
    await laptop.write({
      "same.md": "laptop\n",
      "lines.md": "one\n2\n3\n4\n5\n",
      "ours.md": "o2\n",
    });
  },
  async check(stage) {
    const { laptop } = stage;
    const { [await copyOn(laptop)]: copy, ...texts } = await textsOn(laptop);
    assert.equal(copy, "laptop\n");
    assert.deepEqual(texts, {
      "same.md": "desktop\n",
      "lines.md": "one\n2\n3\n4\nfive\n",
      "theirs.md": "t2\n",
      "ours.md": "o2\n",
      "more.md": "m\n",
    });
    assert.equal(await commitsOf(stage), "4");
  },
};

/** Everything that an update can do to a folder; one incoming file meets an ignored one of the laptop's own, which stays. */
export const UPDATE: Scene = {
  name: "an update",
  files: {
    ".gitignore": "*.log\n",
    "changed.md": "c\n",
    "deleted.md": "d\n",
    "file": "f\n",
    "folder/one.md": "1\n",
    "folder/two.md": "2\n",
    "link": "l\n",
    "run.sh": "#!/bin/sh\n",
    "same.md": "s\n",
  },
  async prepare({ laptop, desktop }) {
    await desktop.remove("deleted.md", "file", "folder", "link");
    await desktop.write({
      "a.log": "published\n",
      "changed.md": "c2\n",
      "file/in/it.md": "i\n",
      "folder": "no folder\n",
      "new/folder/n.md": "n\n",
    });
    await Deno.symlink("changed.md", desktop.path("link"));
    await Deno.chmod(desktop.path("run.sh"), 0o755);
    await desktop.git("add", "--force", "a.log");
    await desktop.sync();
    await laptop.write({ "a.log": "the laptop's own\n" });
  },
  async check(stage) {
    // Nobody saved anything, so no commit may come of it.
    assert.equal(await commitsOf(stage), "2");
    const { laptop, desktop } = stage;
    const texts = await textsOn(laptop);
    assert.deepEqual(texts, { ...await textsOn(desktop), "a.log": "the laptop's own\n" });
    assert.deepEqual(Object.keys(texts).length, 9);
    assert.deepEqual((await laptop.sync()).notSynced, [{ path: "a.log", reason: "private" }]);
  },
};

/** The sync after one that was killed when everything of the update was in place and nothing said so. */
export const UNDO: Scene = {
  ...UPDATE,
  name: "the undoing of an update",
  async prepare(stage) {
    await UPDATE.prepare(stage);
    const { world, laptop } = stage;
    const death = { at: "git", fate: "not begun", call: "update-ref" } as const;
    assert(await syncAndDie(world, laptop.folder, death));
  },
};
