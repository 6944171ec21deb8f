// Paths as texts that can be shown, typed and sent: a name that is not UTF-8 is quoted as git quotes it,
// `"caf\351.txt"`. Pure.

import { Buffer } from "node:buffer";
import { encodeText } from "./git_text.ts";
import { fileName, type GitPath, gitPath, pathFromGit } from "./path.ts";

const QUOTED = /^"(?:[^"\\]|\\[0-3][0-7][0-7]|\\["\\])*"$/;

/** Returns the text of a path; `pathOfText` returns the path again. */
export function textOfPath(path: GitPath): string {
  const name = fileName(path);
  return name === undefined || unquoted(name) !== undefined ? quotedPath(path) : name;
}

/**
 * Returns the path of a text: of a quoted name that is not UTF-8 the path, of any other text what it names itself.
 * Throws a `TypeError` where it leads out of the folder.
 */
export function pathOfText(text: string): GitPath {
  const path = unquoted(text);
  if (path === undefined) return gitPath(text);
  if (path.startsWith("/") || path.includes("\0") || path.split("/").includes("..")) {
    throw new TypeError(`Cannot use ${text} as a path: it is not below the folder`);
  }
  return path;
}

/** Reports whether a text is the quoted form of a path, which is relative to the top folder. */
export function isQuotedPath(text: string): boolean {
  return unquoted(text) !== undefined;
}

/** Returns the path in a quoted form; `undefined` of a text that stands for itself, as it needs no quotes. */
function unquoted(text: string): GitPath | undefined {
  if (!QUOTED.test(text)) return undefined;
  const path = pathFromGit(
    encodeText(text).slice(1, -1).replace(
      /\\([0-7]{3}|.)/g,
      (_, code: string) => code.length === 3 ? String.fromCharCode(parseInt(code, 8)) : code,
    ),
  );
  return fileName(path) === undefined || path.startsWith('"') ? path : undefined;
}

/** Returns a path in quotes; bytes that are not UTF-8 become octal numbers. */
function quotedPath(path: GitPath): string {
  const bytes = Buffer.from(path, "latin1");
  let text = "";
  for (let at = 0; at < bytes.length;) {
    const length = characterLength(bytes.subarray(at, at + 4));
    const character = bytes.subarray(at, at + length);
    text += length === 0
      ? `\\${bytes[at]!.toString(8).padStart(3, "0")}`
      : character.toString("utf8").replace(/["\\]/, "\\$&");
    at += Math.max(length, 1);
  }
  return `"${text}"`;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Returns how many bytes the first character has in UTF-8; 0 where they are none. */
function characterLength(bytes: Uint8Array): number {
  const [first = 0] = bytes;
  const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  try {
    utf8.decode(bytes.subarray(0, length));
    return length;
  } catch {
    return 0;
  }
}
