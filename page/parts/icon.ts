// The icons of the menu bar.

import type { IconName } from "../../src/adapters/window/api/now.ts";

/** Returns the address of an icon; before anything is known, that of a sync. */
export function iconAddress(icon: IconName = "syncing"): string {
  return `/icons/${icon.replaceAll(" ", "-")}.svg`;
}
