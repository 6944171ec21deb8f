// Which program draws the icon. Pure.

import type { Platform } from "../../system/platform.ts";

/**
 * systray2's program for Linux, its Intel program for macOS, or our script for macOS, which needs nothing
 * but macOS itself.
 */
export type Helper = "linux program" | "mac program" | "mac script";

/** What the choice depends on. */
export interface HelperChoice extends Platform {
  /** Whether this machine has refused to run the Intel program. */
  readonly lacksRosetta: boolean;
}

/**
 * Chooses. The script stands in where the program cannot run: Apple silicon needs Rosetta for it, which
 * somebody has to install, and of which macOS 27 is the last to have all
 * (https://developer.apple.com/documentation/apple-silicon/about-the-rosetta-translation-environment).
 * With `GIT_SYNC_BAR_TRAY=native` it can be tried everywhere on macOS.
 */
export function chooseHelper({ system, lacksRosetta, environment }: HelperChoice): Helper {
  if (system !== "darwin") return "linux program";
  return lacksRosetta || environment.GIT_SYNC_BAR_TRAY === "native" ? "mac script" : "mac program";
}

/**
 * Whether a helper's last words are those of a Mac that does not run Intel programs: EBADARCH, `man 2
 * intro`. Only starting one tells: files of Rosetta can lie around where it is not installed
 * (https://github.com/NixOS/nix/pull/7168), and a system's own programs need not be made for both.
 */
export function isWrongArchitecture(lastOutput: string): boolean {
  return lastOutput.includes("Bad CPU type in executable");
}
