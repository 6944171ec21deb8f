// The versions of an open conflict, as they are shown to be settled.

import assert from "node:assert/strict";
import { join } from "node:path";
import { NotInHistory } from "../../../src/engine/history/find_save.ts";
import { openHistory } from "../../../src/engine/history/history.ts";
import { copyOn, type Machine, type Story, syncAll, tell } from "../../support/story.ts";
import { settingsOf } from "../../support/syncer.ts";

type Two = Story<["laptop", "desktop"]>;

/** Laptop has published a version, and desktop's is in a copy. */
async function clash({ machines: [laptop, desktop] }: Two, name: string, texts: [string, string]) {
  await laptop.write({ [name]: texts[0] });
  await desktop.write({ [name]: texts[1] });
  await syncAll(laptop, desktop, laptop);
  return await copyOn(laptop);
}

async function detailsOn({ world }: Two, machine: Machine, copy: string) {
  await using history = await openHistory(settingsOf(world, machine.folder));
  return await history.conflict(copy);
}

const LINES = Array.from({ length: 9 }, (_, at) => `line ${at}`);

function lines(changed: Record<number, string>): string {
  return `${LINES.map((line, at) => changed[at] ?? line).join("\n")}\n`;
}

Deno.test("a conflict shows whose versions there are, their base, and what is left to choose", async () => {
  const story = await tell({ "d/notes.md": lines({}) });
  const { machines: [laptop, desktop] } = story;
  const copy = await clash(story, "d/notes.md", [
    lines({ 1: "laptop 1", 4: "laptop 4" }),
    lines({ 4: "desktop 4", 7: "desktop 7", 8: "<<<<<<< HEAD" }),
  ]);
  const { this: one, other, base, deleted, content } = await detailsOn(story, laptop, copy);
  assert.deepEqual([one.path, one.host], [copy, "desktop"]);
  assert.deepEqual([other?.path, other?.host, deleted], ["d/notes.md", "laptop", undefined]);
  assert.equal(await laptop.git("rev-parse", `${one.id}:${one.path}`), one.oid);
  assert.equal(await laptop.git("rev-parse", `${other?.id}:${other?.path}`), other?.oid);
  assert.equal(await laptop.git("rev-parse", `${base?.id}:${base?.path}`), base?.oid);
  assert.equal(await laptop.git("show", `${base?.id}:${base?.path}`), lines({}).trimEnd());
  assert.deepEqual(content, {
    kind: "text",
    parts: [
      { kind: "merged", text: "line 0\nlaptop 1\nline 2\nline 3\n" },
      { kind: "choose", this: "desktop 4\n", other: "laptop 4\n" },
      { kind: "merged", text: "line 5\nline 6\ndesktop 7\n<<<<<<< HEAD\n" },
    ],
  });
  assert.deepEqual([one.isOwn, other?.isOwn], [undefined, true]);
  const seenThere = await detailsOn(story, desktop, copy);
  assert.deepEqual([seenThere.this.isOwn, seenThere.other?.isOwn], [true, undefined]);
  // Nothing of it stays in the git folder.
  const own = await Array.fromAsync(Deno.readDir(laptop.path(".git/gitsyncbar")));
  assert.deepEqual(own.filter(({ name }) => name.startsWith(".gitsyncbar-")), []);
  await laptop.save({ [copy]: "edited\n" });
  const edited = await detailsOn(story, laptop, copy);
  assert.deepEqual([edited.this.host, edited.other?.host], ["laptop", "laptop"]);
  assert.equal(edited.this.isOwn, true);
  assert.notEqual(edited.this.oid, one.oid);
});

Deno.test("versions without a base, without a line end, and in other bytes than git stores", async () => {
  const story = await tell({ ".gitattributes": "*.crlf text eol=crlf\n" });
  const { machines: [laptop] } = story;
  const copy = await clash(story, "new.crlf", ["same\r\nlaptop", "same\r\ndesktop\r\n"]);
  assert.deepEqual((await detailsOn(story, laptop, copy)).content, {
    kind: "text",
    parts: [
      { kind: "merged", text: "same\r\n" },
      { kind: "choose", this: "desktop\r\n", other: "laptop" },
    ],
  });
  assert.equal((await detailsOn(story, laptop, copy)).base, undefined);
});

Deno.test("what is no text, too large, or given by a filter that fails is still told apart", async () => {
  const story = await tell({ "seed.md": "seed\n" });
  const { world, machines: [laptop] } = story;
  const large = "x\n".repeat(1024 * 1024 + 1);
  const rows: [string, [string, string], string][] = [
    ["a.png", ["\x89PNG\0laptop", "\x89PNG\0desktop"], "other"],
    ["large.md", ["laptop\n", large], "too large"],
    ["secret.up", ["laptop\n", "desktop\n"], "other"],
  ];
  for (const [name, texts, kind] of rows) {
    const copy = await clash(story, name, texts);
    if (name.endsWith(".up")) {
      await world.write(laptop.folder, { ".git/info/attributes": "*.up filter=up\n" });
      await laptop.git("config", "filter.up.smudge", "false");
      await laptop.git("config", "filter.up.clean", "cat");
    }
    const { content, this: one, other } = await detailsOn(story, laptop, copy);
    assert.deepEqual([content.kind, one.host, other?.host], [kind, "desktop", "laptop"], name);
    await laptop.remove(copy);
    await laptop.sync();
  }
});

Deno.test("neither a text conversion nor a merge driver is run for a conflict", async () => {
  const story = await tell({
    ".gitattributes": "*.md merge=mine diff=mine\n",
    "notes.md": "one\n",
  });
  const { world, machines: [laptop] } = story;
  const copy = await clash(story, "notes.md", ["laptop\n", "desktop\n"]);
  const ran = join(world.folder, "ran");
  for (
    const key of ["merge.mine.driver", "diff.mine.textconv", "diff.external", "diff.mine.command"]
  ) {
    await laptop.git("config", key, `touch '${ran}'; cat`);
  }
  await laptop.git("config", "merge.conflictStyle", "diff3");
  const { content } = await detailsOn(story, laptop, copy);
  assert.deepEqual(content, {
    kind: "text",
    parts: [{ kind: "choose", this: "desktop\n", other: "laptop\n" }],
  });
  assert.equal(await Deno.stat(ran).catch(() => undefined), undefined);
});

Deno.test("an original that was renamed or deleted since is found, and nothing else passes for a conflict", async () => {
  const story = await tell({ "notes.md": lines({}) });
  const { machines: [laptop, desktop] } = story;
  const copy = await clash(story, "notes.md", [lines({ 3: "laptop" }), lines({ 3: "desktop" })]);
  await desktop.sync();
  await desktop.rename("notes.md", "sub/plan.md");
  await syncAll(desktop, laptop);
  const renamed = await detailsOn(story, laptop, copy);
  assert.equal(renamed.other?.path, "sub/plan.md");
  assert.equal(
    await laptop.git("show", `${renamed.other?.id}:sub/plan.md`),
    lines({ 3: "laptop" }).trimEnd(),
  );
  await desktop.remove("sub/plan.md");
  await syncAll(desktop, laptop);
  const { other, deleted, content } = await detailsOn(story, laptop, copy);
  assert.deepEqual([other, content], [undefined, { kind: "text", parts: undefined }]);
  assert.deepEqual([deleted?.path, deleted?.by.host], ["sub/plan.md", "desktop"]);
  assert.equal(await laptop.git("rev-parse", `${deleted?.id}:${deleted?.path}`), deleted?.oid);
  for (const name of ["notes.md", "sub/plan.md", `../${copy}`, copy.replace("notes", "others")]) {
    await assert.rejects(
      detailsOn(story, laptop, name),
      (error) => error instanceof NotInHistory || error instanceof TypeError,
    );
  }
});
