// What a user does to files. An edit is plain data, so that a story can be told again; what it is about
// is decided by what stands in the folder then.

import { Buffer } from "node:buffer";
import { dirname, join } from "node:path";
import { countMarks, differing, type Mark, markOf, scan, type Tree } from "./tree.ts";

/** One edit. `file`, `folder` and `line` count what is there, and begin again at the end. */
export type Edit =
  | { readonly edit: "write"; readonly name: string; readonly lines: number; readonly how: How }
  | { readonly edit: "append"; readonly file: number; readonly how: How }
  | {
    readonly edit: "insert line" | "change line" | "cut line";
    readonly file: number;
    readonly line: number;
  }
  | { readonly edit: "truncate" | "remove" | "make executable"; readonly file: number }
  | { readonly edit: "rename" | "copy"; readonly file: number; readonly name: string }
  | {
    readonly edit: "write bytes" | "link" | "make folder" | "swap file and folder";
    readonly name: string;
  }
  | { readonly edit: "link to a folder"; readonly name: string; readonly folder: number }
  | { readonly edit: "remove folder"; readonly folder: number }
  | { readonly edit: "rename folder"; readonly folder: number; readonly name: string }
  | { readonly edit: "write many"; readonly name: string };

/** How a program saves: into the file that is there, or a new one that takes its name. */
export type How = "in place" | "replace";

/** What became of the texts in an edit. */
export interface Done {
  /** Stood there, and not as often any more: who did it saw them. */
  readonly gone: readonly Mark[];
  readonly written: readonly Mark[];
  /** The files that came, went or changed. */
  readonly touched: readonly string[];
}

/** An edit uses up at most so many marks. */
export const MARKS_PER_EDIT = 30;

const MANY = 24;

/** Does an edit, in one go, as far as it is possible, and tells what became of the texts. `first` numbers its first text. */
export function doEdit(folder: string, edit: Edit, first: number): Done {
  const before = scan(folder);
  // Whoever changes the attributes changes what the stored bytes of all files mean. Nobody edits displaced files: a
  // program that holds one open goes on writing it.
  const tree = new Map(
    [...before].filter(([name]) => name !== ".gitattributes" && !isScratch(name)),
  );
  try {
    apply(folder, { edit, first, tree });
  } catch (error) {
    // A name that is taken, a folder below a file: then nothing, or only a part of it, is done.
    if (
      !(error instanceof Deno.errors.NotADirectory || error instanceof Error && "code" in error)
    ) {
      throw error;
    }
  }
  return compare(before, scan(folder));
}

/** What happened to the texts between two looks. */
export function compare(before: Tree, after: Tree): Done {
  const [was, is] = [countMarks(before), countMarks(after)];
  return {
    gone: [...was].filter(([mark, count]) => (is.get(mark) ?? 0) < count).map(([mark]) => mark),
    written: [...is.keys()].filter((mark) => !was.has(mark)),
    touched: differing(before, after),
  };
}

function apply(
  folder: string,
  { edit, first, tree }: { readonly edit: Edit; readonly first: number; readonly tree: Tree },
): void {
  const mark = markOf(first);
  const pick = (at: number) => [...tree.keys()][at % Math.max(tree.size, 1)];
  switch (edit.edit) {
    case "write": {
      const marks = Array.from({ length: edit.lines }, (_, at) => markOf(first + at));
      return save(folder, { name: edit.name, text: marks.join("\n") + "\n", how: edit.how });
    }
    case "write bytes":
      return save(folder, { name: edit.name, text: `\0\xff${mark}\0`, how: "replace" });
    case "append":
      return rewrite(folder, { ...edit, tree }, (lines) => [...lines, `${mark}\n`]);
    case "insert line":
      return rewrite(
        folder,
        { ...edit, tree, how: "replace" },
        (lines) => lines.toSpliced(edit.line % (lines.length + 1), 0, `${mark}\n`),
      );
    case "change line":
      return rewrite(
        folder,
        { ...edit, tree, how: "in place" },
        (lines) => lines.toSpliced(edit.line % Math.max(lines.length, 1), 1, `${mark}\n`),
      );
    case "cut line":
      return rewrite(
        folder,
        { ...edit, tree, how: "replace" },
        (lines) => lines.toSpliced(edit.line % Math.max(lines.length, 1), 1),
      );
    case "truncate":
      return rewrite(folder, { ...edit, tree, how: "in place" }, () => []);
    case "remove": {
      const name = pick(edit.file);
      if (name !== undefined) Deno.removeSync(join(folder, name));
      return;
    }
    case "make executable": {
      const name = pick(edit.file);
      if (name === undefined || tree.get(name)!.kind === "link") return;
      const { mode } = Deno.lstatSync(join(folder, name));
      return Deno.chmodSync(join(folder, name), (mode! & 0o777) ^ 0o111);
    }
    case "rename": {
      const name = pick(edit.file);
      if (name === undefined) return;
      makeWay(folder, edit.name);
      return Deno.renameSync(join(folder, name), join(folder, edit.name));
    }
    case "copy": {
      const name = pick(edit.file);
      if (name === undefined || tree.get(name)!.kind === "link") return;
      return save(folder, { name: edit.name, text: tree.get(name)!.bytes, how: "replace" });
    }
    case "link":
      return link(folder, edit.name, `to ${mark}`);
    case "link to a folder":
      return link(folder, edit.name, foldersIn(folder)[edit.folder % 4] ?? "..");
    case "make folder":
      return makeWay(folder, `${edit.name}/empty/new`);
    case "remove folder": {
      const name = foldersIn(folder)[edit.folder % Math.max(1, foldersIn(folder).length)];
      if (name !== undefined) Deno.removeSync(join(folder, name), { recursive: true });
      return;
    }
    case "rename folder": {
      const name = foldersIn(folder)[edit.folder % Math.max(1, foldersIn(folder).length)];
      if (name === undefined) return;
      makeWay(folder, edit.name);
      return Deno.renameSync(join(folder, name), join(folder, edit.name));
    }
    case "swap file and folder":
      return swap(folder, { name: edit.name, mark });
    case "write many":
      for (let at = 0; at < MANY; at++) {
        const name = `${edit.name}/many-${at}`;
        save(folder, { name, text: `${markOf(first + at)}\n`, how: "in place" });
      }
  }
}

/** Makes the folders that lead to a name. Nothing is written through a link. */
function makeWay(folder: string, name: string): void {
  const parts = name.split("/").slice(0, -1);
  for (const [at] of parts.entries()) {
    const path = join(folder, ...parts.slice(0, at + 1));
    if (kindOf(path) === undefined) Deno.mkdirSync(path);
    if (kindOf(path) !== "folder") throw new Deno.errors.NotADirectory(path);
  }
}

function save(
  folder: string,
  { name, text, how }: { readonly name: string; readonly text: string; readonly how: How },
): void {
  makeWay(folder, name);
  const path = join(folder, name);
  const bytes = Buffer.from(text, "latin1");
  // Written in place, a link would lead elsewhere.
  if (how === "in place" && kindOf(path) !== "link") Deno.writeFileSync(path, bytes);
  else {
    const mode = kindOf(path) === "file" ? Deno.lstatSync(path).mode! & 0o777 : 0o644;
    const beside = join(dirname(path), ".saving");
    Deno.writeFileSync(beside, bytes, { mode });
    try {
      Deno.renameSync(beside, path);
    } catch (error) {
      Deno.removeSync(beside);
      throw error;
    }
  }
}

function rewrite(
  folder: string,
  at: { readonly file: number; readonly tree: Tree; readonly how: How },
  change: (lines: string[]) => string[],
): void {
  const [name, found] = [...at.tree][at.file % Math.max(at.tree.size, 1)] ?? [];
  if (name === undefined || found === undefined || found.kind === "link") return;
  const lines = found.bytes.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  save(folder, { name, text: change([...lines]).join(""), how: at.how });
}

function link(folder: string, name: string, target: string): void {
  makeWay(folder, name);
  const path = join(folder, name);
  // Like `ln -sf`.
  if (kindOf(path) === "link" || kindOf(path) === "file") Deno.removeSync(path);
  Deno.symlinkSync(target, path);
}

/** A file becomes a folder that holds it; a folder becomes a file with a new text. */
function swap(folder: string, { name, mark }: { readonly name: string; readonly mark: Mark }) {
  const path = join(folder, name);
  if (kindOf(path) === "folder") {
    Deno.removeSync(path, { recursive: true });
    Deno.writeTextFileSync(path, `${mark}\n`);
  } else {
    Deno.renameSync(path, `${path}.was`);
    Deno.mkdirSync(path);
    Deno.renameSync(`${path}.was`, join(path, "was"));
  }
}

function kindOf(path: string): "file" | "link" | "folder" | undefined {
  try {
    const { isSymlink, isDirectory } = Deno.lstatSync(path);
    return isSymlink ? "link" : isDirectory ? "folder" : "file";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Whether a path is the scratch folder of the app, or in it: displaced files lie there, and files that probe the volume. */
export function isScratch(path: string): boolean {
  return /^\.gitsyncbar-[0-9a-f]{32}(?:\/|$)/.test(path);
}

/** The folders in a folder, in order; git folders are left out. */
export function foldersIn(folder: string, prefix = ""): string[] {
  return [...Deno.readDirSync(join(folder, prefix))]
    .filter(({ name, isDirectory }) => isDirectory && name !== ".git" && !isScratch(name))
    .map(({ name }) => `${prefix}${name}`).sort()
    .flatMap((path) => [path, ...foldersIn(folder, `${path}/`)]);
}
