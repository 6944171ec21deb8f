// The demo, which is the first thing that somebody tries.

import assert from "node:assert/strict";
import { join } from "node:path";

Deno.test("the demo shows what it promises and leaves nothing behind", async () => {
  // As long as that of a Mac, which leaves no room for the path of a socket.
  const temporary = await Deno.makeTempDir({ prefix: "git-sync-bar-test-".padEnd(60, "x") });
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--frozen", "-A", join(import.meta.dirname!, "../../tools/demo.ts")],
    env: { TMPDIR: temporary, NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const text = new TextDecoder().decode(stdout);
  assert(success, new TextDecoder().decode(stderr));
  assert.match(text, /and desktop has it \d/);
  const both = [...text.matchAll(/on both: (.+): "(.+)"/g)].map(([, name, line]) => [name, line]);
  assert.equal(both.length, 2);
  assert.deepEqual(both.map(([, line]) => line).sort(), ["oat milk", "two bottles of milk"]);
  assert.match(text, /The remote is back, and desktop has it\./);
  assert.deepEqual(await Array.fromAsync(Deno.readDir(temporary)), []);
  await Deno.remove(temporary);
});
