// The history as it is read: saves, versions of a file, contents, the folder at a time.

import assert from "node:assert/strict";
import { join } from "node:path";
import { NotInHistory } from "../../../src/engine/history/find_save.ts";
import { type History, openHistory } from "../../../src/engine/history/history.ts";
import { type Machine, syncAll, tell } from "../../support/story.ts";
import { settingsOf } from "../../support/syncer.ts";
import type { World } from "../../support/world.ts";

function historyOf(world: World, { folder }: Pick<Machine, "folder">): Promise<History> {
  return openHistory(settingsOf(world, folder));
}

/** Commits everything by hand, at a time in seconds since 1970. */
async function commitAt(world: World, folder: string, time: number): Promise<string> {
  const env = { GIT_COMMITTER_DATE: `@${time} +0000` };
  await world.git(folder, "add", "-A");
  const { code, stderr } = await world.tryGit(folder, ["commit", "-qm", `at ${time}`], { env });
  assert.equal(code, 0, stderr);
  return await world.git(folder, "rev-parse", "HEAD");
}

Deno.test("a merge that keeps both versions of two files is one save, with its copies", async () => {
  const { world, laptop, desktop, quiet } = await tell({ "a b.md": "1\n", "z.md": "1\n" });
  await quiet();
  for (const machine of [laptop, desktop]) {
    await machine.write({ "a b.md": `${machine.name}\n`, "z.md": `${machine.name}\n` });
  }
  await syncAll(laptop, desktop);
  await using history = await historyOf(world, desktop);
  const { saves } = await history.saves();
  const [merge] = saves;
  assert.deepEqual(saves.map(({ kind }) => kind), ["merge", "save", "save", "by hand"]);
  assert.deepEqual(
    merge!.files.map(({ action, path }) => [action, path.replace(/ \(conflict .*\)/, " (copy)")]),
    [["added", "a b (copy).md"], ["added", "z (copy).md"]],
  );
});

const LINES = Array.from({ length: 20 }, (_, at) => `line ${at}\n`).join("");

Deno.test("saves are listed newest first, with whose they are, their kind and their files", async () => {
  const { world, laptop, desktop, quiet } = await tell({ "notes.md": LINES, "old.md": "old\n" });
  await quiet();
  await laptop.rename("notes.md", "sub/plan.md");
  await laptop.remove("old.md");
  await laptop.sync();
  await desktop.write({ "mine.md": "mine\n" });
  await desktop.git("add", "mine.md");
  await desktop.git("commit", "-qm", "by hand\n\nwith more text");
  await desktop.sync();
  await desktop.write({ "sub/plan.md": LINES.replace("line 3", "line three") });
  await syncAll(laptop, desktop);
  await using history = await historyOf(world, desktop);
  const { saves, next } = await history.saves();
  assert.equal(next, undefined);
  const seen = saves.map(({ host, kind, subject, files }) =>
    [kind, host, subject, files.map(({ action, path, from }) => [action, path, from])] as const
  );
  const [edit, merge, ...rest] = seen;
  assert.deepEqual(edit, ["save", "desktop", "plan.md (desktop)", [
    ["changed", "sub/plan.md", undefined],
  ]]);
  assert.deepEqual([merge![0], merge![3]], ["merge", []]);
  // These two were made at the same time, as far as anybody knows.
  assert.deepEqual(
    rest.toSorted((a, b) => a[0] < b[0] ? -1 : 1),
    [
      ["by hand", "desktop", "by hand", [["added", "mine.md", undefined]]],
      ["by hand", "seed", "seed", [
        ["added", "notes.md", undefined],
        ["added", "old.md", undefined],
      ]],
      ["save", "laptop", "notes.md and 2 more (laptop)", [
        ["deleted", "old.md", undefined],
        ["renamed", "sub/plan.md", "notes.md"],
      ]],
    ].toSorted((a, b) => a[0]! < b[0]! ? -1 : 1) as never,
  );

  const ids: string[] = [];
  let page = await history.saves({ limit: 2 });
  // A save that comes in between does not move the pages.
  await desktop.save({ "later.md": "later\n" });
  for (;;) {
    for (const { id } of page.saves) ids.push(id);
    if (page.next === undefined) break;
    page = await history.saves({ limit: 2, start: page.next });
  }
  assert.deepEqual(ids, saves.map(({ id }) => id));
  const inSub = await history.saves({ path: "sub" });
  assert.deepEqual(inSub.saves.map(({ files }) => files.map(({ path }) => path)), [
    ["sub/plan.md"],
    ["sub/plan.md"],
  ]);
});

Deno.test("the versions of a file are found through its renames, whatever it is called", async () => {
  const { world, laptop, desktop } = await tell({ "a.md": LINES, "other.md": "other\n" });
  const names = ["b*?.md", "sub/:(top)é\n.md", "-n [x]"];
  let text = LINES;
  let name = "a.md";
  for (const [at, next] of names.entries()) {
    text = text.replace(`line ${at}\n`, `changed ${at}\n`);
    await laptop.save({ [name]: text });
    await laptop.rename(name, next);
    await laptop.sync();
    name = next;
  }
  await using history = await historyOf(world, laptop);
  const versions = await history.versions(name);
  assert.deepEqual(versions.map(({ action, path, from }) => [action, path, from]), [
    ["renamed", "-n [x]", "sub/:(top)é\n.md"],
    ["changed", "sub/:(top)é\n.md", undefined],
    ["renamed", "sub/:(top)é\n.md", "b*?.md"],
    ["changed", "b*?.md", undefined],
    ["renamed", "b*?.md", "a.md"],
    ["changed", "a.md", undefined],
    ["added", "a.md", undefined],
  ]);
  assert.equal((await history.versions(name, { limit: 2 })).length, 2);
  // A file that came again is the same one to the user; a folder and a stranger have no versions.
  await laptop.remove("other.md");
  await laptop.sync();
  await laptop.save({ "other.md": "again\n" });
  const again = await history.versions("other.md");
  assert.deepEqual(again.map(({ action }) => action), ["added", "deleted", "added"]);
  assert.deepEqual(await history.versions("sub"), []);
  // Of two versions that do not merge, both are its versions, though one is a copy now.
  await desktop.sync();
  await desktop.save({ "other.md": "desktop\n" });
  const { conflicts } = await laptop.save({ "other.md": "laptop\n" });
  assert.equal(conflicts.length, 1);
  const both = await history.versions("other.md");
  assert.deepEqual(both.slice(0, 2).map(({ host }) => host).toSorted(), ["desktop", "laptop"]);
  // Each of them has been made from the same one, and one of them is there today.
  const today = await history.today("other.md");
  assert.equal(today?.oid, await laptop.git("rev-parse", "HEAD:other.md"));
  assert.deepEqual(both.slice(0, 2).map(({ oid }) => oid === today?.oid).toSorted(), [false, true]);
  for (const { parent } of both.slice(0, 2)) {
    assert.equal(await laptop.git("show", `${parent}:other.md`), "again");
  }
  assert.equal(await history.today("sub"), undefined);
  assert.deepEqual(await history.versions("no such file"), []);
});

Deno.test("a version's content is given as it was saved and as the user sees it, and nothing else is", async () => {
  const { world, laptop } = await tell({
    ".gitattributes": "*.txt text eol=crlf\n*.up filter=up\n*.in filter=in\n*.md diff=shown\n",
    "cleaned.in": "as it is\n",
    "lines.txt": "one\ntwo\n",
    "loud.up": "quiet\n",
    "notes.md": "text\n",
  }, "laptop");
  const ran = join(world.folder, "ran");
  await laptop.git("config", "filter.up.smudge", "tr a-z A-Z");
  await laptop.git("config", "filter.up.clean", "tr A-Z a-z");
  await laptop.git("config", "diff.external", `touch '${ran}'; true`);
  await laptop.git("config", "diff.shown.textconv", `touch '${ran}'; cat`);
  await Deno.symlink("notes.md", laptop.path("link"));
  await laptop.save({ "large.bin": "x".repeat(5_000) });
  // A process that has nothing to do with files that git writes (gitattributes, "Long Running Filter Process").
  const hello = "0016git-filter-server\n000eversion=2\n00000000";
  const process = `printf '%s' '${hello}'; cat >/dev/null`;
  await laptop.git("config", "filter.in.process", process);
  await using history = await historyOf(world, laptop);
  const { saves: [newest] } = await history.saves();
  const { id } = newest!;
  const text = async (path: string, options: Parameters<History["content"]>[1] = {}) => {
    const content = await history.content({ id, path }, options);
    return content.kind === "bytes" ? new TextDecoder().decode(content.bytes) : content.kind;
  };
  assert.equal(await text("lines.txt"), "one\ntwo\n");
  assert.equal(await text("lines.txt", { asSeen: true }), "one\r\ntwo\r\n");
  assert.equal(await text("loud.up"), "quiet\n");
  assert.equal(await text("loud.up", { asSeen: true }), "QUIET\n");
  assert.equal(await text("cleaned.in", { asSeen: true }), "as it is\n");
  assert.equal(await text("link", { asSeen: true }), "notes.md");
  assert.equal(await text("large.bin", { mostBytes: 4_999 }), "too large");
  assert.equal(await text("lines.txt", { asSeen: true, mostBytes: 9 }), "too large");
  await history.versions("notes.md");
  assert.equal(await Deno.stat(ran).catch(() => undefined), undefined, "no program was run");

  await laptop.git("branch", "deadbeef");
  await laptop.git("checkout", "-q", "--detach");
  await laptop.write({ "secret.md": "elsewhere\n" });
  const elsewhere = await commitAt(world, laptop.folder, 1_700_000_000);
  await laptop.git("checkout", "-q", "main");
  const refused = [
    { id: elsewhere, path: "secret.md" },
    { id: "main", path: "notes.md" },
    { id: "deadbeef", path: "notes.md" },
    { id: "--help", path: "notes.md" },
    { id: id.slice(0, 3), path: "notes.md" },
    { id, path: "secret.md" },
    { id, path: "" },
    { id, path: ".git/config" },
    { id: await laptop.git("rev-parse", `${id}:notes.md`), path: "notes.md" },
  ];
  for (const of of refused) {
    await assert.rejects(history.content(of), NotInHistory, JSON.stringify(of));
  }
  await assert.rejects(history.content({ id, path: "../laptop/notes.md" }), TypeError);
  const start = { tip: elsewhere, skip: 0 };
  await assert.rejects(history.saves({ start }), NotInHistory);
  assert.equal(await text("notes.md"), "text\n");
  const short = await history.content({ id: id.slice(0, 10), path: "notes.md" });
  assert.equal(short.kind, "bytes");
});

Deno.test("the folder at a time has what was saved by then on all machines", async () => {
  const { world, laptop, desktop } = await tell({ "disputed.md": "seed\n", "seed.md": "seed\n" });
  const begin = Math.floor(Date.now() / 1000) + 1_000;
  await laptop.remove("disputed.md");
  await laptop.write({ "laptop.md": "1\n", "both.md": "laptop\n", "gone.md": "gone\n" });
  await commitAt(world, laptop.folder, begin);
  await desktop.write({ "desktop.md": "2\n", "disputed.md": "changed\n" });
  await commitAt(world, desktop.folder, begin + 10);
  await laptop.remove("gone.md");
  await commitAt(world, laptop.folder, begin + 20);
  await desktop.git("fetch", "-q", laptop.folder, "main");
  // It conflicts, and what is there is taken.
  await world.tryGit(desktop.folder, ["merge", "-q", "--no-commit", "FETCH_HEAD"]);
  await commitAt(world, desktop.folder, begin + 30);
  await using history = await historyOf(world, desktop);
  const at = async (seconds: number) => (await history.at((begin + seconds) * 1000))?.paths;
  const seed = Math.floor(Date.now() / 1000) - 100_000_000 - begin;
  assert.equal(await at(seed), undefined);
  assert.deepEqual(await at(-1), ["disputed.md", "seed.md"]);
  assert.deepEqual(await at(0), ["both.md", "gone.md", "laptop.md", "seed.md"]);
  assert.deepEqual((await at(10))?.toSorted(), [
    "both.md",
    "desktop.md",
    "disputed.md",
    "gone.md",
    "laptop.md",
    "seed.md",
  ]);
  const all = ["both.md", "desktop.md", "disputed.md", "laptop.md", "seed.md"];
  assert.deepEqual((await at(20))?.toSorted(), all);
  assert.deepEqual(await at(1_000_000), all);
  const { items: [gone, ...others] } = await history.deleted();
  assert.deepEqual([gone?.path, gone?.action, others], ["gone.md", "deleted", []]);
  assert.equal(await history.start(), undefined);
  const shallow = join(world.folder, "shallow");
  await world.git(world.folder, "clone", "-q", "--depth=1", `file://${desktop.folder}`, shallow);
  await using short = await historyOf(world, { folder: shallow });
  assert.ok(await short.start() ?? 0 >= begin * 1000);
  assert.equal(await short.at((begin + 10) * 1000), undefined);
});
