// The id of one configuration, in the names of its control socket and of its saved state.

import { createHash } from "node:crypto";
import { realPath } from "../../system/real_path.ts";

/**
 * Returns 12 hexadecimal digits, as a socket's path must be short: the same ones for each path that leads to
 * the file. `file` is absolute and need not exist. Never throws.
 */
export async function configId(file: string): Promise<string> {
  return createHash("sha256").update(await realPath(file)).digest("hex").slice(0, 12);
}
