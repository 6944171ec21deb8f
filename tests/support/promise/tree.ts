// A work tree as somebody sees it who looks into each file: which texts stand in it. Each text that is ever
// written is one line with a mark of its own, so it can be found again wherever it went.

import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { join } from "node:path";

/** A text that was written once, by its mark. */
export type Mark = string;

/** A file, one that can be run, or a link; the bytes of a link are its target. */
export interface Found {
  readonly kind: "file" | "program" | "link";
  /** One character per byte. */
  readonly bytes: string;
}

/** What stands in a folder, by name; git folders are left out. */
export type Tree = ReadonlyMap<string, Found>;

/** The mark of a number. */
export function markOf(number: number): Mark {
  return `m${number};`;
}

/** The marks in a text. */
export function marksOf(bytes: string): Mark[] {
  return bytes.match(/m\d+;/g) ?? [];
}

/** Looks at a whole folder at once; once more where a call or a git process that is under way takes something away. */
export function scan(folder: string): Tree {
  for (let looks = 1;; looks++) {
    const tree = new Map<string, Found>();
    try {
      look(folder, "", tree);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound) || looks === 100) throw error;
      continue;
    }
    return new Map([...tree].sort(([one], [other]) => one < other ? -1 : 1));
  }
}

function look(folder: string, prefix: string, tree: Map<string, Found>): void {
  for (const { name, isDirectory, isSymlink } of Deno.readDirSync(join(folder, prefix))) {
    const path = prefix + name;
    if (name === ".git") continue;
    if (isDirectory) look(folder, `${path}/`, tree);
    else tree.set(path, isSymlink ? linkAt(join(folder, path)) : fileAt(join(folder, path)));
  }
}

function linkAt(path: string): Found {
  return { kind: "link", bytes: Buffer.from(Deno.readLinkSync(path)).toString("latin1") };
}

function fileAt(path: string): Found {
  const isProgram = (Deno.lstatSync(path).mode! & 0o100) !== 0;
  const bytes = Buffer.from(Deno.readFileSync(path)).toString("latin1");
  return { kind: isProgram ? "program" : "file", bytes };
}

/** How often each mark stands in a tree. */
export function countMarks(tree: Tree): Map<Mark, number> {
  const counts = new Map<Mark, number>();
  for (const { bytes } of tree.values()) {
    for (const mark of marksOf(bytes)) counts.set(mark, (counts.get(mark) ?? 0) + 1);
  }
  return counts;
}

/** The names under which two trees have different things, or one of them has none. */
export function differing(before: Tree, after: Tree): string[] {
  const about = (tree: Tree, name: string) => {
    const found = tree.get(name);
    return found === undefined ? "nothing" : `${found.kind} ${found.bytes}`;
  };
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => about(before, name) !== about(after, name));
}

/** The id that git gives to these bytes. */
export function blobId({ bytes }: Found): string {
  const content = Buffer.from(bytes, "latin1");
  return createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
}

/** The git folder of a work tree. */
export function gitDirOf(folder: string): string {
  const git = join(folder, ".git");
  return Deno.lstatSync(git).isDirectory
    ? git
    : Deno.readTextFileSync(git).replace(/^gitdir: /, "").trim();
}
