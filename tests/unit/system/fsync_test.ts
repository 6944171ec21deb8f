// What is to be on the disk before anything relies on it.

import assert from "node:assert/strict";
import { join } from "node:path";
import { allOnDisk, canSync, onDisk } from "../../../src/system/disk/fsync.ts";

const failing = (code: string) => Promise.reject(Object.assign(new Error(code), { code }));

Deno.test("where a volume cannot be asked to write to the disk itself, the work goes on", async () => {
  for (const code of ["ENOTSUP", "EINVAL", "ENOTTY"]) await onDisk(failing(code));
  await onDisk(Promise.reject(new Deno.errors.NotSupported("no")));
  // A device that is no disk, as the runtime says it.
  using nowhere = await Deno.open("/dev/null");
  await onDisk(nowhere.syncData());
  await onDisk(nowhere.sync());
});

Deno.test("a disk that is full or broken stops it", async () => {
  for (const code of ["ENOSPC", "EIO", "EDQUOT"]) {
    await assert.rejects(onDisk(failing(code)), { code });
  }
});

Deno.test("whether a volume can be asked is found out by asking", async () => {
  assert.equal(await canSync(import.meta.filename!), true);
  assert.equal(await canSync("/dev/null"), false);
  assert.equal(await canSync("/nowhere"), false);
});

Deno.test("many files are written to the disk together, where the system knows how", async () => {
  const folder = await Deno.makeTempDir();
  const files = ["a b", "c\nd"].map((name) => join(folder, name));
  for (const file of files) await Deno.writeTextFile(file, "text");
  for (const system of ["linux", "darwin"]) {
    assert.equal(await allOnDisk(folder, { files, system }), true, system);
  }
  assert.equal(await allOnDisk(join(folder, "gone"), { files, system: "linux" }), false);
  const gone = [...files, join(folder, "gone")];
  assert.equal(await allOnDisk(folder, { files: gone, system: "darwin" }), false);
  assert.equal(await allOnDisk(folder, { files, system: "another" }), false);
  await Deno.remove(folder, { recursive: true });
});
