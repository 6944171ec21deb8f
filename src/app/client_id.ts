// The client_id of this machine for live updates, where the configuration has none: made once and kept in the
// folder of the saved state. The configuration of the user is never written.

import { join } from "node:path";
import { replaceFile } from "../system/replace_file.ts";
import { configId } from "./control/config_id.ts";

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Returns the id of a configuration, a random UUID. Where it cannot be written, each start makes another one. */
export async function ownClientId(folder: string, config: string): Promise<string> {
  const file = join(folder, `client-id-${await configId(config)}`);
  const known = await Deno.readTextFile(file).catch(() => "");
  if (UUID.test(known)) return known;
  const made = crypto.randomUUID();
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => {});
  await replaceFile(file, made, { mode: 0o600 }).catch(() => {});
  return made;
}
