// The settings as the window shows them. Pure.

import type { SettingMistake, Settings } from "../../adapters/window/api/settings.ts";
import type { Mistake } from "../../adapters/config/mistakes.ts";
import { oneLine, quote } from "../../system/text.ts";

/** Returns a mistake without the name of the file, which the window shows above. */
export function settingMistake({ key, message, entry }: Mistake): SettingMistake {
  const text = oneLine(message.replace(/^Cannot [^"]*"(?:\\.|[^"\\])*": /, ""));
  return {
    ...(key === undefined ? {} : { key }),
    message: text,
    ...(entry === undefined ? {} : { entry }),
  };
}

/** Returns the warning about a folder that can be named, and not synced yet. */
export function noRepositoryWarning(folder: string): string {
  return `${
    quote(folder)
  } is not the top folder of a git repository: it is not synced until it is set up`;
}

/** Returns what the window shows of the file. */
export function settingsView(
  { mistakes, warnings, ...shown }: Omit<Settings, "mistakes" | "warnings"> & {
    readonly mistakes: readonly Mistake[];
    readonly warnings: readonly string[];
  },
): Settings {
  return {
    ...shown,
    mistakes: mistakes.map(settingMistake),
    warnings: warnings.map(oneLine),
  };
}
