// Several folders under one icon: which is the worst, and what the first line says of all. Pure.

import { type AppState, initialFolder } from "../../core/state.ts";
import { isolated, shorten } from "../../system/text.ts";
import { counted } from "../quantities.ts";
import {
  type Condition,
  condition,
  CONDITIONS,
  type FormatTime,
  statusLine,
} from "../status_line.ts";

/** A folder under the icon. */
export interface NamedState {
  /** The name for users; no two folders have the same one. */
  readonly name: string;
  readonly state: AppState;
  /** Its path, once a configuration is in force. */
  readonly folder: string | undefined;
}

/** The folders under one icon, in the order of the configuration. */
export type NamedStates = readonly [NamedState, ...NamedState[]];

/** Returns the state of one of several folders, without what is about the whole app. */
export function folderPart(state: AppState): AppState {
  return {
    ...state,
    config: { ...state.config, mistakes: [], warnings: [] },
    live: { connection: { kind: "off" }, notice: undefined },
    noIcon: undefined,
  };
}

/** Returns the state of the whole app, without what is about its folder. */
export function appPart(state: AppState): AppState {
  return { ...state, folder: initialFolder({ recent: [], upToDateAt: undefined }) };
}

/** Returns the folder whose condition the icon shows: of equally bad ones the first. */
export function worstOf(folders: NamedStates, now: number): NamedState {
  const rank = ({ state }: NamedState) => CONDITIONS.indexOf(condition(state, now));
  return folders.reduce((worst, next) => rank(next) < rank(worst) ? next : worst);
}

/** Conditions that are about the whole app, or about no folder more than about the others. */
const OF_ALL: readonly Condition[] = ["not set up", "live updates off"];

/** The values on which the lines depend besides the states. */
export interface LineOptions {
  readonly now: number;
  readonly clock: FormatTime;
  /** The most characters of a line. */
  readonly longest?: number;
}

/** Returns the first line of the menu and of `--status`: which folder it is about, unless it is about all. */
export function overallLine(folders: NamedStates, at: LineOptions): string {
  const [{ state: first }, ...more] = folders;
  const alone = (line: string) => shorten(line, at.longest ?? Infinity);
  if (more.length === 0 || first.stopping || first.config.mistakes.length > 0) {
    return alone(statusLine(first, at));
  }
  const { name, state } = worstOf(folders, at.now);
  const shown = condition(state, at.now);
  if (shown === "up to date") {
    const times = folders.map(({ state: { folder: { upToDateAt } } }) => upToDateAt ?? 0);
    return `Up to date · ${at.clock(times.reduce((first, time) => Math.min(first, time)))}`;
  }
  const line = folderLine(state, at);
  if (OF_ALL.includes(shown)) return alone(line);
  if (folders.some(({ state }) => folderLine(state, at) !== line)) {
    return namedLine(name, line, { ...at, separator: ": " });
  }
  const conflicts = folders.reduce((sum, { state }) => sum + state.folder.conflicts.length, 0);
  return alone(withConflicts(statusLine(state, at), conflicts));
}

/** Returns a line that begins with the name of a folder, which may be any name of a file. */
export function namedLine(
  name: string,
  line: string,
  { longest = Infinity, separator }: Pick<LineOptions, "longest"> & { readonly separator: string },
): string {
  const shown = `${quotedFolder(name)}${separator}`;
  return `${shown}${shorten(line, longest - [...shown].length)}`;
}

/** Returns the state of one of several folders on one line. */
export function folderLine(state: AppState, at: LineOptions): string {
  return withConflicts(statusLine(state, at), state.folder.conflicts.length);
}

function withConflicts(line: string, count: number): string {
  return count === 0 ? line : `${line} · ${counted(count, "conflict")}`;
}

/** Returns the name of a folder for a line with other words. */
export function quotedFolder(name: string): string {
  return isolated(shorten(name, 30));
}
