// What the command line says of the history, of what was restored and of what was not.

import assert from "node:assert/strict";
import type { ChangeResult, KeptReason, OwnChange, Refusal } from "../../../src/engine/mod.ts";
import { changedLines, isChangeDone } from "../../../src/view/history/changed_lines.ts";
import { historyJson, historyLines } from "../../../src/view/history/history_lines.ts";
import { lastMomentOf, minuteOf } from "../../../src/view/history/minute.ts";

const TIME = new Date(2026, 10, 23, 14, 2, 7).getTime();
const ID = "3f2a9c1b07".padEnd(40, "0");

Deno.test("a time means its last moment, and a listed time can be given back", () => {
  const local = (...parts: [number, number, number, number, number, number, number]) =>
    new Date(...parts).getTime();
  const rows: readonly (readonly [string, number | undefined])[] = [
    ["2026-11-23", local(2026, 10, 23, 23, 59, 59, 999)],
    ["2026-11-23 14:02", local(2026, 10, 23, 14, 2, 59, 999)],
    ["2026-11-23T14:02:05", local(2026, 10, 23, 14, 2, 5, 999)],
    ["2026-11-23 14:02Z", Date.UTC(2026, 10, 23, 14, 2, 59, 999)],
    ["2026-11-23 14:02+01:00", Date.UTC(2026, 10, 23, 13, 2, 59, 999)],
    ["2026-02-30", undefined],
    ["2026-13-40", undefined],
    ["2026-00-01", undefined],
    ["2026-13-40 14:02", undefined],
    ["2026-11-23 25:00", undefined],
    ["14:02", undefined],
    ["yesterday", undefined],
    ["", undefined],
  ];
  for (const [text, time] of rows) assert.equal(lastMomentOf(text), time, text);
  assert.ok(lastMomentOf(minuteOf(TIME))! >= TIME);
});

Deno.test("a save is one line: when, its id, whose it is, and what it did", () => {
  const save = { id: ID, host: "laptop", time: TIME, kind: "save", subject: "notes" } as const;
  const files = ["a", "b", "c", "d"].map((path) => ({ path, action: "added" as const }));
  const saves = [
    { ...save, files, fileCount: 9 },
    { ...save, kind: "merge" as const, files: [], fileCount: 0, subject: "Merge\u202e desktop" },
    {
      ...save,
      files: [{ path: "new\nline.md", action: "renamed" as const, from: "old.md" }],
      fileCount: 1,
    },
  ];
  const history = {
    listed: { kind: "saves" as const, saves },
    next: { tip: ID, skip: 3 },
    start: TIME,
  };
  assert.deepEqual(historyLines(history), [
    "2026-11-23 14:02  3f2a9c1b07  laptop: added a, added b, added c and 6 other files",
    "2026-11-23 14:02  3f2a9c1b07  laptop (merge): Merge  desktop",
    "2026-11-23 14:02  3f2a9c1b07  laptop: renamed old.md to new line.md",
    "Older ones are not listed: `git log` has them",
    "This clone has the history since 2026-11-23 14:02 only",
  ]);
  const json = historyJson(history) as { saves: { time: string }[]; isComplete: boolean };
  assert.equal(json.saves[0]!.time, new Date(TIME).toISOString());
  assert.equal(json.isComplete, false);
  const none = { listed: { kind: "saves" as const, saves: [] }, next: undefined, start: undefined };
  assert.deepEqual(historyLines(none), ["No saves found"]);
});

const UNDO: OwnChange = { kind: "undo", id: "3f2a" };
const RESTORE: OwnChange = { kind: "restore", path: "notes.md", version: { kind: "save", id: ID } };
const NOTHING: ChangeResult = {
  change: RESTORE,
  refused: undefined,
  save: { id: ID, host: "laptop", time: TIME },
  paths: [],
  outside: [],
  hidden: [],
  unplaced: [],
  kept: [],
};

Deno.test("what was restored or undone is said, and what was not, with the reason", () => {
  const from = "2026-11-23 14:02 (laptop, 3f2a9c1b07)";
  const kept = [{ path: ".env", reason: "ignored" as const }];
  const rows: readonly (readonly [Partial<ChangeResult>, readonly string[], boolean])[] = [
    [{ paths: ["notes.md"] }, [`Restored notes.md as of ${from}`], true],
    [{ paths: ["a", "b"], kept }, [
      `Restored 2 files as of ${from}`,
      "Not restored: .env: it is ignored now, and would be published again",
    ], true],
    [{}, [`Nothing to restore: "notes.md" is as it was on ${from}`], true],
    [{ kept }, [
      `Nothing is restored of ${from}`,
      "Not restored: .env: it is ignored now, and would be published again",
    ], false],
    [{ change: UNDO, paths: ["a", "b"], outside: ["b"] }, [
      `Undid the save of ${from}: 2 files`,
      "Not in this folder, as its sparse checkout leaves it out: 1 file",
    ], true],
    [{ paths: ["a"], hidden: ["a"] }, [
      `Restored a as of ${from} for the other machines alone`,
      "Not changed in this folder, where git is told to leave it alone (skip-worktree and such): a",
    ], true],
    [{ hidden: ["a"] }, [
      `Nothing is restored of ${from}`,
      "Not changed in this folder, where git is told to leave it alone (skip-worktree and such): a",
    ], false],
    [{ paths: ["a", "b"], unplaced: ["b"] }, [
      `Restored 2 files as of ${from}`,
      "Not changed in this folder yet: b",
    ], true],
    [{ paths: ["a"], unplaced: ["a"] }, [
      `Restored a as of ${from} for the other machines alone`,
      "Not changed in this folder yet: a",
    ], false],
    [{ change: UNDO, paths: ["a"], unplaced: ["a"] }, [
      `Undid the save of ${from} for the other machines alone: a`,
      "Not changed in this folder yet: a",
    ], false],
    [{ change: UNDO }, [`Nothing to undo of the save of ${from}`], true],
    [{ change: UNDO, refused: "merge", save: undefined }, [
      'Not undone: the save "3f2a": it is a merge; only single saves can be undone (`--history` lists those in it)',
    ], false],
    [{ refused: "before the history", historyStart: TIME, save: undefined }, [
      'Not restored: "notes.md": the history begins later; this clone has the history since ' +
      "2026-11-23 14:02 only (`git fetch --unshallow` gets the rest)",
    ], false],
  ];
  for (const [part, lines, done] of rows) {
    const changed = { ...NOTHING, ...part };
    assert.deepEqual(changedLines(changed), lines);
    assert.equal(isChangeDone(changed), done, lines.join());
  }
});

Deno.test("of very many paths that stay, the first are named", () => {
  const kept = Array.from({ length: 1_000 }, (_, at) => ({
    path: `${at}.md`,
    reason: "changed since" as const,
  }));
  const lines = changedLines({ ...NOTHING, change: UNDO, paths: ["a"], kept });
  assert.equal(lines.length, 22);
  assert.equal(lines.at(-1), "Not undone: 980 other files");
});

Deno.test("every refusal and every reason has words of its own", () => {
  const refusals: readonly Refusal[] = [
    "no such save",
    "no such path",
    "no such name",
    "deleted then",
    "before the history",
    "merge",
    "first of a shallow clone",
    "none has the name",
    "in the way",
    "kept back",
    "being written",
  ];
  const reasons: readonly KeptReason[] = [
    "changed since",
    "ignored",
    "private",
    "own place",
    "repository",
    "in the way",
    "other attributes",
    "being written",
    "changed elsewhere",
  ];
  const lines = [
    ...refusals.map((refused) => changedLines({ ...NOTHING, refused })[0]),
    ...reasons.map((reason) => changedLines({ ...NOTHING, kept: [{ path: "a", reason }] })[1]),
  ];
  assert.equal(new Set(lines).size, refusals.length + reasons.length);
  for (const line of lines) assert.doesNotMatch(line ?? "undefined", /undefined/);
});
