// The doc comment of a function begins with the verb.

import assert from "node:assert/strict";
import { join } from "node:path";
import { filesBelow } from "../../support/files_below.ts";

const SOURCES = join(import.meta.dirname!, "../../../src");

const FUNCTION =
  /^(?:\/\*\*[\s*]*(?<word>\S+)(?:(?!\*\/)[^])*\*\/\n(?:\/\/.*\n)*)?(?:export )?(?:async )?function\*? (?<name>\w+)/gm;
const VERB = /^[A-Z][a-z]+s,?$/;

/** The functions of a text whose comment does not begin with a verb, and those for other files that have none. */
function without(text: string): string[] {
  return [...text.matchAll(FUNCTION)].filter(([all, word]) =>
    word === undefined ? all.startsWith("export") : !VERB.test(word)
  ).map(({ groups }) => groups!.name!);
}

Deno.test("the doc comment of each function begins with the verb", async () => {
  const found: string[] = [];
  for (const path of await filesBelow(SOURCES)) {
    const text = path.endsWith(".ts") ? await Deno.readTextFile(join(SOURCES, path)) : "";
    found.push(...without(text).map((name) => `${path}: ${name}`));
  }
  assert.deepEqual(found, []);
});

Deno.test("a comment without a verb is found, and so is a function for other files without a comment", () => {
  const text = [
    "/** Returns one. */\nfunction one() {}",
    "/**\n * The two. It returns two.\n */\nexport async function two() {}",
    "function three() {}",
    "export function* four() {}",
  ].join("\n\n");
  assert.deepEqual(without(text), ["two", "four"]);
});
