// What names the things of one configuration: its control socket and what is remembered of it.

import { createHash } from "node:crypto";
import { realPath } from "../../system/real_path.ts";

/**
 * The same for each way to a configuration file, and short, as a socket's path must be: 12 hexadecimal
 * digits. `file` is absolute and need not exist. Never throws.
 */
export async function configId(file: string): Promise<string> {
  return createHash("sha256").update(await realPath(file)).digest("hex").slice(0, 12);
}
