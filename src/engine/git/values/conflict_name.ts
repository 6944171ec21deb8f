// The name of a conflict copy: what it was called, whose version it is, and when it was made. Pure.

import { baseName, folderOf, type GitPath, pathIn } from "./path.ts";
import { decodeText, encodeText } from "./git_text.ts";

/** Whose version a copy holds. */
export interface Origin {
  /** The machine, else the author. Others write it, so it may hold anything. */
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
/** A part of each name of a conflict copy, which is quickly searched for. */
export const COPY_MARK = " (conflict ";

const SUFFIX =
  /(?<=.) \(conflict ([^()]*) (\d{4}-\d\d-\d\d) (\d\d)\.(\d\d)\.(\d\d) ([0-9a-f]{7})(?: \d+)?\)$/s;

/** The place of a copy: beside the file, or under the file's own name in a folder. */
export type CopyForm = "file" | "folder";

/**
 * Returns the path of a copy of `path`: `notes (conflict laptop 2026-11-23 14.02.07 1a2b3c4).md`
 * with the time in UTC, or `notes (conflict …)/notes.md`, which rules about `notes.md` match as
 * well. A copy of a copy drops the old suffix; a long name is cut before it. `attempt` above 1 is
 * for a name that is taken.
 */
export function conflictPath(
  path: GitPath,
  version: {
    readonly oid: string;
    readonly origin: Origin;
    readonly attempt?: number;
    readonly form?: CopyForm;
  },
): GitPath {
  const source = copiedFrom(path) ?? path;
  const { stem, extension } = original(baseName(source));
  const { oid, origin, attempt = 1, form = "file" } = version;
  const [date, clock] = new Date(origin.time).toISOString().split("T");
  const time = clock!.slice(0, 8).replaceAll(":", ".");
  const count = attempt > 1 ? ` ${attempt}` : "";
  const suffix = encodeText(
    ` (conflict ${cleanHost(origin.host)} ${date} ${time} ${oid.slice(0, ID_LENGTH)}${count})`,
  );
  const end = form === "file" ? suffix + extension : suffix;
  const marked = cutBytes(stem, MAX_NAME_BYTES - end.length) + end;
  return pathIn(
    folderOf(source),
    form === "file" ? marked : `${marked}/${baseName(source)}`,
  );
}

/**
 * Returns a path for a copy that is no conflict copy any more: `notes (laptop).md`, or `notes
 * (laptop)/notes.md` for one in a folder; `undefined` for any other path. `attempt` above 1 is for
 * a name that is taken.
 */
export function plainPath(copy: GitPath, attempt: number): GitPath | undefined {
  const source = sourceOf(copy);
  if (source === undefined) return undefined;
  const { path, form, suffix } = source;
  const { stem, extension } = original(baseName(path));
  const end = ` (${suffix[1]}${attempt > 1 ? ` ${attempt}` : ""})${
    form === "file" ? extension : ""
  }`;
  const marked = cutBytes(stem, MAX_NAME_BYTES - end.length) + end;
  return pathIn(folderOf(path), form === "file" ? marked : `${marked}/${baseName(path)}`);
}

/** Returns a path with the name that each form of its copy has. */
export function copyNames(
  path: GitPath,
  version: { readonly oid: string; readonly origin: Origin; readonly attempt?: number },
): { readonly path: GitPath } & Readonly<Record<CopyForm, GitPath>> {
  const at = (form: CopyForm) => conflictPath(path, { ...version, form });
  return { path, file: at("file"), folder: at("folder") };
}

/** Returns the path that a conflict copy was made for; `undefined` for any other path. */
export function copiedFrom(path: GitPath): GitPath | undefined {
  return sourceOf(path)?.path;
}

/** Returns the form of a conflict copy, or `undefined` when the path is no conflict copy. */
export function copyForm(path: GitPath): CopyForm | undefined {
  return sourceOf(path)?.form;
}

/**
 * Returns what a copy's name says: its path, whose version it is, its time, and digits of its id.
 */
export function conflictOf(
  path: GitPath,
): ({ readonly path: GitPath; readonly id: string } & Origin) | undefined {
  const source = sourceOf(path);
  if (source === undefined) return undefined;
  const [, host, date, hours, minutes, seconds, id] = source.suffix;
  return {
    path: source.path,
    host: decodeText(host!),
    time: Date.parse(`${date}T${hours}:${minutes}:${seconds}Z`) || 0,
    id: id!,
  };
}

function sourceOf(
  path: GitPath,
):
  | { readonly path: GitPath; readonly form: CopyForm; readonly suffix: RegExpExecArray }
  | undefined {
  if (!path.includes(COPY_MARK)) return undefined;
  const name = baseName(path);
  const folder = folderOf(path);
  const { stem, extension, suffix } = original(name);
  if (suffix !== null) return { path: pathIn(folder, stem + extension), form: "file", suffix };
  const marked = SUFFIX.exec(baseName(folder));
  // The start of the name alone, as a long one was cut.
  if (marked === null || !stem.startsWith(baseName(folder).slice(0, marked.index))) {
    return undefined;
  }
  return { path: pathIn(folderOf(folder), name), form: "folder", suffix: marked };
}

function original(
  name: string,
): { stem: string; extension: string; suffix: RegExpExecArray | null } {
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
function cutBytes(text: string, bytes: number): string {
  if (text.length <= bytes) return text;
  const isWithin = (at: number) => (text.charCodeAt(at) & 0xc0) === 0x80;
  const end = [bytes, bytes - 1, bytes - 2, bytes - 3].find((at) => !isWithin(at));
  return text.slice(0, end ?? bytes);
}
