// The menu in the format of systray2. Pure.

import type { Item } from "./menu.ts";

/** An item of systray2. systray2 changes the items that it gets, so each one is passed only once. */
export interface SystrayItem {
  title: string;
  tooltip: string;
  enabled: boolean;
  hidden: boolean;
  checked: boolean;
  __id: number;
  items?: SystrayItem[];
}

const SEPARATOR = "<SEPARATOR>";

/** Returns one item without its entries, for a system as `Deno.build.os` names it. */
export function systrayItem(item: Item, system: string): SystrayItem {
  const { enabled, hidden, checked, number } = item;
  const title = item.kind === "separator" ? SEPARATOR : systrayTitle(item.title, system);
  return { title, tooltip: "", enabled, hidden, checked, __id: number };
}

/**
 * Escapes a title for Linux, where a single underscore marks the letter to press and is not shown
 * (https://github.com/AyatanaIndicators/libdbusmenu/blob/master/libdbusmenu-glib/dbus-menu.xml, "label").
 */
function systrayTitle(title: string, system: string): string {
  // A file can have this name, too.
  const text = title === SEPARATOR ? `${title} ` : title;
  return system === "linux" ? text.replaceAll("_", "__") : text;
}

/** Returns the whole menu, the entries in their submenus. systray2 numbers the items as `itemsOf` does. */
export function systrayMenu(items: readonly Item[], system: string): SystrayItem[] {
  const inside = (within: number | undefined): SystrayItem[] =>
    items.filter((item) => item.within === within).map((item) => ({
      ...systrayItem(item, system),
      ...(item.kind === "submenu" ? { items: inside(item.number) } : {}),
    }));
  return inside(undefined);
}
