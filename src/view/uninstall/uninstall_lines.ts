// The list of `--uninstall`: everything that the app has made, and that stays. Pure.

import type { KeptTrace, Traces } from "../../engine/mod.ts";
import { KEPT_DAYS } from "../../system/limits/commits.ts";
import { oneLine } from "../../system/text.ts";

/** The files of the app on this machine. Paths are absolute. */
export interface OwnThings {
  readonly isAny: boolean;
  /** Files by which the app starts at login. */
  readonly login: readonly string[];
  /** State, log, cache and sockets. */
  readonly files: readonly string[];
  /** Files and folders in the git folders. */
  readonly git: readonly string[];
  /** The exclude files of git from which our block is taken. */
  readonly exclude: readonly string[];
  readonly kept: Traces["kept"];
  /** The configuration file. */
  readonly config: string;
  /** The synced folders that the configuration names. */
  readonly folders: readonly string[];
}

/** Returns what would be removed, then what stays and why. */
export function uninstallLines(
  { isAny, login, files, git, exclude, kept, config, folders }: OwnThings,
): string[] {
  return [
    isAny ? "Made by Git Sync Bar on this machine:" : "Nothing to remove",
    ...login.map((path) => `  start at login: ${path}`),
    ...[...files, ...git].map((path) => `  ${path}`),
    ...exclude.map((path) => `  its lines in ${path}`),
    "Stays:",
    `  configuration: ${config}`,
    ...folders.map((path) => `  your folder: ${path}`),
    ...kept.map(({ path, why }) => `  ${path}: ${KEPT[why]}`),
    "  the program itself: remove it as it was installed",
  ].map((line) => line.startsWith("  ") ? `  ${oneLine(line)}` : oneLine(line));
}

const KEPT: Readonly<Record<KeptTrace, string>> = {
  "cut-off update": "an update was cut off; the next start of the app finishes it",
  "displaced files":
    "files that updates have replaced, as programs may still write into them: check, then remove it",
  "prepared files": "files that an update had prepared: check, then remove it",
  "damaged objects":
    "damaged files of git's object store that were replaced: check, then remove it",
  "files without a way back":
    `files of yours that their filter cannot restore, kept for ${KEPT_DAYS} days`,
  locks: "locks of killed git processes, which may hold an index: check, then remove it",
  "private files": "names files that stay on this machine; without it a new start would send them",
  "unplaced files": "names files that are not in the folder; without it they would look deleted",
  "left commits":
    "commits that a rewritten history has left behind (`git for-each-ref` lists them)",
  "other work trees": "has lines that other work trees of the repository need",
  needed: "its rules keep these files out of git",
  link: "is a link: take the lines of Git Sync Bar out by hand",
  unknown: "not known to this version: check, then remove it",
};
