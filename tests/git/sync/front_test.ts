// The front of the engine, used as its documentation says.

import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { tell } from "../../support/story.ts";

const FRONT = join(import.meta.dirname!, "../../../src/engine/mod.ts");

/** Returns the example in the documentation of a module. */
async function exampleIn(file: string): Promise<string> {
  const example = /\n \* ```ts\n([\s\S]*?)\n \* ```\n/.exec(await Deno.readTextFile(file))?.[1];
  assert.ok(example, "the module has no example");
  return example.replaceAll(/^ \* ?/gm, "");
}

/** Replaces a text that has to be there. */
function replaced(text: string, from: string, to: unknown): string {
  assert.ok(text.includes(from), `the example does not have ${from}`);
  return text.replace(from, JSON.stringify(to));
}

Deno.test("the example of the engine's documentation syncs a folder", async () => {
  const { world, laptop, desktop } = await tell({ "notes.md": "one\n" });
  await laptop.write({ "notes.md": "two\n" });
  let example = await exampleIn(FRONT);
  example = replaced(example, '"./mod.ts"', pathToFileURL(FRONT).href);
  example = replaced(example, '"/home/me/notes"', laptop.folder);
  example = replaced(example, "Deno.env.toObject()", world.env);
  example = replaced(example, '"{files} ({host})"', "saved by the example");
  const program = join(world.folder, "example.ts");
  await Deno.writeTextFile(program, `${example}\nexport { outcome };\n`);
  const { outcome } = await import(pathToFileURL(program).href);
  assert.deepEqual(outcome.report?.saved, ["notes.md"]);
  assert.equal(await laptop.git("log", "-1", "--format=%s"), "saved by the example");
  await desktop.sync();
  assert.equal(await desktop.read("notes.md"), "two\n");
});
