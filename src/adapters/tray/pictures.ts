// Reads the pictures of the icon: in the standalone program beside the code, else in `icons`.

import { join } from "node:path";
import { type IconName, ICONS } from "./menu.ts";

/** A PNG for each icon, in base64. */
export type Pictures = Readonly<Record<IconName, string>>;

/** Returns the name of an icon's file, without its extension. */
export function iconFile(icon: IconName): string {
  return icon.replaceAll(" ", "-");
}

/** Reads the pictures for a system, as `Deno.build.os` names it. */
export async function readPictures(system: string): Promise<Pictures> {
  const here = import.meta.dirname!;
  const icons = Deno.build.standalone ? join(here, "icons") : join(here, "../../../icons");
  const pairs = ICONS.map(async (icon) => {
    const png = await Deno.readFile(join(icons, system, `${iconFile(icon)}.png`));
    return [icon, png.toBase64()] as const;
  });
  return Object.fromEntries(await Promise.all(pairs)) as Record<IconName, string>;
}
