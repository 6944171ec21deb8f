// Searches in the history: saves by name, machine and kind, files that are gone, saves per day, one folder at a time.

import assert from "node:assert/strict";
import { join } from "node:path";
import { NotInHistory } from "../../../src/engine/history/find_save.ts";
import { type History, openHistory } from "../../../src/engine/history/history.ts";
import type { SaveFilter } from "../../../src/engine/history/search.ts";
import { type Machine, machineOf, tell } from "../../support/story.ts";
import { settingsOf } from "../../support/syncer.ts";
import type { World } from "../../support/world.ts";

/** One save of some files, at a time in seconds since 1970. */
async function saveAt(
  world: World,
  { folder }: Pick<Machine, "folder">,
  { time, files, host = "laptop" }: {
    readonly time: number;
    readonly files: Record<string, string>;
    readonly host?: string;
  },
): Promise<void> {
  await world.write(folder, files);
  await world.git(folder, "add", "-A");
  const message = `${Object.keys(files)[0]}\n\nSynced-from: ${host}\n`;
  const env = { GIT_COMMITTER_DATE: `@${time} +0000` };
  const { code, stderr } = await world.tryGit(folder, ["commit", "-qm", message], { env });
  assert.equal(code, 0, stderr);
}

const BEGIN = Date.UTC(2026, 10, 23, 12) / 1000;

Deno.test("saves are found by a part of a name as it is typed, by machine and by kind, in pages", async () => {
  const { world, laptop } = await tell({ "seed.md": "seed\n" }, "laptop");
  const files = ["Übung.md", "100% [a*b].txt", "sub/deep/plan.md", "other.txt", "a\\b"];
  for (const [at, name] of files.entries()) {
    const host = at % 2 === 0 ? "laptop" : "desktop";
    await saveAt(world, laptop, {
      time: BEGIN + at,
      files: { [name]: `${at}\n`, [`${at}.log`]: "" },
      host,
    });
  }
  await laptop.rename("other.txt", "renamed.txt");
  await laptop.sync();
  const { saves: [last] } = await (await openHistory(settingsOf(world, laptop.folder))).saves();
  await laptop.sync({ ownChanges: [{ kind: "undo", id: last!.id }] });
  await using history = await openHistory(settingsOf(world, laptop.folder));
  const found = async (filter: SaveFilter) =>
    (await history.search(filter)).items.map(({ files }) => files.map(({ path }) => path).join());
  const rows: [SaveFilter, string[]][] = [
    [{ name: "üBUNG" }, ["Übung.md"]],
    // A name as a Mac writes it.
    [{ name: "U\u0308bung" }, ["Übung.md"]],
    [{ name: "[a*b]" }, ["100% [a*b].txt"]],
    [{ name: "a*b]" }, ["100% [a*b].txt"]],
    [{ name: "%" }, ["100% [a*b].txt"]],
    [{ name: "a?b" }, []],
    [{ name: ":(top)*" }, []],
    [{ name: "a\\b" }, ["a\\b"]],
    [{ name: "deep/pl" }, ["sub/deep/plan.md"]],
    // A rename is found by both of its names.
    [{ name: "other.t" }, ["other.txt", "renamed.txt", "other.txt"]],
    [{ kind: "undo" }, ["other.txt"]],
    [{ kind: "by hand" }, ["seed.md"]],
    [{ kind: "merge" }, []],
    [{ host: "desktop", name: ".md" }, []],
    [{ host: "desktop" }, ["3.log,other.txt", "1.log,100% [a*b].txt"]],
    [{ host: "desk" }, []],
    [{ since: (BEGIN + 1) * 1000, until: (BEGIN + 2) * 1000 }, [
      "2.log,sub/deep/plan.md",
      "1.log,100% [a*b].txt",
    ]],
    [{ host: "laptop", until: (BEGIN + 2) * 1000 - 1, since: 0 }, ["0.log,Übung.md"]],
  ];
  for (const [filter, expected] of rows) {
    assert.deepEqual(await found(filter), expected, JSON.stringify(filter));
  }
  const ids: string[] = [];
  let page = await history.search({ name: "." }, { limit: 2 });
  for (let pages = 0;; pages++) {
    assert.ok(pages < 10);
    for (const { id } of page.items) ids.push(id);
    if (page.next === undefined) break;
    page = await history.search({ name: "." }, { limit: 2, start: page.next });
  }
  const { saves } = await history.saves();
  assert.deepEqual(ids, saves.map(({ id }) => id));
  assert.deepEqual(await history.hosts(), ["laptop", "desktop", "seed"]);
});

Deno.test("the files of a save come in pages, and so do those that are gone", async () => {
  const names = Array.from({ length: 12 }, (_, at) => `f${String(at).padStart(2, "0")}.md`);
  const { world, laptop } = await tell(
    Object.fromEntries(names.map((name) => [name, name])),
    "laptop",
  );
  await laptop.remove(...names.slice(0, 8));
  await laptop.sync();
  await laptop.remove("f08.md");
  await laptop.rename("f09.md", "moved.md");
  await laptop.sync();
  await laptop.save({ "f00.md": "again" });
  await using history = await openHistory(settingsOf(world, laptop.folder));
  const { saves } = await history.saves();
  const { id } = saves[2]!;
  const some = await history.save(id.slice(0, 12), { skip: 5, limit: 2 });
  assert.deepEqual(some.files.map(({ path }) => path), ["f05.md", "f06.md"]);
  assert.deepEqual([some.fileCount, some.id], [8, id]);
  await assert.rejects(history.save("0123456789"), NotInHistory);
  const gone = await history.deleted({ limit: 1 });
  assert.deepEqual(gone.items.map(({ path, id }) => [path, id]), [["f08.md", saves[1]!.id]]);
  const rest = await history.deleted({ start: gone.next! });
  assert.deepEqual(rest.items.map(({ path }) => path), names.slice(1, 8));
  assert.equal(rest.next, undefined);
  const named = await history.deleted({ name: "F03" });
  assert.deepEqual(named.items.map(({ path }) => path), ["f03.md"]);
});

Deno.test("saves are counted by day and machine for twelve weeks", async () => {
  const { world, laptop } = await tell({ "seed.md": "seed\n" }, "laptop");
  const noon = (day: number) => new Date(2026, 10, day, 12).getTime();
  const saves: [number, string][] = [[-90, "laptop"], [1, "laptop"], [1, "desktop"], [1, "laptop"]];
  for (const [at, [day, host]] of [...saves, [3, "laptop"] as const].entries()) {
    await saveAt(world, laptop, { time: noon(day) / 1000 + at, files: { [`${at}.md`]: "" }, host });
  }
  await using history = await openHistory(settingsOf(world, laptop.folder));
  const days = async () =>
    (await history.days(noon(3))).map(({ day, host, saves }) => `${day} ${host} ${saves}`).sort();
  assert.deepEqual(await days(), [
    "2026-11-01 desktop 1",
    "2026-11-01 laptop 2",
    "2026-11-03 laptop 1",
  ]);
});

Deno.test("one folder at a time says what became of its files since", async () => {
  const { world, laptop, desktop } = await tell({ "seed.md": "seed\n" });
  const begin = Math.floor(Date.now() / 1000) + 1_000;
  await saveAt(world, laptop, {
    time: begin,
    files: {
      "d/same.md": "1\n",
      "d/changed.md": "1\n",
      "d/gone.md": "1\n",
      "d/sub/x.md": "1\n",
      "z": "",
    },
  });
  await saveAt(world, desktop, {
    time: begin + 10,
    files: { "d/desktop.md": "2\n" },
    host: "desktop",
  });
  await laptop.remove("d/gone.md");
  await saveAt(world, laptop, {
    time: begin + 20,
    files: { "d/changed.md": "2\n", "d/new.md": "" },
  });
  await laptop.git("fetch", "-q", desktop.folder, "main");
  await laptop.git("merge", "-q", "--no-commit", "FETCH_HEAD");
  await saveAt(world, laptop, { time: begin + 30, files: { "late.md": "" } });
  await using history = await openHistory(settingsOf(world, laptop.folder));
  const listed = async (folder: string, seconds: number, skip = 0) => {
    const at = { time: (begin + seconds) * 1000, folder };
    const { entries = [] } = await history.folder(at, { skip }) ?? {};
    return entries.map(({ path, kind, since }) => [path, kind, since]);
  };
  const expected = [
    ["d/sub", "folder", "same"],
    ["d/changed.md", "file", "changed"],
    ["d/gone.md", "file", "gone"],
    ["d/same.md", "file", "same"],
  ];
  assert.deepEqual(await listed("d", 0), expected);
  assert.deepEqual(await listed("d/", 0, 2), expected.slice(2));
  assert.deepEqual(await listed("", 0), [
    ["d", "folder", "changed"],
    ["seed.md", "file", "same"],
    ["z", "file", "same"],
  ]);
  // The two had not received each other's saves then.
  const joined = expected.toSpliced(2, 0, ["d/desktop.md", "file", "same"]);
  assert.deepEqual(await listed("d", 10), joined);
  await assertHas(history, { time: (begin + 10) * 1000, folder: "d" });
  assert.deepEqual((await listed("", 10))[0], ["d", "folder", "changed"]);
  assert.deepEqual(await listed("", -100_000_000), []);
  await assert.rejects(listed("none", 0), NotInHistory);
  await assert.rejects(listed("../laptop", 0), TypeError);
});

/** Checks that each listed file is in the save that is named for it. */
async function assertHas(
  history: History,
  at: { readonly time: number; readonly folder: string },
): Promise<void> {
  for (const { id, path, kind } of (await history.folder(at))!.entries) {
    if (kind === "file") assert.equal((await history.content({ id, path })).kind, "bytes", path);
  }
}

Deno.test("a shallow clone fetches older history on the user's word, and nothing else does", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  for (const text of ["two\n", "three\n"]) {
    await laptop.save({ "notes.md": text });
  }
  const folder = join(world.folder, "shallow");
  await world.git(world.folder, "clone", "-q", "--depth=1", `file://${world.remote}`, folder);
  const shallow = machineOf(world, folder);
  const saves = async () => {
    await using history = await openHistory(settingsOf(world, folder));
    return { count: (await history.saves()).saves.length, start: await history.start() };
  };
  await shallow.sync();
  assert.equal((await saves()).count, 1);
  assert.notEqual((await saves()).start, undefined);
  // Also where a save is sent in place of a fetch.
  await shallow.write({ "more.md": "more\n" });
  await shallow.sync({ older: true });
  assert.deepEqual(await saves(), { count: 4, start: undefined });
  await laptop.sync({ older: true });
  assert.equal(await laptop.read("more.md"), "more\n");
});
