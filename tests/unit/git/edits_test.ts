// What the difference of two trees does to files.

import assert from "node:assert/strict";
import { type Edit, editsIn } from "../../../src/engine/git/values/edits.ts";
import { gitPath } from "../../../src/engine/git/values/path.ts";
import type { Change } from "../../../src/engine/git/values/tree.ts";

/** Returns a change; a letter stands for the content. */
function change(path: string, old: string | undefined, now: string | undefined): Change {
  const entry = (content: string | undefined) =>
    content === undefined
      ? undefined
      : { mode: content === "link" ? "160000" : "100644", oid: content };
  return { path: gitPath(path), old: entry(old), new: entry(now) };
}

const NONE = undefined;

/** Changes, and what they do. */
const ROWS: readonly (readonly [string, readonly Change[], readonly string[]])[] = [
  ["nothing", [], []],
  [
    "added, edited, deleted",
    [change("a", NONE, "1"), change("b", "1", "2"), change("c", "3", NONE)],
    ["added a", "edited b", "deleted c"],
  ],
  [
    "one source and one target",
    [change("a", "1", NONE), change("b", NONE, "1")],
    ["renamed a b"],
  ],
  [
    "the target first",
    [change("a", NONE, "1"), change("b", "1", NONE)],
    ["renamed b a"],
  ],
  [
    "copied before it was deleted: nobody knows which one it is",
    [change("a", "1", NONE), change("b", NONE, "1"), change("c", NONE, "1")],
    ["deleted a", "added b", "added c"],
  ],
  [
    "two of the same content",
    [change("a", "1", NONE), change("b", "1", NONE), change("c", NONE, "1")],
    ["deleted a", "deleted b", "added c"],
  ],
  [
    "replaced by another file's content",
    [change("a", "1", NONE), change("b", "2", "1")],
    ["deleted a", "edited b"],
  ],
  [
    "nested repositories are no files",
    [change("a", "link", NONE), change("b", NONE, "link")],
    ["deleted a", "added b"],
  ],
];

Deno.test("edits: added, edited, deleted, and renamed where it is certain", () => {
  for (const [about, changes, expected] of ROWS) {
    const said = ({ kind, path, from }: Edit) => [kind, ...(from ? [from] : []), path].join(" ");
    assert.deepEqual([...editsIn(changes)].map(said), expected, about);
  }
});
