// The configuration as set-up finds it.

import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { readConfig } from "../../adapters/config/file.ts";
import { type Config, configuredFolders, parseConfig } from "../../adapters/config/schema.ts";
import type { Known } from "../../core/setup/known.ts";
import { realPath } from "../../system/real_path.ts";
import type { SetupParts } from "./parts.ts";

/** Returns the configuration where there is none yet. */
export function defaults({ location }: Pick<SetupParts, "location">): Config {
  const parsed = parseConfig("{}", location);
  if (!("config" in parsed)) throw new Error("Cannot set up: the defaults have a mistake");
  return parsed.config;
}

/** Reads the configuration; nothing is made. */
export async function readFound(
  parts: Pick<SetupParts, "location">,
): Promise<{ readonly config?: Config; readonly found: NonNullable<Known["config"]> }> {
  const { location, location: { file } } = parts;
  const usual = defaults(parts);
  if (!await isThere(file)) {
    return { found: { kind: "read", folders: [], keepsLive: false } };
  }
  const parsed = await readConfig(location);
  if (!("config" in parsed)) {
    const message = parsed.mistakes[0]?.message ?? "";
    return { found: { kind: "mistaken", message } };
  }
  const { config } = parsed;
  const all = configuredFolders(config).map(({ sync_dir }) => sync_dir);
  // The default one, which was never made.
  const isUnchosen = all.length === 1 && config.sync_dir === usual.sync_dir &&
    !await isThere(join(config.sync_dir, ".git"));
  const folders = isUnchosen ? [] : await Promise.all(all.map((folder) => realPath(folder)));
  const keepsLive = config.mqtt_enabled || config.mqtt_username !== undefined ||
    config.mqtt_password !== undefined;
  return { config, found: { kind: "read", folders, keepsLive } };
}

async function isThere(path: string): Promise<boolean> {
  return await lstat(path).then(() => true, () => false);
}
