// Which program draws the icon. Pure.

/**
 * systray2's program for Linux, its Intel program for macOS, or our script for macOS, which needs nothing
 * but macOS itself.
 */
export type Helper = "linux program" | "mac program" | "mac script";

/** What the choice depends on. */
export interface Surroundings {
  /** As `Deno.build.os` names it. */
  readonly system: string;
  /** Whether it runs Intel programs: every Intel Mac does, one with Apple silicon only through Rosetta. */
  readonly runsIntel: boolean;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Chooses. The script stands in where the program cannot run: Rosetta has to be installed by somebody, and
 * macOS 27 is the last one to have all of it
 * (https://developer.apple.com/documentation/apple-silicon/about-the-rosetta-translation-environment).
 * With `GIT_SYNC_BAR_TRAY=native` it can be tried everywhere on macOS.
 */
export function chooseHelper({ system, runsIntel, environment }: Surroundings): Helper {
  if (system !== "darwin") return "linux program";
  return runsIntel && environment.GIT_SYNC_BAR_TRAY !== "native" ? "mac program" : "mac script";
}
