// A received file on what the app takes for a Mac.

import "../../support/as_mac.ts";
import assert from "node:assert/strict";
import { join } from "node:path";
import { putInPlace } from "../../../src/engine/worktree/put_in_place.ts";
import { realVolume } from "../../../src/engine/worktree/volume.ts";

Deno.test("mac: the mode of a placed file is set again, so that the system reports it, and its times stay", async () => {
  const folder = await Deno.makeTempDir();
  const [from, to] = [join(folder, "fresh"), join(folder, "placed.md")];
  await Deno.writeTextFile(from, "new\n");
  await Deno.chmod(from, 0o640);
  const before = await Deno.lstat(from);
  const { chmod } = Deno;
  const set: unknown[] = [];
  Deno.chmod = async (...given) => {
    set.push(given);
    await chmod(...given);
  };
  try {
    const how = { volume: realVolume, scratch: "scratch", permissions: "kept" } as const;
    assert.equal(await putInPlace(from, to, how), "placed");
  } finally {
    Deno.chmod = chmod;
  }
  assert.deepEqual(set, [[to, 0o640]]);
  const { mode, mtime } = await Deno.lstat(to);
  assert.deepEqual([mode, mtime], [before.mode, before.mtime]);
  await Deno.remove(folder, { recursive: true });
});
