// Makes a bundle of Deno depend on nothing but the code, so that two builders get the same program, byte for byte:
// without the place of the builder's cache, with other names of its files, and without their times.

import { join } from "node:path";

/** The beginning of the program, whose name stays. */
const MAIN = "main.js";

/** Changes the bundle in a folder. Its own files are those at the top; others are only given a time. */
export async function stabilizeBundle(folder: string): Promise<void> {
  const texts = new Map<string, string>();
  for await (const { name, isFile } of Deno.readDir(folder)) {
    if (isFile && name.endsWith(".js")) {
      texts.set(name, await Deno.readTextFile(join(folder, name)));
    }
  }
  const stable = stableFiles(texts);
  for (const name of texts.keys()) await Deno.remove(join(folder, name));
  for (const [name, text] of stable) await Deno.writeTextFile(join(folder, name), text);
  await setTimes(folder);
}

/** Returns the files of a bundle, by name, with paths and names that depend on nothing but the code. Pure. */
export function stableFiles(texts: ReadonlyMap<string, string>): Map<string, string> {
  const plain = new Map([...texts].map(([name, text]) => [name, withoutCache(text)]));
  const names = newNames(plain);
  return new Map(
    [...plain].map(([name, text]) => [
      names.get(name)!,
      text.replace(MENTION, (all, mentioned) => {
        const next = names.get(mentioned);
        return next === undefined ? all : `"./${next}"`;
      }),
    ]),
  );
}

/** A comment with the path of a package's file, from the builder's cache on. */
const COMMENT = /^\/\/ [^\n]*?\/npm\/[^/\n]+\/((?:@[^/\n]+\/)?[^/\n]+\/\d[^\n]*)$/gm;

/** The same as the name of a module. */
const MODULE = /^( *")[^"\n]*?\/npm\/[^/"\n]+\/((?:@[^/"\n]+\/)?[^/"\n]+\/\d[^"\n]*"\()/gm;

/** Returns the text of a bundle without the path of the builder's cache. Pure. */
export function withoutCache(text: string): string {
  return text.replace(COMMENT, "// npm/$1").replace(MODULE, "$1npm/$2");
}

/** Another file of the bundle, as an import names it. */
const MENTION = /"\.\/([^"/\n]+\.js)"/g;

/** The hash that Deno adds to the name of a file: it depends on the paths in it. */
const HASH = /-[0-9A-Z]{8}\.js$/;

/** Numbers the files in the order in which they are mentioned, from the first one on. */
function newNames(texts: ReadonlyMap<string, string>): Map<string, string> {
  const names = new Map([[MAIN, MAIN]]);
  // The map grows while it is gone through.
  for (const name of names.keys()) {
    for (const [, mentioned] of (texts.get(name) ?? "").matchAll(MENTION)) {
      if (!texts.has(mentioned!) || names.has(mentioned!)) continue;
      names.set(mentioned!, `${mentioned!.replace(HASH, "")}-${names.size}.js`);
    }
  }
  const lost = [...texts.keys()].filter((name) => !names.has(name));
  if (lost.length > 0) throw new Error(`Cannot name ${lost.join(", ")}: nothing imports it`);
  return names;
}

/** Gives all files in a folder the same time, which Deno would write into the program. */
async function setTimes(folder: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) await setTimes(path);
    else await Deno.utime(path, 0, 0);
  }
}
