// The direction of imports: data flows one way, and what is pure stays pure.

import assert from "node:assert/strict";
import { dirname, join, relative } from "node:path";

const root = join(import.meta.dirname!, "../..");

/** What every room may import. */
const SHARED = ["delay", "limits", "quote", "real_path", "reason", "replace_file", "reserved"];

/** What each room may import beside itself and what is shared; one that is not named: nothing else. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  "main": ["cli", "terminal", "wiring"],
  "wiring": [
    ...["app", "cli", "config", "git", "places", "watch", "mqtt", "menu_bar", "desktop", "log"],
    "terminal",
  ],
  "menu_bar": ["desktop", "tray"],
  "app": ["broker", "cli", "config", "git", "menu", "places", "private_folder", "sync"],
  "mqtt": ["broker"],
  "tray": ["menu", "private_folder"],
  "sync": ["git"],
  "git": ["private_folder", "redact"],
  "log": ["redact"],
  "config": ["suggest"],
  "cli": ["suggest"],
};

/** Effects that a pure file must not have. */
const IMPURE =
  /\bDeno\.(?!errors\b)|\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bcrypto\.random|\bsetTimeout\(/;

interface Source {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly string[];
}

async function sources(): Promise<Source[]> {
  const found: Source[] = [];
  const walk = async (folder: string) => {
    for await (const entry of Deno.readDir(join(root, folder))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory) await walk(path);
      else if (path.endsWith(".ts")) found.push(await read(path));
    }
  };
  found.push(await read("main.ts"));
  await walk("src");
  return found;
}

async function read(path: string): Promise<Source> {
  const text = await Deno.readTextFile(join(root, path));
  const imports = [...text.matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g)]
    .map(([, target]) => relative(root, join(root, dirname(path), target!)));
  return { path, text, imports };
}

/**
 * `src/engine/merge/decide.ts` → `git`; `src/cli/arguments.ts` → `cli`; `main.ts` → `main`. What the menu can show, and which
 * broker is meant, are words that a room shares with the app.
 */
function room(path: string): string {
  if (path === "src/adapters/tray/menu.ts") return "menu";
  if (path === "src/adapters/mqtt/settings.ts") return "broker";
  return path.replace(/^src\//, "").replace(/\.ts$/, "").split("/")[0]!;
}

function isPure({ text }: Source): boolean {
  const header = text.slice(0, text.indexOf("\n\n"));
  return /\bPure\b/.test(header);
}

Deno.test("imports point down: no room imports one above it or beside it", async () => {
  const wrong = (await sources()).flatMap(({ path, imports }) =>
    imports.filter((target) => target.endsWith(".ts"))
      .filter((target) => room(target) !== room(path))
      .filter((target) => ![...SHARED, ...ALLOWED[room(path)] ?? []].includes(room(target)))
      .map((target) => `${path} imports ${target}`)
  );
  assert.deepEqual(wrong, []);
});

Deno.test("a file that says it is pure has no effects and imports only pure files, beside types", async () => {
  const all = await sources();
  const pure = new Set(all.filter(isPure).map(({ path }) => path));
  assert.ok(pure.size > 10, "the files do not say any more that they are pure");
  const wrong = all.filter(({ path }) => pure.has(path)).flatMap((source) => {
    const code = source.text.replaceAll(/\/\*\*[\s\S]*?\*\/|\/\/.*/g, "");
    const values = [...code.matchAll(/import (?!type )[^;]*? from "(\.[^"]+)"/g)]
      .map(([, target]) => relative(root, join(root, dirname(source.path), target!)))
      .filter((target) => !pure.has(target));
    return [
      ...values.map((target) => `${source.path} imports ${target}`),
      ...(IMPURE.test(code) ? [`${source.path} has ${IMPURE.exec(code)?.[0]}`] : []),
    ];
  });
  assert.deepEqual(wrong, []);
});

Deno.test("what an icon needs is loaded for an icon alone", async () => {
  const all = await sources();
  const wrong = all.filter(({ text }) => /from "[^"]*menu_bar\.ts"/.test(text));
  assert.deepEqual(wrong.map(({ path }) => path), []);
});

Deno.test("git is started in one file alone, and nothing is imported from jsr or by default", async () => {
  const all = await sources();
  // A tool is another program: ssh, ps.
  const starting = /new Deno\.Command\(\s*(?:program|"git")|(?<!function )startGroup\((?!\[tool,)/;
  const starters = all.filter(({ text }) => starting.test(text));
  assert.deepEqual(starters.map(({ path }) => path), ["src/engine/git/process/run_git.ts"]);
  const wrong = all.filter(({ text }) => /"jsr:|export default/.test(text));
  assert.deepEqual(wrong.map(({ path }) => path), []);
});

Deno.test("no list is spread into arguments, as the stack holds only some hundred thousand of them", async () => {
  const spread =
    /\.(?:push|unshift|splice|concat|min|max|fromCharCode|fromCodePoint)\((?:[^(){}\n]*,)?\s*\.\.\./;
  assert.match("found.push(...await list())", spread);
  assert.match("Math.max(0, ...sizes)", spread);
  const found = (await sources()).filter(({ text }) => spread.test(text));
  assert.deepEqual(found.map(({ path }) => path), []);
});
