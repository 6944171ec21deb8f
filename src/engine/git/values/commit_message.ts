// The messages of the commits that the app makes. Pure.

import type { Edit } from "./edits.ts";
import { baseName, type GitPath, shownName } from "./path.ts";

/** Names the machine that made a commit; read back by `engine/git/commands/log.ts`. */
const TRAILER = "Synced-from";

/**
 * Returns the message of an automatic save, from the user's template. Times are in UTC. `edits` may be empty where
 * no file is gone. A subject that begins with `{files}` says what was done: "Delete b.md". Elsewhere the user's own
 * words stand before it, so there are names alone.
 */
export function saveMessage(
  template: string,
  about: {
    readonly paths: readonly GitPath[];
    readonly edits: readonly Edit[];
    readonly host: string;
    readonly time: number;
  },
): string {
  const { paths, edits, host, time } = about;
  const values: Record<string, string> = {
    files: filesInWords(paths),
    host,
    count: String(paths.length),
    date: new Date(time).toISOString().slice(0, 19).replace("T", " "),
  };
  const text = template.replace(
    /\{(\w+)\}/g,
    (whole, key, at) =>
      (at === 0 && key === "files" ? editsInWords(edits) : undefined) ??
        values[key] ?? whole,
  );
  return withTrailer(text, host);
}

/** Returns the message of the commit that stands for several saves, as one of them held a file that was refused. */
export function joinedMessage(count: number, host: string): string {
  return withTrailer(`${count} saves in one, without a file that was refused (${host})`, host);
}

/** Returns the message of the commit that puts versions of the history back. */
export function versionsMessage(
  { paths, from, host }: {
    readonly paths: readonly GitPath[];
    /** The save that had them. */
    readonly from: SaveReference;
    readonly host: string;
  },
): string {
  const text = `Restore ${filesInWords(paths)} from ${saveInWords(from)}`;
  return withTrailer(text, host, { "Restored-from": from.id });
}

/** Returns the message of the commit that undoes a save. */
export function undoMessage(
  { paths, undone, host }: {
    readonly paths: readonly GitPath[];
    readonly undone: SaveReference;
    readonly host: string;
  },
): string {
  const text = `Undo the save of ${saveInWords(undone)}: ${filesInWords(paths)}`;
  return withTrailer(text, host, { Undone: undone.id });
}

/** Returns the message of the commit that settles a conflict. */
export function settleMessage(
  { path, of, keep, name, host }: {
    readonly path: GitPath;
    /** The machine whose version the copy is. */
    readonly of: string;
    readonly keep: "this" | "other" | "both" | "text";
    /** The name that the copy gets. */
    readonly name: GitPath;
    readonly host: string;
  },
): string {
  const kept = {
    this: `keep the version of ${withoutControls(of)}`,
    other: "keep the version that has the name",
    text: "keep a text merged from both",
    both: `keep both, one as ${withoutControls(shownName(baseName(name)))}`,
  };
  return withTrailer(
    `Settle ${withoutControls(shownName(baseName(path)))}: ${kept[keep]} (${host})`,
    host,
  );
}

/** A save of the history, named in the message of another one. */
export interface SaveReference {
  readonly id: string;
  readonly origin: { readonly host: string; readonly time: number };
}

/** Returns `2026-11-23 14:02 (laptop)`, in UTC. */
function saveInWords({ origin: { host, time } }: SaveReference): string {
  return `${new Date(time).toISOString().slice(0, 16).replace("T", " ")} (${
    withoutControls(host)
  })`;
}

/** Returns the message of the commit that brings files back which another machine has deleted. */
export function restoreMessage(count: number, host: string): string {
  return withTrailer(`Restore ${count} deleted files (${host})`, host);
}

/** Returns the message of the commit that ties a rewritten commit to the published one. */
export function graftMessage(host: string): string {
  return withTrailer(`Rewritten history: both versions stay reachable (${host})`, host);
}

/** Returns `Delete b.md`, `Delete b.md and 2 more` or `Rename a.md to b.md`; `undefined` for all else. */
function editsInWords(edits: readonly Edit[]): string | undefined {
  const [first] = edits;
  if (first === undefined) return undefined;
  if (edits.every(({ kind }) => kind === "deleted")) {
    return `Delete ${filesInWords(edits.map(({ path }) => path))}`;
  }
  const { path, from } = first;
  if (edits.length > 1 || from === undefined) return undefined;
  // Moved to another folder, it has its old name.
  const shown = baseName(from) === baseName(path) ? shownName : nameIn;
  return `Rename ${withoutControls(shown(from))} to ${withoutControls(shown(path))}`;
}

function nameIn(path: GitPath): string {
  return shownName(baseName(path));
}

/** Returns `notes.md` or `notes.md and 2 more`. */
export function filesInWords(paths: readonly GitPath[]): string {
  const [first, ...others] = paths;
  if (first === undefined) return "nothing";
  const name = withoutControls(nameIn(first));
  return others.length === 0 ? name : `${name} and ${others.length} more`;
}

/** Returns a message with its trailers, of which the last names the machine. */
export function withTrailer(
  text: string,
  host: string,
  more: Readonly<Record<string, string>> = {},
): string {
  // Without a subject the trailer would become the subject.
  const body = text.replaceAll("\0", " ").trim() || "Sync";
  const trailers = Object.entries({ ...more, [TRAILER]: host })
    .map(([key, value]) => `${key}: ${withoutControls(value)}\n`);
  return `${body}\n\n${trailers.join("")}`;
}

/** Replaces control characters: a name must not end its line and begin a trailer of its own. */
export function withoutControls(text: string): string {
  // deno-lint-ignore no-control-regex -- control characters are what this takes out
  return text.replace(/[\x00-\x1f\x7f]+/g, " ");
}
