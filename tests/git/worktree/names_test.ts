// Every name that a file can have reaches the other machine.

import assert from "node:assert/strict";
import { copiesOn, tell, textsOn } from "../../support/story.ts";

const NAMES = [
  "with space",
  " space at both ends ",
  'quo"te',
  "apos'trophe",
  "new\nline",
  "new\nfolder/tab\there",
  "star*",
  "*",
  "quest?ion",
  "[a]",
  "back\\slash",
  "-dash",
  "--all",
  ":colon",
  ":(top)magic",
  "!bang",
  "#hash",
  "~tilde",
  "$HOME",
  "`ls`",
  "per%20cent",
  "\u0001control",
  "caf\u00e9",
  "cafe\u0301",
  "🎉/日本語.md",
  "con",
  "a.b.c.d",
  "..dots",
  "...",
  "e/x/c/l/u/d/e",
  `${"long".repeat(62)}.md`,
];

Deno.test("names with signs of every kind arrive, are edited, conflict and go away", async () => {
  const { laptop, desktop, quiet } = await tell({ "notes.md": "one\n" });
  const texts = (text: string) =>
    Object.fromEntries(NAMES.map((name) => [name, `${text} ${name}\n`]));
  await laptop.write(texts("new"));
  await quiet();
  assert.deepEqual(await textsOn(desktop), { "notes.md": "one\n", ...texts("new") });

  await desktop.write(texts("edited"));
  await quiet();
  assert.deepEqual(await textsOn(laptop), { "notes.md": "one\n", ...texts("edited") });

  await laptop.write(texts("laptop"));
  await desktop.write(texts("desktop"));
  await laptop.sync();
  const { conflicts } = await desktop.sync();
  assert.deepEqual(conflicts.length, NAMES.length);
  await quiet();
  const copies = await copiesOn(laptop);
  const found = Object.values(await textsOn(laptop)).sort();
  assert.deepEqual(
    found,
    ["one\n", ...Object.values(texts("laptop")), ...Object.values(texts("desktop"))].sort(),
  );

  await laptop.remove(...copies, ...NAMES);
  await laptop.sync({ confirmDeletion: true });
  await quiet();
  assert.deepEqual(await textsOn(desktop), { "notes.md": "one\n" });
});

Deno.test("paths that the watcher names are taken literally", async () => {
  const { laptop, desktop, quiet } = await tell({ "starfish": "one\n", "a.md": "a\n" });
  await laptop.sync();
  await laptop.write({ "starfish": "not named\n", "a.md": "not named\n" });
  for (const name of ["star*", ":(top)", "-dash", "[a].md", 'quo"te', "new\nline"]) {
    await laptop.write({ [name]: "text\n" });
    assert.deepEqual((await laptop.sync({ paths: [name], remote: "send" })).saved, [name]);
  }
  await laptop.remove("star*");
  assert.deepEqual((await laptop.sync({ paths: ["star*"], remote: "send" })).saved, ["star*"]);
  assert.equal(await laptop.git("status", "--porcelain"), "M a.md\n M starfish");
  await quiet();
  assert.equal(await desktop.read("starfish"), "not named\n");
});
