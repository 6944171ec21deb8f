// Our block in `.git/info/exclude`: what is never added, so that git itself agrees.

import { Buffer } from "node:buffer";
import { join } from "node:path";
import { replaceDurably } from "../../../system/json_file.ts";
import type { Repository } from "./repository.ts";
import type { GitPath } from "../values/path.ts";
import { isWithin, linksOn } from "../../../system/real_path.ts";
import { RESERVED_PREFIX } from "../../../system/reserved_names.ts";

const BEGIN = "# begin Git Sync Bar: written by the app, lines of your own belong outside";
const END = "# end Git Sync Bar";

/** Names of files that systems and editors leave in folders for a moment or for themselves. */
const LITTER = [
  ".DS_Store",
  // The picture of a folder. A carriage return at the end of a line would be dropped by git.
  "Icon[\r]",
  // On volumes of other systems: what a Mac's own keep beside a file's content.
  "._*",
  // At the top of a disk that is synced as a whole: its trash, in which a deleted file is no longer ignored by its old
  // place, and what a system keeps of its files (freedesktop.org's trash specification).
  ".Trash/",
  ".Trash-*/",
  ".Trashes/",
  ".DocumentRevisions-V100/",
  ".Spotlight-V100/",
  ".TemporaryItems/",
  ".fseventsd/",
  "$RECYCLE.BIN/",
  "System Volume Information/",
  "lost+found/",
  // In the place of a file that is in iCloud alone (`engine/save/icloud_placeholder.ts`).
  ".*.icloud",
  "~$*",
  ".~lock.*#",
  ".*.sw?",
  ".#*",
  // The sides of a text that git gives to a merge driver (git's merge-ll.c). One that is killed leaves them.
  ".merge_file_??????",
  `${RESERVED_PREFIX}*`,
];

/** Makes sure that git ignores litter, whatever else the user's exclude file says. */
export async function excludeLitter(repository: Repository): Promise<void> {
  await rewrite(repository, []);
}

/** Makes sure that files which were ignored under their old names stay so under their new ones. */
export async function keepIgnored(
  repository: Repository,
  paths: readonly GitPath[],
): Promise<void> {
  await rewrite(repository, paths.map(ignorePattern));
}

/**
 * Returns the line that ignores one file: a pattern with a slash at its start is about this one place (gitignore,
 * "PATTERN FORMAT"). A line's end cannot be written into one: any character will do for it.
 */
export function ignorePattern(path: GitPath): string {
  return `/${path.replace(/[\\*?[\] ]/g, "\\$&").replace(/[\r\n]/g, "?")}`;
}

async function rewrite(repository: Repository, added: readonly string[]): Promise<void> {
  const file = excludeFile(repository);
  const text = await read(file);
  const wanted = withBlock(text, added);
  if (wanted === text) return;
  await Deno.mkdir(join(repository.commonDir, "info"), { recursive: true });
  // A link stays one: users keep this file elsewhere.
  const target = await Deno.realPath(file).catch(() => file);
  if (target !== file && await passesLinkOfTree(repository, file)) return;
  const mode = (await Deno.stat(target).catch(() => undefined))?.mode ?? 0o644;
  // When the power goes, an empty file would publish what the user keeps out.
  await replaceDurably(target, Buffer.from(wanted, "latin1"), { mode: mode & 0o777 });
}

/**
 * Reports whether one of the links that lead on from a file is in the work tree, where it may have come from
 * others and may lead anywhere.
 */
async function passesLinkOfTree(
  { root, commonDir }: Repository,
  file: string,
): Promise<boolean> {
  const gitDir = await Deno.realPath(commonDir);
  for await (const link of linksOn(file)) {
    if (isWithin(link, root) && !isWithin(link, gitDir)) return true;
  }
  return false;
}

/** Returns the text with our block in it: litter first, then all paths that were ever added. Pure. */
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

/** Returns the text without our block. Pure. */
export function withoutBlock(text: string): string {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END, begin);
  if (begin === -1 || end === -1) return text;
  const after = text.slice(end + END.length);
  return text.slice(0, begin) + (after.startsWith("\n") ? after.slice(1) : after);
}

/** Returns the lines of our block that are each about one place. */
export function pathsInBlock(text: string): string[] {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END, begin);
  if (begin === -1 || end === -1) return [];
  return text.slice(begin, end).split("\n").filter((line) => line.startsWith("/"));
}

/** Reads a file as one character per byte, as the user's lines need not be UTF-8. */
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
