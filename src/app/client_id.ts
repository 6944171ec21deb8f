// The name of this machine in live updates, where the configuration has none: made once and kept in the folder of
// what is remembered. The user's file is never written.

import { join } from "node:path";
import { replaceFile } from "../system/replace_file.ts";
import { configId } from "./control/config_id.ts";

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Returns the id of a configuration, a random UUID; one that cannot be kept is another one at each start. */
export async function ownClientId(folder: string, config: string): Promise<string> {
  const file = join(folder, `client-id-${await configId(config)}`);
  const known = await Deno.readTextFile(file).catch(() => "");
  if (UUID.test(known)) return known;
  const made = crypto.randomUUID();
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => {});
  await replaceFile(file, made, { mode: 0o600 }).catch(() => {});
  return made;
}
