// The name of a conflict copy: what it was called, whose version it is, and when it was made. Pure.

import { baseName, folderOf, type GitPath, gitPath, shownName } from "./path.ts";

/** Whose version a copy holds. */
export interface Origin {
  /** The machine, or the author where no machine is known; comes from other people, so it may hold anything. */
  readonly host: string;
  /** When that version was committed, in milliseconds since 1970. */
  readonly time: number;
}

/** Most file systems allow names of 255 bytes. */
const MAX_NAME_BYTES = 255;
const MAX_HOST_LENGTH = 40;
const ID_LENGTH = 7;

// Slashes, which a colon is on a Mac; what ends the suffix; what is not seen or turns the writing.
const UNFIT_IN_HOST = /[/\\:()\p{Control}\p{Format}\p{Separator}]+/gu;
const SUFFIX =
  /(?<=.) \(conflict ([^()]*) (\d{4}-\d\d-\d\d) (\d\d)\.(\d\d)\.(\d\d) [0-9a-f]{7}(?: \d+)?\)$/s;

/**
 * `notes.md` → `notes.md`'s copy `notes (conflict laptop 2026-11-23 14.02.07 1a2b3c4).md`, time in
 * UTC, in the same folder. A copy of a copy drops the old suffix; a name that would be longer than
 * 255 bytes is cut before the suffix. `attempt` above 1 is for a name that is already taken.
 */
export function conflictPath(
  path: GitPath,
  version: { readonly oid: string; readonly origin: Origin; readonly attempt?: number },
): GitPath {
  const { stem, extension } = original(path);
  const { oid, origin, attempt = 1 } = version;
  const [date, clock] = new Date(origin.time).toISOString().split("T");
  const time = clock!.slice(0, 8).replaceAll(":", ".");
  const count = attempt > 1 ? ` ${attempt}` : "";
  const suffix = gitPath(
    ` (conflict ${cleanHost(origin.host)} ${date} ${time} ${oid.slice(0, ID_LENGTH)}${count})`,
  );
  const room = MAX_NAME_BYTES - suffix.length - extension.length;
  const name = cutBytes(stem, room) + suffix + extension;
  const folder = folderOf(path);
  return folder === "" ? name : `${folder}/${name}`;
}

/** The name that a conflict copy was made for, or `undefined` when the path is no conflict copy. */
export function copiedFrom(path: GitPath): GitPath | undefined {
  const { stem, extension, suffix } = original(path);
  if (suffix === null) return undefined;
  const folder = folderOf(path);
  return folder === "" ? stem + extension : `${folder}/${stem}${extension}`;
}

/** What a copy's name tells: for which path it was made, whose version it is, and when that was committed. */
export function conflictOf(
  path: GitPath,
): { readonly path: GitPath; readonly host: string; readonly time: number } | undefined {
  const source = copiedFrom(path);
  const { suffix } = original(path);
  if (source === undefined || suffix === null) return undefined;
  const [, host, date, ...clock] = suffix;
  return {
    path: source,
    host: shownName(host!),
    time: Date.parse(`${date}T${clock.join(":")}Z`) || 0,
  };
}

function original(
  path: GitPath,
): { stem: string; extension: string; suffix: RegExpExecArray | null } {
  const name = baseName(path);
  const dot = name.lastIndexOf(".");
  const split = dot > 0 && name.length - dot <= 20 && !name.slice(dot).includes(")")
    ? dot
    : name.length;
  const stem = name.slice(0, split);
  const suffix = SUFFIX.exec(stem);
  return { stem: stem.slice(0, suffix?.index), extension: name.slice(split), suffix };
}

function cleanHost(host: string): string {
  return host.replace(UNFIT_IN_HOST, " ").slice(0, MAX_HOST_LENGTH).trim() || "unknown";
}

/** Cuts to at most `bytes` bytes, never within a UTF-8 character, which has four bytes at most. */
function cutBytes(text: GitPath, bytes: number): GitPath {
  if (text.length <= bytes) return text;
  const isWithin = (at: number) => (text.charCodeAt(at) & 0xc0) === 0x80;
  const end = [bytes, bytes - 1, bytes - 2, bytes - 3].find((at) => !isWithin(at));
  return text.slice(0, end ?? bytes);
}
