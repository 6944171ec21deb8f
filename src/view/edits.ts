// Changes to files in words: the lines of the log, and those of Recent Changes. Pure.

import { baseName, type FileEdit, type Report } from "../engine/mod.ts";
import type { RecentSave } from "../core/state.ts";
import { isolated, shorten } from "../system/text.ts";
import { grouped } from "./quantities.ts";
import type { FormatTime } from "./status_line.ts";

/** Names of one save that the log has; a first sync may bring 100,000. */
const LOGGED_NAMES = 20;

/** Returns what a sync did to which files, and whose work it was: a line for this machine and each other one. */
export function editLines({ edits, received, pushed }: Report): string[] {
  return [
    ...(edits.length === 0 ? [] : [`${pushed ? "Sent" : "Saved"}: ${listOf(edits)}`]),
    ...[...Map.groupBy(received, ({ host }) => host)]
      .map(([host, edits]) => `Received from ${isolated(host)}: ${listOf(edits)}`),
  ];
}

/** Returns `edited a.md, renamed b.md to c.md and 3 more`. */
function listOf(edits: readonly FileEdit[]): string {
  const named = edits.slice(0, LOGGED_NAMES).map(({ kind, path, from }) =>
    from === undefined ? `${kind} ${path}` : `${kind} ${from} to ${path}`
  );
  const more = edits.length - named.length;
  return more === 0 ? named.join(", ") : `${named.join(", ")} and ${grouped(more)} more`;
}

/** Characters of a name in a line of the menu. */
const NAME_CHARACTERS = 30;

/**
 * Returns `↑ notes.md edited · 14:02`, `↓ todo.md deleted by laptop · 13:50` or `↓ 30 files from desktop · 13:40`.
 */
export function recentLine(save: RecentSave, clock: FormatTime): string {
  const { kind, direction, time } = save;
  const arrow = kind === "conflict" ? "↕" : direction === "sent" ? "↑" : "↓";
  return `${arrow} ${editWords(save)} · ${clock(time)}`;
}

/** Returns `notes.md edited`, or `30 files from desktop`. */
export function editWords({ kind, path, from, count, host }: RecentSave): string {
  if (kind === "conflict") return `${named(path)} in conflict`;
  const by = host === undefined ? "" : named(host);
  if (count === 1 && from !== undefined) {
    const [before, now] = [from, path].map((name) => named(name, NAME_CHARACTERS / 2));
    return `${before} renamed to ${now}${by && ` by ${by}`}`;
  }
  const files = count === 1 ? named(path) : `${grouped(count)} files`;
  return kind === "changed"
    ? `${files}${by && ` from ${by}`}`
    : `${files} ${kind}${by && ` by ${by}`}`;
}

/** Returns the name of a file or a machine, short enough for a line with other words. */
export function named(path: string, longest = NAME_CHARACTERS): string {
  return isolated(shorten(baseName(path), longest));
}
