// What comes after private files were held: new names for them, and the places of submodules over them.

import assert from "node:assert/strict";
import { join } from "node:path";
import { assertUnpublished } from "../../support/by_hand.ts";
import { type Machine, machineOf, tell } from "../../support/story.ts";
import type { World } from "../../support/world.ts";

const RULES = { ".gitignore": "*.pem\n/private/\n", "docs/a.md": "a\n", "notes.md": "one\n" };

/** Commits and pushes what stands in the seed, which is anybody who may push. */
async function push(world: World, ...rest: string[][]): Promise<void> {
  const seed = join(world.folder, "seed");
  await world.git(seed, "add", "--all", "--force");
  for (const args of rest) await world.git(seed, ...args);
  await world.git(seed, "-c", "user.name=desktop", "commit", "--quiet", "-m", "rules");
  await world.git(seed, "push", "--quiet");
}

async function heldOn(machine: Machine): Promise<string[]> {
  return (await machine.sync()).notSynced.map(({ path, reason }) => `${path}: ${reason}`).sort();
}

Deno.test("new names of held files, and new files beside them, are judged by the rules from before", async () => {
  const { world, laptop } = await tell(RULES, "laptop");
  await Deno.writeTextFile(laptop.path(".git/info/exclude"), "*.mine\n");
  await laptop.save({ "a.pem": "SECRET\n" });
  await Deno.writeTextFile(join(world.folder, "seed/.gitignore"), "!*.mine\n");
  await push(world);
  assert.deepEqual(await heldOn(laptop), ["a.pem: was ignored"]);
  await laptop.write({ "a.pem.txt": "open\n", "b.pem": "SECRET\n", "c.mine": "SECRET\n" });
  const paths = ["a.pem.txt", "b.pem", "c.mine"];
  assert.deepEqual((await laptop.sync({ paths, remote: "send" })).saved, ["a.pem.txt"]);
  await laptop.rename("a.pem", "renamed.pem");
  const app = machineOf(world, laptop.folder);
  const held = ["b.pem", "c.mine", "renamed.pem"];
  assert.deepEqual(await heldOn(app), held.map((path) => `${path}: was ignored`));
  await assertUnpublished(world);
  // A click settles one, and their own edit of the rules the judging.
  await laptop.write({ "c.mine": "open\n" });
  assert.deepEqual((await app.sync({ publish: ["c.mine"] })).saved, ["c.mine"]);
  assert.deepEqual(await heldOn(app), ["b.pem: was ignored", "renamed.pem: was ignored"]);
  await laptop.write({ ".gitignore": "!*.pem\n", "open.pem": "open\n" });
  assert.deepEqual((await app.sync()).saved.toSorted(), [".gitignore", "open.pem"]);
  assert.equal((await app.sync()).notSynced.length, 2);
  await assertUnpublished(world);
});

Deno.test("new names of a file that lost its filter are not published unfiltered", async () => {
  const files = { ".gitattributes": "*.key filter=rot\n", "notes.md": "one\n" };
  const { world, laptop } = await tell(files, "laptop");
  for (const way of ["clean", "smudge"]) {
    await laptop.git("config", `filter.rot.${way}`, "tr a-zA-Z n-za-mN-ZA-M");
  }
  await laptop.save({ "a.key": "SECRET\n" });
  await world.git(join(world.folder, "seed"), "pull", "--quiet");
  await Deno.writeTextFile(join(world.folder, "seed/.gitattributes"), "");
  await push(world);
  assert.deepEqual(await heldOn(laptop), ["a.key: lost its filter"]);
  await laptop.rename("a.key", "b.key");
  await laptop.write({ "c.key": "SECRET\n" });
  await laptop.sync({ paths: ["a.key", "b.key", "c.key"], remote: "send" });
  const held = ["b.key: lost its filter", "c.key: lost its filter"];
  assert.deepEqual(await heldOn(machineOf(world, laptop.folder)), held);
  await assertUnpublished(world);
});

const GITLINK = (path: string) => [
  "update-index",
  "--add",
  "--cacheinfo",
  `160000,${"1".repeat(40)},${path}`,
];

const ROWS: Readonly<
  Record<string, {
    /** Where the submodule is that somebody publishes. */
    readonly at: string;
    /** What stands in its place afterwards. */
    readonly then?: Readonly<Record<string, string>>;
    readonly byHand?: true;
    readonly held: readonly string[];
  }>
> = {
  "that is gone later": { at: "private", held: ["private/: was ignored"] },
  "that a pull by hand takes away": {
    at: "private",
    byHand: true,
    held: ["private/: was ignored"],
  },
  "that becomes a folder with a file of the same name": {
    at: "private",
    then: { "private/diary.md": "harmless\n", "private/b.md": "b\n" },
    held: ["private/diary.md: private"],
  },
  "that becomes a file": {
    at: "private",
    then: { "private": "harmless\n" },
    held: ["private/: was ignored", "private: private"],
  },
  "in the place of published files": { at: "docs", held: ["docs/: was ignored"] },
};

for (const [what, { at, then = {}, byHand, held }] of Object.entries(ROWS)) {
  Deno.test(`nothing private is published by the place of a submodule ${what}`, async () => {
    const { world, laptop } = await tell(RULES, "laptop");
    const seed = join(world.folder, "seed");
    await laptop.save({ "private/diary.md": "SECRET\n", "docs/a.pem": "SECRET\n" });
    await world.git(seed, "rm", "--quiet", "-r", "--ignore-unmatch", at);
    await push(world, GITLINK(at));
    await laptop.sync();
    await world.git(seed, "rm", "--quiet", "--cached", at);
    await Deno.remove(join(seed, at), { recursive: true }).catch(() => {});
    await world.write(seed, {
      ...then,
      ".gitignore": at === "private" ? "*.pem\n" : "/private/\n",
    });
    await push(world);
    if (byHand) await laptop.git("pull", "--quiet");
    assert.deepEqual(await heldOn(laptop), held);
    await laptop.write({ "private/diary.md": "SECRET 2\n" });
    await laptop.sync({ paths: ["private/diary.md"], remote: "send" });
    await machineOf(world, laptop.folder).sync();
    await assertUnpublished(world);
  });
}
