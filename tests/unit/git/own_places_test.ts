// Which names are the app's own, in every spelling that some volume takes for them.

import assert from "node:assert/strict";
import { isReserved } from "../../../src/system/reserved_names.ts";

const RESERVED = [
  ".gitsyncbar-0",
  ".gitsyncbar-aside-1-copy",
  "a/.gitsyncbar-/b",
  ".GitSyncBar-0",
  ".g\u200citsyncbar-0",
  "\ufeff.gitsyncbar-0",
  ".git\u017fyncbar-0",
  "\uff0egitsyncbar-0",
  "GITSYN~1/x",
  "a/gitsyn~2",
  "gi7eba~1",
];

const FREE = [
  "",
  "gitsyncbar-0",
  ".gitsyncbar",
  "a.gitsyncbar-0",
  "git-sync-bar/config.json",
  "gitsyncbar.md",
  "GITSYNC~1",
  "draft~1",
  "caf\u00e9/~$notes.docx",
];

Deno.test("reserved names are known in any spelling, and no others are taken for them", () => {
  assert.deepEqual(RESERVED.filter((path) => !isReserved(path)), []);
  assert.deepEqual(FREE.filter(isReserved), []);
});
