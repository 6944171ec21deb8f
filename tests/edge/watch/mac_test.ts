// What is different on what the app takes for a Mac.

import "../../support/as_mac.ts";
import assert from "node:assert/strict";
import { join } from "node:path";
import { watching } from "./watching.ts";

Deno.test("mac: while the watcher of a folder is closed nobody listens, so what was seen is not trusted", async () => {
  await using folder = await watching({ "a/x.md": "1\n", "b/y.md": "1\n" });
  const { root, changes, looks, seeingAgain, until } = folder;
  const { look, seen } = looks();
  changes.length = 0;
  await Deno.remove(join(root, "a"), { recursive: true });
  // What nobody has heard of may have been anything.
  await until(() => changes.includes("head"), "a look at everything");
  look();
  assert.equal(seen(), "untrusted");
  const save = () => Deno.writeTextFile(join(root, "b/y.md"), "2\n");
  assert.deepEqual(await seeingAgain(save), ["b/y.md"]);
});
