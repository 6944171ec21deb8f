// Opens a new configuration in an editor where there is no icon.

import { editConfig } from "../adapters/config/edit.ts";
import type { ConfigLocation } from "../adapters/config/schema.ts";
import { errorMessage } from "../system/error_message.ts";
import type { Platform } from "../system/platform.ts";

/** Opens the new configuration. Nothing waits for the editor: a saved file is noticed anyhow. */
export function letUserEdit(
  { origin, platform }: { readonly origin: ConfigLocation; readonly platform: Platform },
  log: (line: string) => void,
): void {
  void editConfig(origin, { ...platform, print: log, ask: undefined })
    .catch((error) => log(errorMessage(error)));
}
