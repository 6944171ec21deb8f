// What names the things of one configuration: its control socket and what is remembered of it.

import { createHash } from "node:crypto";
import { basename, dirname, join } from "node:path";

/**
 * The same for each way to a configuration file, and short, as a socket's path must be: 12 hexadecimal
 * digits. `file` is absolute and need not exist. Never throws.
 */
export async function nameOf(file: string): Promise<string> {
  return createHash("sha256").update(await realPath(file)).digest("hex").slice(0, 12);
}

async function realPath(path: string): Promise<string> {
  try {
    return await Deno.realPath(path);
  } catch {
    const folder = dirname(path);
    return folder === path ? path : join(await realPath(folder), basename(path));
  }
}
