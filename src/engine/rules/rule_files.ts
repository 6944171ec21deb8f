// Files with rules that ignore and filter other files. No line of them may be lost in a merge: what it keeps
// private would be published. Pure.

import { baseName, type GitPath, shownName } from "../git/values/path.ts";

/** Characters that HFS+ passes over in names (Apple, TN1150; git's `core.protectHFS` knows the same). */
const PASSED_OVER = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/**
 * Reports whether a file has rules that ignore or filter other files, under a name that any
 * volume takes for `.gitignore` or `.gitattributes`.
 */
export function isRules(path: GitPath): boolean {
  const name = baseName(path);
  // A dot, or the first byte of such a character.
  if (![".", "\xe2", "\xef"].includes(name[0] ?? "")) return false;
  const plain = shownName(name).replace(PASSED_OVER, "").toUpperCase();
  return plain === ".GITIGNORE" || plain === ".GITATTRIBUTES";
}

/**
 * Joins rules that both sides have changed at the same place: those that are published, then what was added here. So
 * the local ones decide on this machine, as before (gitignore(5), gitattributes(5)).
 */
export function joinRules(
  { base, ours, theirs }: {
    readonly base: string;
    readonly ours: string;
    readonly theirs: string;
  },
): string {
  const known = new Set([...base.split("\n"), ...theirs.split("\n")]);
  const added = ours.split("\n").filter((line) => !known.has(line));
  const end = theirs === "" || theirs.endsWith("\n") ? "" : "\n";
  return theirs + end + added.map((line) => `${line}\n`).join("");
}
