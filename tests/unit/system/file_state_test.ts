// Looks at paths that may be on volumes that do not answer.

import assert from "node:assert/strict";
import { join } from "node:path";
import { mayBeThere } from "../../../src/system/file_state.ts";
import { hurried } from "../../support/hurried.ts";

Deno.test("what a volume does not tell may be there, and nobody waits for it", async () => {
  const folder = await Deno.makeTempDir();
  assert.equal(await mayBeThere(folder), true);
  assert.equal(await mayBeThere(join(folder, "none")), false);
  const { lstat } = Deno;
  using _hurried = hurried(100);
  Deno.lstat = () => new Promise(() => {});
  try {
    assert.equal(await mayBeThere(join(folder, "none")), true);
  } finally {
    Deno.lstat = lstat;
    await Deno.remove(folder);
  }
});
