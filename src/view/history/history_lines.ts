// The output of `--history`, as text and as JSON. Pure.

import type { SavesPage, ShownFile, ShownSave, ShownVersion } from "../../engine/mod.ts";
import { oneLine } from "../../system/text.ts";
import { minuteOf } from "./minute.ts";
import { counted } from "../quantities.ts";

/** The listed saves of a folder, or versions of a file. */
export type Listed =
  | { readonly kind: "saves"; readonly saves: readonly ShownSave[] }
  | { readonly kind: "versions"; readonly versions: readonly ShownVersion[] };

/** A listed history. */
export interface ListedHistory {
  readonly listed: Listed;
  /** Where the older ones begin, which are not listed; `undefined` when there are none. */
  readonly next: SavesPage["next"];
  /** When the history of a shallow clone begins, in milliseconds since 1970. */
  readonly start: number | undefined;
}

/** Digits of an id that are shown: enough to name a save among millions. */
const SHOWN_DIGITS = 10;

/** Files of a save that are named on its line. */
const NAMED_FILES = 3;

/** Returns an id as it is shown. */
export function shortId(id: string): string {
  return id.slice(0, SHOWN_DIGITS);
}

/** Returns the lines of `--history`: time, id, machine, and what was done. */
export function historyLines({ listed, next, start }: ListedHistory): string[] {
  const lines = listed.kind === "saves"
    ? listed.saves.map((save) => line(save, filesInWords(save)))
    : listed.versions.map((version) => line(version, fileInWords(version)));
  const rest = next === undefined ? [] : ["Older ones are not listed: `git log` has them"];
  const begin = start === undefined
    ? []
    : [`This clone has the history since ${minuteOf(start)} only`];
  const none = lines.length === 0 ? ["No saves found"] : [];
  return [...lines, ...none, ...rest, ...begin].map(oneLine);
}

function line(
  { time, id, host, kind }: Pick<ShownSave, "time" | "id" | "host" | "kind">,
  what: string,
): string {
  const by = kind === "save" ? "" : ` (${kind})`;
  return `${minuteOf(time)}  ${shortId(id)}  ${host}${by}: ${what}`;
}

function filesInWords({ files, fileCount, subject }: ShownSave): string {
  if (fileCount === 0) return subject;
  if (files.length === 0) return counted(fileCount, "file");
  const named = files.slice(0, NAMED_FILES).map(fileInWords).join(", ");
  const rest = fileCount - Math.min(files.length, NAMED_FILES);
  return rest === 0 ? named : `${named} and ${counted(rest, "other file")}`;
}

function fileInWords({ path, action, from }: ShownFile): string {
  if (action === "renamed") return `renamed ${from} to ${path}`;
  // As in the menu and the window; programs get the word that git has.
  return `${action === "changed" ? "edited" : action} ${path}`;
}

/** Returns the output of `--history --json`. Times are ISO 8601 in UTC. */
export function historyJson({ listed, next, start }: ListedHistory): object {
  const timed = <Item extends { readonly time: number }>(item: Item) => ({
    ...item,
    time: new Date(item.time).toISOString(),
  });
  return {
    ...(listed.kind === "saves"
      ? { saves: listed.saves.map(timed) }
      : { versions: listed.versions.map(timed) }),
    isComplete: next === undefined,
    ...(start === undefined ? {} : { since: new Date(start).toISOString() }),
  };
}
