// The settings as the window shows them. Pure.

import type { SettingMistake, Settings } from "../../adapters/window/api/settings.ts";
import type { FormKey } from "../../adapters/config/form.ts";
import type { Mistake } from "../../adapters/config/mistakes.ts";
import { oneLine } from "../../system/text.ts";

/** Returns a mistake without the name of the file, which the window shows above. */
export function settingMistake({ key, message }: Mistake): SettingMistake {
  const text = oneLine(message.replace(/^Cannot [^"]*"(?:\\.|[^"\\])*": /, ""));
  return { ...(key === undefined ? {} : { key }), message: text };
}

/** Returns what the window shows of the file. */
export function settingsView(
  { keys, mistakes, warnings, ...file }: Pick<Settings, "file" | "revision" | "text"> & {
    readonly keys: readonly FormKey[];
    readonly mistakes: readonly Mistake[];
    readonly warnings: readonly string[];
  },
): Settings {
  return {
    ...file,
    keys,
    mistakes: mistakes.map(settingMistake),
    warnings: warnings.map(oneLine),
  };
}
