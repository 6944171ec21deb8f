// The parts of the running app for set-up in the window.

import { join } from "node:path";
import type { ConfigLocation } from "../../adapters/config/schema.ts";
import type { SyncSettings } from "../../engine/mod.ts";
import type { AppPaths } from "../../system/app_paths.ts";
import { nowLines } from "../../view/setup/ending_lines.ts";
import type { Desktop } from "../desktop.ts";
import type { FolderSettings } from "../folders/folder_settings.ts";
import { windowInvitations } from "./invitations.ts";
import type { WindowSetupParts } from "./setup.ts";

/** The app around set-up. */
export interface AppForSetup {
  readonly origin: ConfigLocation;
  readonly places: Pick<AppPaths, "home" | "cache">;
  /** As in `Deno.build.os`. */
  readonly system: string;
  /** Absent for an app without an icon. */
  readonly desktop: Desktop | undefined;
  /** Returns what a sync needs on this machine. */
  readonly prepare: (settings: FolderSettings) => Promise<SyncSettings>;
  /** Reads the configuration again and puts it in force. */
  readonly useSaved: () => Promise<void>;
}

/** Returns what set-up is given by the app that runs. */
export function setupParts(parts: AppForSetup): WindowSetupParts {
  const { origin, places: { home, cache }, desktop } = parts;
  return {
    setup: {
      location: origin,
      at: { home, startedIn: home },
      system: parts.system,
      setupFolders: join(cache, "set-up"),
      prepare: parts.prepare,
      // Without a desktop something else has started it.
      startsAtLogin: async () => await desktop?.startsAtLogin() ?? true,
      async startAtLogin() {
        await desktop?.setStartAtLogin(true);
        return "It starts at login";
      },
      async *probe(settings) {
        const { probe } = await import("../../adapters/mqtt/probe.ts");
        yield* probe(settings);
      },
      start: (folder) => Promise.resolve(nowLines({ folder, log: "", state: "in window" })),
    },
    invitations: () => windowInvitations(parts),
    onDone: () => void parts.useSaved(),
  };
}
