// Files that tell git what to ignore and what to filter. Of those no line may be lost in a merge: what it keeps
// private would be published. Pure.

import { baseName, type GitPath } from "./path.ts";

/** Whether a file tells git what to ignore, or what to do with other files. */
export function isRules(path: GitPath): boolean {
  return [".gitignore", ".gitattributes"].includes(baseName(path));
}

/**
 * Rules that both sides have changed at the same place: those that are published, then what was added here. So
 * the local ones have the last word on this machine, as before (gitignore(5), gitattributes(5)).
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
