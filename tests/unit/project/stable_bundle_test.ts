// What is in the program does not depend on where it was built.

import assert from "node:assert/strict";
import { stableFiles } from "../../../tools/stable_bundle.ts";

/** A bundle as Deno writes it, with its cache in a folder and hashes in the names of its files. */
function bundle(cache: string, hashes: readonly [string, string]): Map<string, string> {
  const [first, second] = [`chunk-${hashes[0]}.js`, `probe-${hashes[1]}.js`];
  return new Map([
    [second, `import {a} from "./${first}";\nconst text = "./none-AAAAAAAA.js";\n`],
    [
      first,
      `// ${cache}/npm/registry.example/@x/y/1.2.3/lib/a.js\nvar a = __commonJS({\n` +
      `  "${cache}/npm/registry.example/@x/y/1.2.3/lib/a.js"(exports) {\n` +
      `    exports.url = "https://a.example/npm/b/c/1";\n  }\n});\n// src/own.ts\nexport {a};\n`,
    ],
    ["main.js", `import {a} from "./${first}";\nawait import("./${second}");\n`],
  ]);
}

Deno.test("bundle: the same code gives the same files, whatever the cache and the names", () => {
  const stable = stableFiles(bundle("../../root/.cache/deno", ["AB12CD34", "ZZZZZZZZ"]));
  const places = ["../.deno", "../../../home/a b/npm/x", "../../opt/npm/10.0.0.1/npm"];
  for (const cache of places) {
    assert.deepEqual(stableFiles(bundle(cache, ["QQQQQQQQ", "00000000"])), stable, cache);
  }
  assert.deepEqual(Object.fromEntries(stable), {
    "main.js": 'import {a} from "./chunk-1.js";\nawait import("./probe-2.js");\n',
    "chunk-1.js": "// npm/@x/y/1.2.3/lib/a.js\nvar a = __commonJS({\n" +
      '  "npm/@x/y/1.2.3/lib/a.js"(exports) {\n    exports.url = "https://a.example/npm/b/c/1";\n' +
      "  }\n});\n// src/own.ts\nexport {a};\n",
    "probe-2.js": 'import {a} from "./chunk-1.js";\nconst text = "./none-AAAAAAAA.js";\n',
  });
});

Deno.test("bundle: a file that nothing imports is named", () => {
  const files = new Map([["main.js", ""], ["lost-AB12CD34.js", ""]]);
  assert.throws(() => stableFiles(files), {
    message: "Cannot name lost-AB12CD34.js: nothing imports it",
  });
});
