// Our block in `.git/info/exclude`: what is never added, so that git itself agrees.

import { Buffer } from "node:buffer";
import { join } from "node:path";
import { replaceWhole } from "./note.ts";
import type { Repository } from "./open.ts";
import type { GitPath } from "./path.ts";

const BEGIN = "# begin Git Sync Bar: written by the app, lines of your own belong outside";
const END = "# end Git Sync Bar";

/** The start of the names under which files wait beside their place; see `git/place.ts`. */
export const ASIDE_PREFIX = ".gitsyncbar-aside-";

/** What systems and editors leave in folders for a moment or for themselves. */
const LITTER = [
  ".DS_Store",
  // On volumes of other systems: what a Mac's own keep beside a file's content.
  "._*",
  // In the place of a file that is in iCloud alone (`git/evicted.ts`).
  ".*.icloud",
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
  // A pattern with a slash at its start is about this one place (gitignore, "PATTERN FORMAT"). A line's end
  // cannot be written into one: any character will do for it.
  const pattern = path.replace(/[\\*?[\] ]/g, "\\$&").replace(/[\r\n]/g, "?");
  await rewrite(repository, [`/${pattern}`]);
}

/** The paths that were made sure to stay ignored. */
export async function keptIgnored(repository: Repository): Promise<GitPath[]> {
  const text = await read(excludeFile(repository));
  return pathsInBlock(text).map((line) => line.slice(1).replace(/\\(.)/g, "$1"));
}

async function rewrite(repository: Repository, added: readonly GitPath[]): Promise<void> {
  const file = excludeFile(repository);
  const text = await read(file);
  const wanted = withBlock(text, added);
  if (wanted === text) return;
  await Deno.mkdir(join(repository.commonDir, "info"), { recursive: true });
  // A link stays one: people keep this file elsewhere.
  const target = await Deno.realPath(file).catch(() => file);
  // When the power goes, an empty one would publish what the person keeps out.
  await replaceWhole(target, {
    fresh: `${target}.gitsyncbar`,
    bytes: Buffer.from(wanted, "latin1"),
  });
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
  const lines = [...new Set([...LITTER, ...pathsInBlock(text), ...added])];
  return [`${before}${BEGIN}`, ...lines, `${END}${after}`].join("\n");
}

/** The lines of our block that are each about one place. */
function pathsInBlock(text: string): string[] {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END, begin);
  if (begin === -1 || end === -1) return [];
  return text.slice(begin, end).split("\n").filter((line) => line.startsWith("/"));
}

/** One character per byte: what the person wrote there need not be UTF-8. */
async function read(file: string): Promise<string> {
  try {
    return Buffer.from(await Deno.readFile(file)).toString("latin1");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

function excludeFile({ commonDir }: Repository): string {
  return join(commonDir, "info", "exclude");
}
