// This process on this machine: where programs are looked up, and in which folder it works. Importing this file
// changes both for the whole process.

import {
  type FolderSettings,
  type Machine,
  type OwnPlaces,
  syncSettings,
} from "../app/folders/folder_settings.ts";
import { searchPath, type SyncSettings } from "../engine/mod.ts";

// Some desktops start an app without a PATH. A relative folder in it could be the synced one's.
Deno.env.set("PATH", searchPath(Deno.env.get("PATH") ?? ""));

/** The folder in which the app was started; `/` when that is gone. */
export const startedIn = workingFolder();

// No program is looked up in the folder in which the app was started, as it may be the synced one.
Deno.chdir("/");

export const machine: Machine = {
  system: Deno.build.os,
  hostname: Deno.hostname(),
  environment: Deno.env.toObject(),
};

/** Returns what a sync needs here. From then on no program of the synced folder is run. */
export async function prepareForSync(
  settings: FolderSettings,
  places: OwnPlaces,
): Promise<SyncSettings> {
  const prepared = await syncSettings(settings, { machine, ...places });
  Deno.env.set("PATH", prepared.environment.PATH!);
  return prepared;
}

function workingFolder(): string {
  try {
    return Deno.cwd();
  } catch {
    return "/";
  }
}
