// Our block in `.git/info/exclude`: what is never added, so that git itself agrees.

import { join } from "node:path";
import type { Repository } from "./open.ts";
import { type GitPath, shownName } from "./path.ts";

const BEGIN = "# begin Git Sync Bar: written by the app, lines of your own belong outside";
const END = "# end Git Sync Bar";

/** The start of the names under which files wait beside their place; see `git/place.ts`. */
export const ASIDE_PREFIX = ".gitsyncbar-aside-";

/** What systems and editors leave in folders for a moment or for themselves. */
const LITTER = [
  ".DS_Store",
  "~$*",
  ".~lock.*#",
  ".*.sw?",
  ".#*",
  `${ASIDE_PREFIX}*`,
];

/** Makes sure that git ignores litter, whatever else the person's exclude file says. */
export async function excludeLitter(repository: Repository): Promise<void> {
  await rewrite(repository, []);
}

/** Makes sure that a file which was ignored under its old name stays so under its new one. */
export async function keepIgnored(repository: Repository, path: GitPath): Promise<void> {
  // A pattern with a slash at its start is about this one place (gitignore, "PATTERN FORMAT").
  await rewrite(repository, [`/${shownName(path).replace(/[\\*?[\] ]/g, "\\$&")}`]);
}

async function rewrite(repository: Repository, added: readonly string[]): Promise<void> {
  const file = join(repository.commonDir, "info", "exclude");
  const text = await read(file);
  const wanted = withBlock(text, added);
  if (wanted === text) return;
  await Deno.mkdir(join(repository.commonDir, "info"), { recursive: true });
  const temporary = `${file}.gitsyncbar`;
  await Deno.writeTextFile(temporary, wanted);
  await Deno.rename(temporary, file);
}

/** The text with our block in it: litter first, then all paths that were ever added. Pure. */
export function withBlock(text: string, added: readonly string[]): string {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END, begin);
  const found = begin !== -1 && end !== -1;
  const before = found
    ? text.slice(0, begin)
    : text === "" || text.endsWith("\n")
    ? text
    : `${text}\n`;
  const after = found ? text.slice(end + END.length) : "\n";
  const kept = found
    ? text.slice(begin, end).split("\n").filter((line) => line.startsWith("/"))
    : [];
  const lines = [...new Set([...LITTER, ...kept, ...added])];
  return [`${before}${BEGIN}`, ...lines, `${END}${after}`].join("\n");
}

async function read(file: string): Promise<string> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
