// Two builders of the same code get the same program, byte for byte.

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { program } from "../../support/compiled.ts";

const root = join(import.meta.dirname!, "../../..");

/** What the program is made from. */
const SOURCES = ["main.ts", "deno.json", "deno.lock", "src", "tools", "icons", "page"];

Deno.test("program: made in another folder, with another cache, it is the same", async () => {
  const folder = await Deno.makeTempDir({ prefix: "git-sync-bar-test-" });
  try {
    // A path of another depth: those in a bundle count from the folder of the code.
    const other = join(folder, "builds/of/somebody else");
    await Deno.mkdir(other, { recursive: true });
    const copied = await new Deno.Command("cp", {
      args: ["-R", ...SOURCES.map((name) => join(root, name)), other],
    }).output();
    assert.ok(copied.success);
    const cache = Deno.env.get("DENO_DIR") ?? join(Deno.env.get("HOME")!, ".cache/deno");
    const otherCache = join(folder, "cache");
    await Deno.symlink(cache, otherCache);
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--frozen", "-A", "tools/compile.ts"],
      cwd: other,
      env: { DENO_DIR: otherCache },
    }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
    const [made, here] = await Promise.all([
      Deno.readFile(join(other, "dist/git-sync-bar")),
      Deno.readFile(program),
    ]);
    assert.ok(Buffer.from(made).equals(Buffer.from(here)));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
