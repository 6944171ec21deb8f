// Files whose bytes git stores otherwise, each asked for by its exact name: by a filter, which hides a text from
// whoever has only the repository, and by git's own conversions.

import { join } from "node:path";
import type { World } from "../world.ts";
import { blobId, type Found } from "./tree.ts";

/** A conflict copy has the date and the id of a commit in its name. */
const COPY =
  / \(conflict .+ \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d [0-9a-f]{7}(?: \d+)?\)(?=\.[^./]*$|$)/;

/** The filter of `key.txt` counts by its base name, that of `d/b.txt` for this one path. */
const ATTRIBUTES = [
  "key.txt filter=turn",
  "/d/b.txt filter=turn",
  "b.txt text eol=crlf",
  "/e/f/a working-tree-encoding=ISO-8859-1",
  "own.txt ident",
  "",
].join("\n");

/** The files that such a world has beside those of every world. */
export const FILTERED_FILES = {
  ".gitattributes": ATTRIBUTES,
  "key.txt": "m20;\nm21;\nm22;\n",
  "own.txt": "$Id$\nm23;\nm24;\n",
};

/** The names at which stories with such files make files, by those of other stories. */
export const FILTERED_NAMES: Readonly<Record<string, string>> = {
  "a": "key.txt",
  "ü [n]*": "d/key.txt",
  "d/a": "own.txt",
};

/** Sets the filter up for all machines. Its marks are none, and the filter turns them back. */
export async function setUpFilter({ env }: World): Promise<void> {
  const file = join(env.HOME!, ".gitconfig");
  const turn = (from: string, to: string) => `tr ${from}0123456789 ${to}9876543210`;
  const lines = [
    '[filter "turn"]',
    `\tclean = ${turn("m", "Z")}`,
    `\tsmudge = ${turn("Z", "m")}`,
    "\trequired = true",
    "",
  ];
  await Deno.writeTextFile(file, lines.join("\n"), { append: true });
}

/** Reports whether a path is that of a conflict copy as a whole: a file of one, or the folder around it. */
export function isCopy(path: string): boolean {
  return originalOf(path) !== undefined;
}

/** Returns the path of the original of a conflict copy, `undefined` for another path. */
export function originalOf(path: string): string | undefined {
  const parts = path.split("/");
  const name = parts.pop()!;
  if (COPY.test(name)) return [...parts, name.replace(COPY, "")].join("/");
  const folder = parts.pop() ?? "";
  const { index } = COPY.exec(folder) ?? {};
  // A folder around one file of the original's name.
  if (index === undefined || !name.startsWith(folder.slice(0, index))) return undefined;
  return [...parts, name].join("/");
}

/** Reports whether the text of a file at a path is hidden from whoever has only the repository. */
export function isHiddenAt(path: string): boolean {
  const at = originalOf(path) ?? path;
  return at === "d/b.txt" || at.split("/").at(-1) === "key.txt";
}

/** Reports whether git may store other bytes of a file than the folder has. */
function isConverted(path: string): boolean {
  const name = (originalOf(path) ?? path).split("/").at(-1)!;
  return isHiddenAt(path) || ["b.txt", "own.txt", "a"].includes(name);
}

/** Returns the ids that git gives to files of a folder, through the attributes of their paths. */
export async function storedIds(
  world: World,
  folder: string,
  files: readonly (readonly [path: string, found: Found])[],
): Promise<Map<string, string>> {
  const ids = new Map(files.map(([path, found]) => [path, blobId(found)]));
  const asked = files.filter(([path, { kind }]) => kind !== "link" && isConverted(path))
    .map(([path]) => path);
  if (asked.length === 0) return ids;
  const { stdout, stderr } = await world.tryGit(folder, ["hash-object", "--stdin-paths"], {
    stdin: asked.map((path) =>
      `${new TextDecoder("latin1").decode(new TextEncoder().encode(path))}\n`
    )
      .join(""),
  });
  const given = stdout.split("\n").filter(Boolean);
  if (given.length !== asked.length) throw new Error(`git hash-object: ${stderr}`);
  asked.forEach((path, at) => ids.set(path, given[at]!));
  return ids;
}

/** Reports whether a sync stores the bytes of a file as they are. */
export function isPlain(path: string): boolean {
  return !isConverted(path);
}
