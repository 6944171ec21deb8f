// Files whose names are not UTF-8 are found in the history by their quoted names, and read; they are not restored.

import assert from "node:assert/strict";
import { openHistory } from "../../../src/engine/history/history.ts";
import { tell } from "../../support/story.ts";
import { settingsOf } from "../../support/syncer.ts";

/** `caf\xe9*.txt`, and beside it a name that a pattern for it would find, too. */
const NAME = '"caf\\351*.txt"';
const BESIDE = '"caf\\350x.txt"';

Deno.test("a name that is not UTF-8 is listed with quotes, and its versions are read by that", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  const shell = async (text: string) => {
    await new Deno.Command("sh", { args: ["-c", text], cwd: laptop.folder }).output();
    await laptop.sync();
  };
  await shell(
    `printf 'one\\n' > "$(printf 'caf\\351*.txt')"; printf x > "$(printf 'caf\\350x.txt')"`,
  );
  await shell(`printf y > "$(printf 'caf\\350x.txt')"`);
  await shell(`printf 'two\\n' > "$(printf 'caf\\351*.txt')"`);
  await using history = await openHistory(settingsOf(world, laptop.folder));
  const { saves } = await history.saves();
  assert.deepEqual(saves.map(({ files }) => files.map(({ path }) => path)), [
    [NAME],
    [BESIDE],
    [BESIDE, NAME],
    ["notes.md"],
  ]);
  const versions = await history.versions(NAME);
  assert.deepEqual(versions.map(({ action, path }) => [action, path]), [
    ["changed", NAME],
    ["added", NAME],
  ]);
  const texts = versions.map(async ({ id }) => {
    const found = await history.content({ id, path: NAME }, { asSeen: true });
    return found.kind === "bytes" ? new TextDecoder().decode(found.bytes) : found.kind;
  });
  assert.deepEqual(await Promise.all(texts), ["two\n", "one\n"]);
  assert.equal((await history.today(NAME))?.oid, versions[0]?.oid);
  const then = await history.folder({ time: Date.now(), folder: "" });
  assert.deepEqual(then?.entries.map(({ path }) => path), [BESIDE, NAME, "notes.md"]);
  // No machine could put it in its place: the file would leave the sync.
  const version = { kind: "save", id: versions[1]!.id } as const;
  const { changed } = await laptop.sync({ ownChanges: [{ kind: "restore", path: NAME, version }] });
  assert.equal(changed?.[0]?.refused, "no such name");
  await shell(`rm "$(printf 'caf\\351*.txt')"`);
  const { items } = await history.deleted();
  assert.deepEqual(items.map(({ path }) => path), [NAME]);
});
