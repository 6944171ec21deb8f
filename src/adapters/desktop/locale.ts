// In which language and with which habits the person reads times.

import type { Platform } from "../../system/platform.ts";
import { toolText } from "../../system/process/programs.ts";

/**
 * The locale for times, as a BCP 47 tag: of the environment (locale(7)), else of the macOS settings, which a
 * program that was started by a double-click has to ask. `undefined` for the C locale, and when nothing is
 * said.
 */
export async function findLocale(
  { system, environment }: Platform,
): Promise<string | undefined> {
  const named = [environment.LC_ALL, environment.LC_TIME, environment.LANG].find(Boolean) ??
    (system === "darwin" ? await localeOfMac() : undefined);
  const [tag = ""] = (named ?? "").split(/[.@]/);
  return ["", "C", "POSIX"].includes(tag) ? undefined : tag.replaceAll("_", "-");
}

/** `man defaults` */
async function localeOfMac(): Promise<string | undefined> {
  return (await toolText(["/usr/bin/defaults", "read", "-g", "AppleLocale"]))?.trim();
}
