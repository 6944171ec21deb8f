// The choice of the program that draws the icon. Pure.

import type { Platform } from "../../system/platform.ts";

/** Systray2's program for Linux, its Intel program for macOS, or our script for macOS. */
export type Helper = "linux program" | "mac program" | "mac script";

/** The conditions of the choice. */
export interface HelperChoice extends Platform {
  /** The script has ended here without ever showing the icon. */
  readonly scriptFailed: boolean;
}

/**
 * Chooses a helper. On macOS the script comes first, as the Intel program needs Rosetta, which Apple phases out
 * (https://developer.apple.com/documentation/apple-silicon/about-the-rosetta-translation-environment). The program
 * stands in where the script does not start. `GIT_SYNC_BAR_TRAY` forces one of them: `script` or `program`.
 */
export function chooseHelper({ system, scriptFailed, environment }: HelperChoice): Helper {
  if (system !== "darwin") return "linux program";
  const forced = environment.GIT_SYNC_BAR_TRAY;
  if (forced === "script") return "mac script";
  if (forced === "program") return "mac program";
  return scriptFailed ? "mac program" : "mac script";
}
