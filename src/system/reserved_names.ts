// Names that belong to the app wherever they stand in the work tree. They are never published, never
// received and never watched. Pure.

/** The start of every name that the app makes in the work tree. */
export const RESERVED_PREFIX = ".gitsyncbar-";

/** The short names that FAT and NTFS give to such a name (git does the same for `.gitmodules`). */
const SHORT_NAME = /^(?:GITSYN|GI[0-9A-F]{4})~[0-9]/;

/** Characters that HFS+ ignores when it compares names, and similar ones. */
const IGNORED = /\p{Default_Ignorable_Code_Point}/gu;

/** Most paths are ASCII without these, and need no further check. */
const [PLAIN, SUSPICIOUS] = [/^\p{ASCII}*$/u, /gitsyn|~/i];

/**
 * Reports whether a part of a path, separated by `/`, is a reserved name on any volume: in other case, with
 * ignored characters, with compatible characters, or as a short name.
 */
export function isReserved(path: string): boolean {
  if (PLAIN.test(path) && !SUSPICIOUS.test(path)) return false;
  return path.split("/").some(isReservedName);
}

/** Returns a key that is equal for all spellings of a path that are the same on any volume. */
export function foldAll(path: string): string {
  return path.replace(IGNORED, "").normalize("NFKC").toUpperCase();
}

function isReservedName(name: string): boolean {
  const folded = foldAll(name);
  return folded.startsWith(RESERVED_PREFIX.toUpperCase()) || SHORT_NAME.test(folded);
}
