// Whose work a change is, of files that an update has put in place.

import assert from "node:assert/strict";
import { join } from "node:path";
import { LastUpdate } from "../../../src/engine/folder/last_update.ts";
import { statFile } from "../../../src/system/file_state.ts";

Deno.test("a file that cannot be looked at any more is not as the update has left it", async () => {
  const root = await Deno.makeTempDir();
  const [well, ill] = ["well.md", "ill.md"];
  for (const name of [well, ill]) await Deno.writeTextFile(join(root, name), "new\n");
  const placed = new Map([
    [well, await statFile(join(root, well))],
    [ill, await statFile(join(root, ill))],
    ["gone.md", undefined],
  ]);
  const update = new LastUpdate();
  update.follow(Promise.resolve({ placed }));
  const whose = (...names: string[]) => update.whoseWork(root, () => names);
  assert.equal(await whose(well, ill, "gone.md"), "ours");
  const { lstat } = Deno;
  // As of a disk that was pulled out.
  Deno.lstat = (path) =>
    String(path).endsWith(well)
      ? lstat(path)
      : Promise.reject(new Error("Input/output error (os error 5)"));
  try {
    assert.equal(await whose(well), "ours");
    for (const name of [ill, "gone.md"]) assert.equal(await whose(well, name), "others");
    assert.deepEqual(await update.withoutOwn(root, [well, ill]), [ill]);
  } finally {
    Deno.lstat = lstat;
  }
  await Deno.remove(root, { recursive: true });
});
