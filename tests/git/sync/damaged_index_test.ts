// An index or a file of refs that a power cut has damaged: nothing is taken for deleted, and the advice works.

import assert from "node:assert/strict";
import { check } from "../../../src/engine/mod.ts";
import { checkLine } from "../../../src/view/check_line.ts";
import { problemSentence } from "../../../src/view/problems/problems.ts";
import { type Machine, machineOf, syncAll, tell, textsOn } from "../../support/story.ts";
import { settingsOf } from "../../support/syncer.ts";
import { makeWorld } from "../../support/world.ts";

const FILES = { "a.md": "a\n", "b.md": "b\n", "d/c.md": "c\n", "d/e.md": "e\n" };

type Damage = (bytes: Uint8Array) => Uint8Array;

const DAMAGES: Readonly<Record<string, Damage>> = {
  "emptied": () => new Uint8Array(),
  "zeros": (bytes) => new Uint8Array(bytes.length),
  "cut in half": (bytes) => bytes.slice(0, bytes.length / 2),
  // Git takes the name for a shorter one and the rest for extensions: the last file was deleted.
  "cut in the last name": (bytes) => bytes.slice(0, lastName(bytes) + 1),
  "another checksum": (bytes) => bytes.map((byte, at) => at === bytes.length - 1 ? byte ^ 1 : byte),
  "another id": (bytes) => bytes.map((byte, at) => at === 60 ? byte ^ 1 : byte),
};

function lastName(bytes: Uint8Array): number {
  return new TextDecoder("latin1").decode(bytes).indexOf("d/e.md");
}

/** Damages a file of the git folder, as a power cut does that ends the app. */
async function damaged({ path }: Machine, name: string, damage: Damage): Promise<void> {
  const file = path(`.git/${name}`);
  await Deno.writeFile(file, damage(await Deno.readFile(file)));
}

async function problemOf(machine: Machine, request = {}): Promise<string> {
  const outcome = await machine.trySync(request);
  assert.equal(outcome.kind, "problem");
  return outcome.kind === "problem" ? problemSentence(outcome.problem) : "";
}

Deno.test("a damaged index deletes nothing for others, is named, and is made anew as advised", async () => {
  const { world, laptop, desktop } = await tell(FILES);
  for (const [name, damage] of Object.entries(DAMAGES)) {
    await laptop.save({ "b.md": "b\n", "c staged.md": name });
    await laptop.write({ "a.md": name, "c new.md": name, "c staged.md": `${name} again` });
    await laptop.git("add", "c staged.md");
    await laptop.remove("b.md");
    await damaged(laptop, "index", damage);
    // Between two syncs, by names and by a look, and after a start.
    for (const request of [{ paths: ["a.md"] }, {}]) {
      assert.match(await problemOf(laptop, request), /`git read-tree HEAD`/, name);
    }
    assert.match(await problemOf(machineOf(world, laptop.folder)), /`git read-tree HEAD`/, name);
    const checked = await Array.fromAsync(check(settingsOf(world, laptop.folder)), checkLine);
    assert.match(checked.at(-1)!.text, /`git read-tree HEAD`/, name);
    await laptop.git("read-tree", "HEAD");
    await syncAll(laptop, desktop);
    const { "b.md": _, ...others } = FILES;
    const own = { "a.md": name, "c new.md": name, "c staged.md": `${name} again` };
    const texts = { ...others, ...own };
    assert.deepEqual([await textsOn(laptop), await textsOn(desktop)], [texts, texts], name);
  }
});

Deno.test("a damaged index is made anew as advised on a branch without commits", async () => {
  await using world = await makeWorld();
  const laptop = machineOf(world, await world.clone("laptop"));
  await laptop.write({ "a.md": "a\n", ".git/index": "garbage" });
  assert.match(await problemOf(laptop), /`git read-tree --empty` on a branch without commits/);
  await laptop.git("read-tree", "--empty");
  assert.equal((await laptop.sync()).pushed, true);
});

for (const kind of ["--cone", "--no-cone", "--sparse-index"]) {
  Deno.test(`a sparse checkout (${kind}) deletes nothing when its index is made anew`, async () => {
    const { world, laptop, desktop } = await tell(FILES);
    const options = kind === "--sparse-index" ? ["--cone", kind] : [kind];
    await laptop.git("sparse-checkout", "set", ...options, kind === "--no-cone" ? "/*.md" : "x");
    if (kind === "--no-cone") await laptop.git("sparse-checkout", "add", "!/d/");
    await laptop.sync();
    await damaged(laptop, "index", DAMAGES.emptied!);
    const app = machineOf(world, laptop.folder);
    assert.match(await problemOf(app), /`git read-tree HEAD`/);
    await app.git("read-tree", "HEAD");
    await app.save({ "a.md": "edited\n" });
    await desktop.sync();
    assert.deepEqual(await textsOn(desktop), { ...FILES, "a.md": "edited\n" });
    assert.deepEqual(await app.names(), ["a.md", "b.md"]);
  });
}

Deno.test("a merge that is not finished is named before its index is", async () => {
  const { world, laptop, desktop } = await tell(FILES);
  await desktop.save({ "a.md": "desktop\n" });
  await laptop.write({ "a.md": "laptop\n" });
  await laptop.git("commit", "-qam", "laptop");
  await laptop.git("fetch", "-q");
  await laptop.git("merge", "-q", "origin/main").catch(() => {});
  await damaged(laptop, "index", DAMAGES.emptied!);
  assert.match(await problemOf(machineOf(world, laptop.folder)), /merge/);
});

Deno.test("refs in a file of zeros come back when it is moved away as advised", async () => {
  const { world, laptop, desktop } = await tell(FILES);
  await laptop.sync();
  await laptop.write({ "a.md": "edited\n" });
  await laptop.sync({ remote: "none" });
  await laptop.git("pack-refs", "--all");
  await damaged(laptop, "packed-refs", DAMAGES.zeros!);
  const app = machineOf(world, laptop.folder);
  const advice = /move the file packed-refs out of the \.git folder/;
  assert.match(await problemOf(app), advice);
  const checked = await Array.fromAsync(check(settingsOf(world, app.folder)), checkLine);
  assert.deepEqual(checked.filter(({ text }) => /no commit/.test(text)), []);
  assert.match(checked.at(-1)!.text, advice);
  await Deno.rename(app.path(".git/packed-refs"), `${world.folder}/packed-refs`);
  await app.save({ "b.md": "edited, too\n" });
  await desktop.sync();
  assert.deepEqual(await textsOn(desktop), {
    ...FILES,
    "a.md": "edited\n",
    "b.md": "edited, too\n",
  });
});
