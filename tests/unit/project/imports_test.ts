// The direction of imports: data flows one way, and what is pure stays pure.

import assert from "node:assert/strict";
import { dirname, join, relative } from "node:path";
import { filesBelow } from "../../support/files_below.ts";

const root = join(import.meta.dirname!, "../../..");

/** The rooms from the bottom to the top: a file imports its own room and those below it. */
const ROOMS = [
  "system",
  "engine/git/values",
  "engine/git/process",
  "engine/git/repository",
  "engine/git/commands",
  "engine/git/objects",
  "engine/git/attributes",
  "engine/history",
  "engine/rules",
  "engine/conflicts",
  "engine/merge",
  "engine/worktree",
  // `engine/problem.ts`: why a save or a sync did not do what it should.
  "engine",
  "engine/save",
  "engine/incoming",
  "engine/branch",
  "engine/folder",
  "engine/restore",
  "engine/sync",
  "engine/check",
  "engine/access",
  "engine/setup",
  "engine/mod.ts",
  "core",
  "view",
  "app",
  "cli",
  "main",
];

/** The rooms that may use the adapters; each of these knows only `system`. */
const OVER_ADAPTERS = ["app", "cli"];

/** The front of the engine: the other rooms import nothing else of it. */
const ENGINE = "src/engine/mod.ts";

/** Rooms of which the other rooms of the engine import nothing but one file. */
const FRONTS: Readonly<Record<string, string>> = {
  "engine/save": "src/engine/save/save.ts",
  "engine/merge": "src/engine/merge/merge.ts",
  "engine/worktree": "src/engine/worktree/update.ts",
};

/** So many names of the rooms below it does `engine/sync` use at most, types included. */
const MOST_SYNC_NAMES = 50;

/** So many files lie in one directory at most. */
const MOST_FILES = 20;

/** So many lines a file has at most. */
const MOST_LINES = 250;

/** Effects that a pure file must not have. */
const IMPURE =
  /\bDeno\.(?!errors\b)|\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bcrypto\.random|\bsetTimeout\(/;

interface Source {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly string[];
  /** Those of the imports that are erased before the program runs. */
  readonly types: ReadonlySet<string>;
}

async function sources(...folders: string[]): Promise<Source[]> {
  const found = [await read("main.ts")];
  for (const folder of ["src", ...folders]) {
    const names = (await filesBelow(join(root, folder))).filter((name) => /\.tsx?$/.test(name));
    for (const name of names) found.push(await read(join(folder, name)));
  }
  return found;
}

async function read(path: string): Promise<Source> {
  const text = await Deno.readTextFile(join(root, path));
  const code = withoutComments(text);
  const imports = [...code.matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g)]
    .map(([, target]) => resolved(path, target!));
  const types = [...code.matchAll(/(?:import|export) type [^;]*? from "(\.[^"]+)"/g)]
    .map(([, target]) => resolved(path, target!));
  return { path, text, imports, types: new Set(types) };
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*\*[\s\S]*?\*\/|\/\/.*/g, "");
}

function resolved(path: string, target: string): string {
  return relative(root, join(root, dirname(path), target));
}

/** Returns the names that a room imports from the other rooms of the engine. */
function namesBelow(all: readonly Pick<Source, "path" | "text">[], room: string): Set<string> {
  const names = new Set<string>();
  for (const { path, text } of all.filter(({ path }) => roomOf(path) === room)) {
    const clauses = withoutComments(text).matchAll(
      /import (?:type )?\{([^}]*)\} from "(\.[^"]+)"/g,
    );
    for (const [, list, target] of clauses) {
      const from = resolved(path, target!);
      if (!from.startsWith("src/engine/") || roomOf(from) === room) continue;
      for (const name of list!.split(",").map((name) => name.trim()).filter(Boolean)) {
        names.add(`${from} ${name.replace(/^type /, "").split(" ")[0]}`);
      }
    }
  }
  return names;
}

/** Returns the values that a file takes from others, and the path of the other file of each. */
function valuesOf({ path, text }: Pick<Source, "path" | "text">): [name: string, path: string][] {
  const clauses = withoutComments(text)
    .matchAll(/(?:import|export) (?!type )([^;]*?) from "(\.[^"]+)"/g);
  return [...clauses].flatMap(([, names, target]) =>
    names!.replaceAll(/[{}]/g, "").split(",").map((name) => name.trim())
      .filter((name) => name !== "" && !name.startsWith("type "))
      .map((name): [string, string] => [name, resolved(path, target!)])
  );
}

/** Returns the room of a file: `src/engine/git/values/path.ts` is in `engine/git/values`. */
function roomOf(path: string): string {
  if (!path.startsWith("src/")) return "main";
  if (path === ENGINE) return "engine/mod.ts";
  const parts = dirname(path).split("/").slice(1);
  if (parts[0] === "engine") return parts.slice(0, parts[1] === "git" ? 3 : 2).join("/");
  return parts.slice(0, parts[0] === "adapters" ? 2 : 1).join("/");
}

/** Reports whether a file may import another one. */
function isAllowed({ path, types }: Source, target: string): boolean {
  const [from, to] = [roomOf(path), roomOf(target)];
  if (from === to || to === "system") return true;
  if (from.startsWith("adapters/")) return false;
  const isOutside = !from.startsWith("engine");
  if (isOutside && to.startsWith("engine") && target !== ENGINE) return false;
  if (FRONTS[to] !== undefined && target !== FRONTS[to]) return false;
  if (!to.startsWith("adapters/")) return ROOMS.indexOf(to) < ROOMS.indexOf(from);
  if (OVER_ADAPTERS.includes(from)) return true;
  return ["core", "view"].includes(from) && types.has(target);
}

/** Returns a circle of files, or nothing where there is none. */
function circleIn(all: readonly Pick<Source, "path" | "imports">[]): readonly string[] | undefined {
  const importsOf = new Map(all.map(({ path, imports }) => [path, imports]));
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]): readonly string[] | undefined => {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path];
    if (done.has(path)) return undefined;
    for (const target of importsOf.get(path) ?? []) {
      const circle = visit(target, [...way, path]);
      if (circle !== undefined) return circle;
    }
    done.add(path);
    return undefined;
  };
  for (const { path } of all) {
    const circle = visit(path, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

function isPure({ text }: Source): boolean {
  const header = text.slice(0, text.indexOf("\n\n"));
  return /\bPure\b/.test(header);
}

Deno.test("imports point down: no room imports one above it or beside it", async () => {
  const all = await sources();
  for (const { path } of all) {
    const room = roomOf(path);
    assert.ok(ROOMS.includes(room) || room.startsWith("adapters/"), `${path} is in no room`);
  }
  const wrong = all.flatMap((source) =>
    source.imports.filter((target) => target.endsWith(".ts") && !isAllowed(source, target))
      .map((target) => `${source.path} imports ${target}`)
  );
  assert.deepEqual(wrong, []);
});

Deno.test("an import that points up or to another adapter does not pass", () => {
  const source = (path: string) => ({ path, text: "", imports: [], types: new Set<string>() });
  assert.ok(!isAllowed(source("src/engine/git/commands/log.ts"), "src/engine/merge/merge.ts"));
  assert.ok(!isAllowed(source("src/adapters/mqtt/tls.ts"), "src/adapters/config/schema.ts"));
  assert.ok(!isAllowed(source("src/core/step.ts"), "src/adapters/watch/watch.ts"));
  assert.ok(isAllowed(source("src/engine/sync/sync.ts"), "src/engine/merge/merge.ts"));
});

Deno.test("of the engine and some of its rooms, others import the front alone", () => {
  const source = (path: string) => ({ path, text: "", imports: [], types: new Set<string>() });
  for (const path of ["src/app/app.ts", "src/view/menu.ts", "src/core/state.ts", "main.ts"]) {
    assert.ok(isAllowed(source(path), "src/engine/mod.ts"));
    assert.ok(!isAllowed(source(path), "src/engine/sync/sync.ts"));
    assert.ok(!isAllowed(source(path), "src/engine/git/values/path.ts"));
  }
  assert.ok(!isAllowed(source("src/engine/check/check.ts"), "src/engine/mod.ts"));
  for (const front of Object.values(FRONTS)) {
    assert.ok(isAllowed(source("src/engine/folder/planted.ts"), front));
    assert.ok(!isAllowed(source("src/engine/folder/planted.ts"), join(front, "../inner.ts")));
    assert.ok(isAllowed(source(join(front, "../planted.ts")), join(front, "../inner.ts")));
  }
});

Deno.test("one sync is reported in few names of the rooms below it", async () => {
  const path = "src/engine/sync/planted.ts";
  const text =
    'import { a, type b } from "../errors.ts";\nimport type { b } from "../errors.ts";\n' +
    'import { c } from "./plan.ts";\nimport { d } from "../../system/pace.ts";\n';
  const planted = namesBelow([{ path, text }], "engine/sync");
  assert.deepEqual([...planted], ["src/engine/errors.ts a", "src/engine/errors.ts b"]);
  const names = namesBelow(await sources(), "engine/sync");
  assert.ok(names.size > 10);
  assert.ok(names.size <= MOST_SYNC_NAMES, [...names].sort().join("\n"));
});

Deno.test("no files import each other in a circle, and no directory is crowded", async () => {
  const file = (path: string, ...imports: string[]) => ({ path, imports });
  assert.deepEqual(circleIn([file("a", "b"), file("b", "c"), file("c", "b")]), ["b", "c", "b"]);
  const all = await sources("page");
  assert.equal(circleIn(all), undefined);
  const crowded = [...Map.groupBy(all, ({ path }) => dirname(path))]
    .filter(([, files]) => files.length > MOST_FILES)
    .map(([folder, files]) => `${folder} has ${files.length} files`);
  assert.deepEqual(crowded, []);
});

Deno.test("no file is longer than 250 lines", async () => {
  const linesOf = ({ text }: Pick<Source, "text">) => text.split("\n").length - 1;
  const isLong = (file: Pick<Source, "text">) => linesOf(file) > MOST_LINES;
  assert.ok(isLong({ text: "\n".repeat(251) }) && !isLong({ text: "\n".repeat(250) }));
  const long = (await sources("page")).filter(isLong);
  assert.deepEqual(long.map((file) => `${file.path} has ${linesOf(file)} lines`), []);
});

Deno.test("a file that says it is pure has no effects and imports only pure files, beside types", async () => {
  const all = await sources();
  // The front of the engine has names from pure files beside others.
  const front = new Map(valuesOf(all.find(({ path }) => path === ENGINE)!));
  const pure = new Set(all.filter(isPure).map(({ path }) => path));
  assert.ok(pure.size > 10, "the files do not say any more that they are pure");
  const wrong = all.filter(({ path }) => pure.has(path)).flatMap((source) => {
    const code = withoutComments(source.text);
    const values = valuesOf(source)
      .map(([name, target]) => target === ENGINE ? front.get(name) ?? target : target)
      .filter((target) => !pure.has(target));
    return [
      ...values.map((target) => `${source.path} imports ${target}`),
      ...(IMPURE.test(code) ? [`${source.path} has ${IMPURE.exec(code)?.[0]}`] : []),
    ];
  });
  assert.deepEqual(wrong, []);
});

Deno.test("no test changes the working folder of its process, which all tests share", async () => {
  const all = await sources("tests");
  const changes = (path: string, seen: Set<string>): boolean => {
    const source = all.find((one) => one.path === path);
    if (source === undefined || seen.has(path)) return false;
    seen.add(path);
    return path === "src/cli/machine.ts" ||
      source.imports.some((target) => !source.types.has(target) && changes(target, seen));
  };
  assert.ok(changes("main.ts", new Set()));
  const tests = all.filter(({ path }) => path.endsWith("_test.ts"));
  assert.ok(tests.length > 100);
  const wrong = tests.filter(({ path }) => changes(path, new Set()));
  assert.deepEqual(wrong.map(({ path }) => path), []);
});

Deno.test("the page imports itself, what the server says of itself, and packages for browsers", async () => {
  const isForPage = (target: string) =>
    target.startsWith("page/") || target.startsWith("src/adapters/window/api/") ||
    /^(?:preact|preact\/hooks|@codemirror\/[a-z]+)$/.test(target);
  assert.ok(!isForPage("src/system/text.ts") && !isForPage("node:path"));
  const wrong = (await sources("page")).flatMap(({ path, text, imports }) => {
    if (!path.startsWith("page/")) {
      return imports.filter((target) => target.startsWith("page/")).map((to) =>
        `${path} has ${to}`
      );
    }
    const packages = [...text.matchAll(/(?:from|import\()\s*"([^."][^"]*)"/g)].map(([, name]) =>
      name!
    );
    return [...imports, ...packages].filter((target) => !isForPage(target))
      .map((target) => `${path} imports ${target}`);
  });
  assert.deepEqual(wrong, []);
});

Deno.test("what an icon needs is loaded for an icon alone", async () => {
  const all = await sources();
  const wrong = all.filter(({ text }) => /from "[^"]*desktop_parts\.ts"/.test(text));
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

Deno.test("a path of git is made by its own file alone, of git's output in the engine alone", async () => {
  for (const { path, text } of await sources()) {
    if (path === "src/engine/git/values/path.ts") continue;
    assert.doesNotMatch(text, /\bas (?:readonly )?GitPath\b/, path);
    if (path.startsWith("src/engine/")) continue;
    assert.doesNotMatch(text, /\b(?:pathFromGit|nulPaths)\b/, path);
  }
});

Deno.test("no list is spread into arguments, as the stack holds only some hundred thousand of them", async () => {
  const spread =
    /\.(?:push|unshift|splice|concat|min|max|fromCharCode|fromCodePoint)\((?:[^(){}\n]*,)?\s*\.\.\./;
  assert.match("found.push(...await list())", spread);
  assert.match("Math.max(0, ...sizes)", spread);
  const found = (await sources()).filter(({ text }) => spread.test(text));
  assert.deepEqual(found.map(({ path }) => path), []);
});
