// The locale in which the user reads times.

import type { Platform } from "../../system/platform.ts";
import { toolText } from "../../system/process/programs.ts";

/**
 * Returns the locale for times as a BCP 47 tag: from the environment (locale(7)), else from the settings of
 * macOS, as a program that was started by a double-click has no such environment. `undefined` for the C locale,
 * and when there is none.
 */
export async function findLocale(
  { system, environment }: Platform,
): Promise<string | undefined> {
  const named = [environment.LC_ALL, environment.LC_TIME, environment.LANG].find(Boolean) ??
    (system === "darwin" ? await localeOfMac() : undefined);
  const [tag = ""] = (named ?? "").split(/[.@]/);
  return ["", "C", "POSIX"].includes(tag) ? undefined : tag.replaceAll("_", "-");
}

/** Asks macOS (`man defaults`). */
async function localeOfMac(): Promise<string | undefined> {
  return (await toolText(["/usr/bin/defaults", "read", "-g", "AppleLocale"]))?.trim();
}
