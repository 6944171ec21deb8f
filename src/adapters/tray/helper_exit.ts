// The exit of the icon's helper: when to start it again, and its last output in plain words. Pure.

import { INSTALL_ROSETTA, isForIntel } from "../../system/process/start_failure.ts";

/** Exits within this time count together, in milliseconds. */
const WINDOW_MS = 600_000;

/** After this many exits the helper is not restarted. */
const MOST = 5;

const FIRST_PAUSE_MS = 500;

/**
 * Returns how long to wait after the latest of these exits before the helper is started again, in milliseconds;
 * `undefined` when it is not started again. Times are in milliseconds and rise.
 */
export function restartDelay(exits: readonly number[]): number | undefined {
  const latest = exits.at(-1) ?? 0;
  const count = exits.filter((time) => latest - time < WINDOW_MS).length;
  return count >= MOST ? undefined : FIRST_PAUSE_MS * 2 ** (count - 1);
}

/** The last output of a helper, or the error of the system that did not start it -> its meaning. */
const REASONS: readonly (readonly [pattern: RegExp, reason: string])[] = [
  // The helper for Linux is made for one kind of processor.
  [/Exec format error/, "it is made for x86-64 processors, and this one is another"],
  [
    /error while loading shared libraries: (\S+):/,
    "$1 is missing (the packages libayatana-appindicator3-1 and libgtk-3-0 of Debian and Ubuntu)",
  ],
  [/cannot open display/i, "there is no display"],
  [
    /^(?:Error: )?spawn (.+)\/tray\/[^/\n]+\/tray_linux_release E(?:ACCES|PERM)$/m,
    'the system runs no program in "$1": mount it without noexec, or set XDG_CACHE_HOME to another folder',
  ],
  [/Permission denied|\bE(?:ACCES|PERM)$/i, "the system does not let it run"],
];

/** Returns why there is no icon, in one line, from the error output of its helper. */
export function whyNoIcon(lastOutput: string): string {
  const line = lastOutput.trim().split("\n").at(-1)!.trim();
  if (line.startsWith("Cannot ")) return line;
  if (isForIntel(lastOutput)) {
    return "Cannot show the icon: the system's own script for it did not start, and the program " +
      `that stands in needs Rosetta (${INSTALL_ROSETTA})`;
  }
  for (const [pattern, reason] of REASONS) {
    const found = pattern.exec(lastOutput);
    if (found !== null) {
      return `Cannot show the icon: ${reason.replace("$1", () => found[1] ?? "")}`;
    }
  }
  return `Cannot show the icon: ${line === "" ? "its helper ends again and again" : line}`;
}

/** Reports whether a helper has ended because there is no display. */
export function isWithoutDisplay(lastOutput: string): boolean {
  return /cannot open display/i.test(lastOutput);
}

/** The line for a desktop without a panel that shows icons. */
export const NO_PANEL =
  "Cannot show the icon: no panel on this desktop shows status icons (on GNOME an extension does)";
