// A remote with many files, and commits of another machine: made by `git fast-import`, which needs
// no work tree.

import type { World } from "../tests/support/world.ts";

const FILES_IN_FOLDER = 50;
const FOLDERS_IN_AREA = 100;

/** The name of a file of a large tree: 50 in each folder, 100 folders in each folder at the top. */
export function largeName(number: number): string {
  const folder = Math.floor(number / FILES_IN_FOLDER);
  return `area-${Math.floor(folder / FOLDERS_IN_AREA)}/topic-${folder}/note-${number}.md`;
}

/** Fills the empty remote of a world. */
export async function fillRemote(world: World, files: number): Promise<void> {
  const lines = ["commit refs/heads/main", ...messageOf("seed")];
  for (let number = 0; number < files; number++) {
    lines.push(...fileLines(largeName(number), `This is note ${number}.\n`));
  }
  await fastImport(world, lines);
}

/** Fills the empty remote of a world with so many folders at the top, and one file in each. */
export async function fillFolders(world: World, folders: number): Promise<void> {
  const lines = ["commit refs/heads/main", ...messageOf("seed")];
  for (let number = 0; number < folders; number++) {
    lines.push(...fileLines(`folder-${number}/note.md`, `This is note ${number}.\n`));
  }
  await fastImport(world, lines);
}

/** Adds one commit to the remote, as another machine would. */
export async function commitAtRemote(world: World, name: string, text: string): Promise<void> {
  await fastImport(world, [
    "commit refs/heads/main",
    ...messageOf("save"),
    "from refs/heads/main^0",
    ...fileLines(name, text),
  ]);
}

/** The names of so many files in a folder at the top, 50 in each folder below it. */
export function namesIn(folder: string, files: number): string[] {
  return Array.from(
    { length: files },
    (_, number) => `${folder}/topic-${Math.floor(number / FILES_IN_FOLDER)}/note-${number}.md`,
  );
}

/** Adds one commit of so many files in a folder at the top; with another `text` they are changed. */
export async function commitManyAtRemote(
  world: World,
  { files, folder, text = "note" }: {
    readonly files: number;
    readonly folder: string;
    readonly text?: string;
  },
): Promise<void> {
  const lines = ["commit refs/heads/main", ...messageOf("many"), "from refs/heads/main^0"];
  for (const [number, name] of namesIn(folder, files).entries()) {
    lines.push(...fileLines(name, `This is ${text} ${number}.\n`));
  }
  await fastImport(world, lines);
}

/** Files in the history that `fillHistory` makes. */
const HISTORY_FILES = 3_000;

/**
 * Fills the empty remote of a world with so many commits: the first has one file, or where it is seeded all of them;
 * each other one writes another file.
 */
export async function fillHistory(
  world: World,
  commits: number,
  { seeded = false }: { readonly seeded?: boolean } = {},
): Promise<void> {
  const lines: string[] = [];
  if (seeded) {
    lines.push("commit refs/heads/main", ...messageOf("seed"));
    for (let number = 0; number <= HISTORY_FILES; number++) {
      lines.push(...fileLines(largeName(number), `This is note ${number}.\n`));
    }
  }
  for (let number = 0; number < commits; number++) {
    const name = largeName(number === 0 ? 0 : 1 + number * 7_919 % HISTORY_FILES);
    lines.push("commit refs/heads/main", ...messageOf(`save ${number}`));
    lines.push(...fileLines(name, `This is text ${number}.\n`));
  }
  await fastImport(world, lines);
}

function messageOf(text: string): string[] {
  return ["committer Other <other@example.invalid> now", `data ${text.length}`, text];
}

function fileLines(name: string, text: string): string[] {
  return [`M 100644 inline ${name}`, `data ${text.length}`, text];
}

async function fastImport(world: World, lines: readonly string[]): Promise<void> {
  const { code, stderr } = await world.tryGit(
    world.remote,
    ["fast-import", "--quiet", "--date-format=now"],
    { stdin: `${lines.join("\n")}\n` },
  );
  if (code !== 0) throw new Error(`Cannot fill the remote: ${stderr}`);
}
