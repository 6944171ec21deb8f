// What lsof prints is read as the names that it means.

import assert from "node:assert/strict";
import { lsofNames } from "../../../src/system/process/processes.ts";

// Of lsof 4.95, in a folder `Bü ro\x\n^K` (the backslashes are part of it), without a language and with one.
const FOLDER = String.raw`/tmp/Bü ro\x\n^K`;
const PLAIN = String.raw`/tmp/B\xc3\xbc ro\\x\\n^K`;
const SPELLED = String.raw`/tmp/Bü ro\\x\\n^K`;

Deno.test("whatever the language is, lsof names the same folder", () => {
  for (const name of [PLAIN, SPELLED]) {
    const printed = new TextEncoder().encode(`p5863\nfcwd\nn${name}\np17\nfcwd\nn/\n`);
    assert.deepEqual(lsofNames(printed), [FOLDER, "/"]);
  }
});

Deno.test("lsof names a file whose name has a line's end, and none where it names none", () => {
  const printed = new TextEncoder().encode("p1\nf3\nn/tmp/a\\nb\\tc\nf4\nnpipe\n");
  assert.deepEqual(lsofNames(printed), ["/tmp/a\nb\tc", "pipe"]);
  assert.deepEqual(lsofNames(new Uint8Array()), []);
});
