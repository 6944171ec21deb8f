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

/**
 * Yields the links that a path leads through, one after the other, each by the real path of its folder. Where they lead
 * in a circle, it ends after as many as the system follows.
 */
export async function* linksOn(path: string): AsyncGenerator<string> {
  let at = "/";
  let ahead = resolve(path).split("/").filter(Boolean);
  for (let links = 0; ahead.length > 0 && links < MOST_LINKS;) {
    const next = join(at, ahead[0]!);
    ahead = ahead.slice(1);
    const target = await Deno.readLink(next).catch(() => undefined);
    if (target === undefined) {
      at = next;
      continue;
    }
    yield next;
    links++;
    ahead = [...resolve(at, target).split("/").filter(Boolean), ...ahead];
    at = "/";
  }
}

/** Reports whether a path is a folder or lies below it. Both are absolute and real. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || folder === "/" || path.startsWith(`${folder}/`);
}
