// What the death of the icon's helper means: when to start it again, and how its last words read to a
// person. Pure.

/** Deaths count together within this time, in milliseconds. */
const WINDOW_MS = 600_000;

/** At the last of these it is not started again. */
const MOST = 5;

const FIRST_PAUSE_MS = 500;

/**
 * How long to wait after the latest of these deaths before the helper is started again, in
 * milliseconds; `undefined` when it is not worth it any more. Times are in milliseconds and rise.
 */
export function restartDelay(exits: readonly number[]): number | undefined {
  const latest = exits.at(-1) ?? 0;
  const count = exits.filter((time) => latest - time < WINDOW_MS).length;
  return count >= MOST ? undefined : FIRST_PAUSE_MS * 2 ** (count - 1);
}

/** What the last words of a helper, or of the system that would not start it, come to. */
const REASONS: readonly (readonly [pattern: RegExp, reason: string])[] = [
  // EBADARCH, `man 2 intro`. Only starting it tells: parts of Rosetta can lie around where it is not installed.
  [
    /Bad CPU type in executable/,
    "the system's own script for it did not start, and the program that stands in needs Rosetta " +
    "(softwareupdate --install-rosetta --agree-to-license)",
  ],
  // The helper for Linux is made for one kind of processor.
  [/Exec format error/, "it is made for x86-64 processors, and this one is another"],
  [
    /error while loading shared libraries: (\S+):/,
    "$1 is missing (the packages libayatana-appindicator3-1 and libgtk-3-0 of Debian and Ubuntu)",
  ],
  [/cannot open display/i, "there is no display"],
  [/Permission denied/i, "the system does not let it run"],
];

/** Says to a person why there is no icon, in one line, from the error output of its helper. */
export function whyNoIcon(lastOutput: string): string {
  const line = lastOutput.trim().split("\n").at(-1)!.trim();
  if (line.startsWith("Cannot ")) return line;
  for (const [pattern, reason] of REASONS) {
    const found = pattern.exec(lastOutput);
    if (found !== null) return `Cannot show the icon: ${reason.replace("$1", found[1] ?? "")}`;
  }
  return `Cannot show the icon: ${line === "" ? "its helper ends again and again" : line}`;
}

/** Whether a helper died because there is no display. */
export function isWithoutDisplay(lastOutput: string): boolean {
  return /cannot open display/i.test(lastOutput);
}

/** No panel shows icons. */
export const NO_PANEL =
  "Cannot show the icon: no panel on this desktop shows status icons (on GNOME an extension does)";
