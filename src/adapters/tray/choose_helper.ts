// The choice of the program that draws the icon. Pure.

import type { Platform } from "../../system/platform.ts";

/**
 * systray2's program for Linux, its Intel program for macOS, or our script for macOS, which needs nothing
 * but macOS itself.
 */
export type Helper = "linux program" | "mac program" | "mac script";

/** The conditions of the choice. */
export interface HelperChoice extends Platform {
  /** The script has ended here without ever showing the icon. */
  readonly scriptFailed: boolean;
}

/**
 * Chooses a helper. On macOS the script comes first: since macOS 26.4 the system warns of an app with a part
 * that is made for Intel processors alone, and Apple silicon runs such a part only with Rosetta, which has to
 * be installed and of which macOS 27 is the last to have all
 * (https://developer.apple.com/documentation/apple-silicon/about-the-rosetta-translation-environment). The
 * Intel program stands in where the script does not start. `GIT_SYNC_BAR_TRAY` forces one of them: `script`
 * or `program`.
 */
export function chooseHelper({ system, scriptFailed, environment }: HelperChoice): Helper {
  if (system !== "darwin") return "linux program";
  const forced = environment.GIT_SYNC_BAR_TRAY;
  if (forced === "script") return "mac script";
  if (forced === "program") return "mac program";
  return scriptFailed ? "mac program" : "mac script";
}
