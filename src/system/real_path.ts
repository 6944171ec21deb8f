// Paths with all links resolved, also when their last parts do not exist yet.

import { basename, dirname, join, resolve } from "node:path";
import { realPath as quickRealPath } from "./disk/quick_files.ts";

/** The links that a path may lead through one after the other, as in Linux (path_resolution(7)). */
const MOST_LINKS = 40;

/**
 * Returns the real path of the nearest part that exists, with the rest behind it. A link that leads to
 * nothing is followed as well. Never throws.
 */
export async function realPath(path: string, links = MOST_LINKS): Promise<string> {
  try {
    return await quickRealPath(path);
  } catch {
    const folder = dirname(path);
    if (folder === path) return path;
    const target = links > 0 ? await Deno.readLink(path).catch(() => undefined) : undefined;
    return target === undefined
      ? join(await realPath(folder, links), basename(path))
      : await realPath(resolve(folder, target), links - 1);
  }
}

/** Reports whether a path is a folder or lies below it. Both are absolute and real. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || folder === "/" || path.startsWith(`${folder}/`);
}
