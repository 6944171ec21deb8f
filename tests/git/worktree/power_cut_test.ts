// What a power cut can leave: notes that are empty or cut off, commits that are gone. And what is done so
// that it leaves no more than that.

import assert from "node:assert/strict";
import { join } from "node:path";
import { readNote, writeNote } from "../../../src/system/json_file.ts";
import { isJsonObject } from "../../../src/system/json_value.ts";
import { syncAndDie, syncOnce } from "../../support/crash.ts";
import { UPDATE, withScene } from "../../support/crash_scenes.ts";
import { has } from "../../support/needs.ts";
import { machineOf, tell, textsOn } from "../../support/story.ts";

Deno.test("what is noted can be read again", async () => {
  const folder = await Deno.makeTempDir();
  const file = join(folder, "note.json");
  assert.equal(await readNote(file, isJsonObject), undefined);
  for (const content of [{ words: "some" }, { fewer: null }]) {
    await writeNote(file, content);
    assert.deepEqual(await readNote(file, isJsonObject), content);
  }
  await writeNote(file, ["of another kind"]);
  assert.equal(await readNote(file, isJsonObject), undefined);
  await Deno.remove(folder, { recursive: true });
});

const DAMAGES = { "empty": "", "cut off": '{"branch":"ma', "zeros": "\0\0\0\0" };

Deno.test("an update is cut off and the note about it is lost: every byte is still there", async (t) => {
  await withScene(UPDATE, async (play) => {
    for (const call of [2, 12]) {
      await t.step(`after move ${call}`, () =>
        play(async ({ world, laptop, desktop }) => {
          assert(await syncAndDie(world, laptop.folder, { at: "move", when: "after", call }));
          await Deno.writeTextFile(laptop.path(".git/gitsyncbar/update.json"), "");
          for (const machine of [laptop, desktop, laptop]) await machine.sync();
          const published = await textsOn(desktop);
          assert.equal(published["changed.md"], "c2\n");
          assert.equal(published["a.log"], "published\n");
          // The ignored file stays, and what is published under its name stays out.
          const expected = { ...published, "a.log": "the laptop's own\n" };
          const texts = await textsOn(laptop);
          for (const [name, text] of Object.entries(expected)) {
            assert.equal(texts[name], text, name);
          }
        }));
    }
  });
});

for (const [damage, text] of Object.entries(DAMAGES)) {
  Deno.test(`notes about what was seen and moved away are ${damage}: syncing goes on`, async () => {
    const { world, laptop, desktop } = await tell({ "notes.md": "one\n" });
    await desktop.save({ "notes.md": "two\n" });
    await laptop.sync();
    const own = laptop.path(".git/gitsyncbar");
    const [record] = await Array.fromAsync(Deno.readDir(join(own, "old")), ({ name }) => name)
      .then((names) => names.filter((name) => name.endsWith(".json")));
    for (const note of ["seen.json", "not-placed.json", `old/${record!}`]) {
      await Deno.writeTextFile(join(own, note), text);
    }
    await laptop.write({ "notes.md": "two\nthree\n" });
    await machineOf(world, laptop.folder).sync();
    await desktop.sync();
    assert.equal(await desktop.read("notes.md"), "two\nthree\n");
  });
}

Deno.test("the commit at which the last sync left the branch is gone: syncing goes on", async () => {
  const { laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  await laptop.sync();
  await Deno.writeTextFile(
    laptop.path(".git/gitsyncbar/seen.json"),
    JSON.stringify({ branch: "main", oid: "1".repeat(40) }),
  );
  assert.deepEqual((await laptop.save({ "notes.md": "two\n" })).saved, ["notes.md"]);
});

Deno.test("whatever git writes in a save is on the disk before it is named", async () => {
  const { world, laptop: { folder, write } } = await tell({ "notes.md": "one\n" }, "laptop");
  const trace = join(world.folder, "trace");
  const laptop = machineOf(world, folder, {
    environment: { ...world.env, GIT_TRACE2_EVENT: trace },
  });
  await write({ "notes.md": "two\n", "new.md": "new\n" });
  await laptop.sync();
  const flushed = new Map<string, number>();
  let verb = "";
  for (const line of (await Deno.readTextFile(trace)).split("\n").filter(Boolean)) {
    const { event, name, key, value } = JSON.parse(line);
    if (event === "cmd_name") verb = name;
    const isFlush = event === "data" && key === "fsync/hardware-flush";
    if (isFlush) flushed.set(verb, (flushed.get(verb) ?? 0) + Number(value));
  }
  for (const verb of ["update-index", "write-tree", "commit-tree", "update-ref"]) {
    assert.ok((flushed.get(verb) ?? 0) > 0, `${verb}: ${JSON.stringify([...flushed])}`);
  }
});

/** What of these system calls a sync makes, in their order; with `-y` a descriptor has its file's name. */
const TRACED = "fsync,fdatasync,link,linkat,rename,renameat,renameat2";

Deno.test("what an update relies on is on the disk before it is put in place", {
  ignore: !has("strace"),
}, async () => {
  const { world, laptop, desktop } = await tell({ "notes.md": "one\n" });
  await laptop.sync();
  // The app's block is missing, so the file is written again.
  await Deno.writeTextFile(laptop.path(".git/info/exclude"), "/own.md\n");
  await laptop.write({ "own.md": "own\n" });
  await desktop.save({ "notes.md": "two\n", "new/a.md": "a\n", "own.md": "other\n" });
  const trace = join(world.folder, "calls");
  const within = ["strace", "-f", "-y", "-e", `trace=${TRACED}`, "-o", trace];
  assert.equal(await syncOnce(laptop.folder, { environment: world.env, within }), "synced");
  assert.equal(await laptop.read("new/a.md"), "a\n");
  assert.equal(await laptop.read("own.md"), "own\n");

  const calls = (await Deno.readTextFile(trace)).split("\n");
  const own = laptop.path(".git/gitsyncbar");
  const firstCall = (pattern: RegExp, path: string) =>
    calls.findIndex((call) => pattern.test(call) && call.includes(path));
  const synced = (path: string) => firstCall(/ f(data)?sync\(/, path);
  const moved = (path: string) => firstCall(/ (link|rename)(at2?)?\(/, path);
  // The name is not known before it is renamed to one that is.
  const freshOf = (path: string) =>
    new RegExp(`rename(?:at2?)?\\(.*?"([^"]+\\.new)".*"${RegExp.escape(path)}"`)
      .exec(calls.find((call) => /rename/.test(call) && call.includes(`"${path}"`)) ?? "")![1]!;
  const note = freshOf(join(own, "update.json"));
  assert.ok(synced(note) >= 0 && synced(note) < moved(note), "the note of the update");
  const exclude = freshOf(laptop.path(".git/info/exclude"));
  assert.ok(synced(exclude) >= 0 && synced(exclude) < moved(exclude), "what is ignored");
  for (const name of ["notes.md", "new/a.md"]) {
    const fresh = join(own, "new", name);
    assert.ok(synced(fresh) >= 0 && synced(fresh) < moved(fresh), name);
    assert.ok(moved(note) < moved(fresh), "first the note, then the file");
  }
});
