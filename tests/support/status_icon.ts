// The icons on a desktop as its panel knows them, over the session bus: pictures, menus, clicks.
// https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/

import assert from "node:assert/strict";
import type { Desktop } from "./desktop.ts";
import { readGVariant, type Value } from "./gvariant.ts";

/** An icon on the bus. */
export interface StatusIcon {
  readonly bus: string;
  readonly path: string;
}

/** A line of a menu; hidden ones are there, too. */
export interface MenuLine {
  readonly id: number;
  readonly title: string;
  readonly separator: boolean;
  readonly enabled: boolean;
  readonly visible: boolean;
  readonly entries: readonly MenuLine[];
}

/** The icons that are on the panel, in the order in which they came; none when there is no panel. */
export async function statusIcons(desktop: Desktop): Promise<StatusIcon[]> {
  const watcher = { bus: "org.kde.StatusNotifierWatcher", path: "/StatusNotifierWatcher" };
  const names = await property(desktop, watcher, [
    "org.kde.StatusNotifierWatcher",
    "RegisteredStatusNotifierItems",
  ]);
  return (names as string[]).map((name) => {
    const slash = name.indexOf("/");
    return { bus: name.slice(0, slash), path: name.slice(slash) };
  });
}

/** The one icon on the panel. */
export async function statusIcon(desktop: Desktop): Promise<StatusIcon> {
  const icons = await statusIcons(desktop);
  assert.equal(icons.length, 1, "there is one icon");
  return icons[0]!;
}

/** The file with the icon's picture. */
export async function pictureOf(desktop: Desktop, icon: StatusIcon): Promise<string> {
  return String(await property(desktop, icon, ["org.kde.StatusNotifierItem", "IconName"]));
}

/** By this name the desktop's settings list the icon. */
export async function nameOf(desktop: Desktop, icon: StatusIcon): Promise<string> {
  return String(await property(desktop, icon, ["org.kde.StatusNotifierItem", "Title"]));
}

/** The icon's menu. */
export async function menuOf(desktop: Desktop, icon: StatusIcon): Promise<MenuLine[]> {
  const method = "com.canonical.dbusmenu.GetLayout";
  const [, root] = await call(desktop, menu(icon), [method, "0", "-1", "[]"]) as [number, Value];
  return [...menuLine(root).entries];
}

/** Clicks a line as the panel does. */
export async function click(desktop: Desktop, icon: StatusIcon, { id }: MenuLine): Promise<void> {
  const args = [`${id}`, "clicked", "<0>", "0"];
  try {
    await call(desktop, menu(icon), ["com.canonical.dbusmenu.Event", ...args]);
  } catch (error) {
    // A click that ends the program may end the icon before it has answered.
    if (!/NoReply: Message recipient disconnected/.test(String(error))) throw error;
  }
}

/** All lines of a menu and of its submenus, from top to bottom. */
export function allLines(lines: readonly MenuLine[]): MenuLine[] {
  return lines.flatMap((line) => [line, ...allLines(line.entries)]);
}

/** The first line of this title, in the menu or a submenu. */
export function lineOf(lines: readonly MenuLine[], title: string): MenuLine {
  const all = allLines(lines);
  const found = all.find((line) => line.visible && line.title === title);
  assert.ok(found, `the menu has no "${title}": ${all.map((line) => line.title).join(" | ")}`);
  return found;
}

/** What a user sees: titles, `—` for a separator, and `-` before what cannot be clicked. */
export function seen(lines: readonly MenuLine[]): string[] {
  return lines.filter(({ visible }) => visible).flatMap(({ title, separator, enabled, entries }) =>
    separator
      ? ["—"]
      : [`${enabled ? "" : "-"}${title}`, ...seen(entries).map((entry) => `  ${entry}`)]
  );
}

function menu({ bus, path }: StatusIcon): StatusIcon {
  return { bus, path: `${path}/Menu` };
}

function menuLine(value: Value): MenuLine {
  const [id, properties, entries] = value as [number, Record<string, Value>, Value[]];
  return {
    id,
    // An underscore marks the letter to press, two of them are one.
    title: String(properties.label ?? "").replace(/_(.?)/g, "$1"),
    separator: properties.type === "separator",
    enabled: properties.enabled !== false,
    visible: properties.visible !== false,
    entries: entries.map(menuLine),
  };
}

async function property(desktop: Desktop, of: StatusIcon, names: string[]): Promise<Value> {
  const [value] = await call(desktop, of, ["org.freedesktop.DBus.Properties.Get", ...names]);
  return value!;
}

async function call(
  desktop: Desktop,
  { bus, path }: StatusIcon,
  [method, ...args]: string[],
): Promise<Value[]> {
  const to = ["--session", "--dest", bus, "--object-path", path, "--method", method!];
  return readGVariant(await desktop.run("gdbus", "call", ...to, "--", ...args)) as Value[];
}
