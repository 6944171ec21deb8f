// The app's sync in a test's world, as each machine of the story would run it.

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { SyncRequest, SyncSettings } from "../../src/engine/sync/settings.ts";
import { createSyncer, type Syncer } from "../../src/engine/sync/syncer.ts";
import type { SyncOutcome } from "../../src/engine/sync/outcome.ts";
import type { World } from "./world.ts";

/** A syncer of one folder; the machine is called as the folder is. */
export function syncerOf(
  world: World,
  folder: string,
  changed: Partial<SyncSettings> = {},
): Syncer {
  const { PATH = "" } = changed.environment ?? world.env;
  return createSyncer({ ...settingsOf(world, folder), program: gitOn(PATH), ...changed });
}

/** Returns the first git on a PATH, as the app finds it; where there is none, its name. */
function gitOn(path: string): string {
  return path.split(":").map((folder) => join(folder, "git")).find(existsSync) ?? "git";
}

/** What such a syncer is reported. */
export function settingsOf(world: World, folder: string): SyncSettings {
  return {
    program: "git",
    folder,
    environment: { ...world.env },
    host: folder.slice(folder.lastIndexOf("/") + 1),
    user: "person",
    maxFileBytes: 100 * 1024 * 1024,
    messageTemplate: "{files} ({host})",
    // A lock of a story stays: a shorter wait shows the same.
    lockWaitMs: 5,
  };
}

/** Runs one sync that asks the remote, of the whole tree, and fails the test unless it ends well. */
export async function syncWell(
  syncer: Syncer,
  request: Partial<SyncRequest> = {},
): Promise<Extract<SyncOutcome, { kind: "synced" }>> {
  const outcome = await syncer.sync({ remote: "ask", ...request });
  if (outcome.kind !== "synced") throw new Error(`Cannot sync: ${JSON.stringify(outcome)}`);
  return outcome;
}
