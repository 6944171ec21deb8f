// Access to the remote: the clicks that give it, and the watch that notices when it was given elsewhere.

import { join } from "node:path";
import type { AppState } from "../../core/state.ts";
import type { SyncSettings } from "../../engine/mod.ts";
import type { AppPaths } from "../../system/app_paths.ts";
import type { AccessAction } from "../../view/problems/words.ts";
import { createAccessWatch } from "./access_watch.ts";
import { type ClickedState, createAccessActions } from "./access_actions.ts";
import type { Desktop } from "../desktop.ts";
import type { Clock } from "../loop.ts";

/** The parts that access needs. */
export interface AccessParts {
  readonly clock: Clock;
  readonly places: Pick<AppPaths, "cache">;
  /** Absent for an app without an icon: then nobody clicks. */
  readonly menuBar?: { readonly desktop: Desktop; readonly system: string } | undefined;
  readonly settings: () => SyncSettings | undefined;
  /** Something has changed that may end the problem. */
  readonly onChange: () => void;
}

/** The access of one app. */
export interface Access {
  /** Comes after every step of the app. */
  onStep(state: AppState): void;
  /** Does the next step about a problem. Returns a line for the menu. Throws one line. */
  perform(action: AccessAction, at: ClickedState): Promise<string | undefined>;
  end(): void;
}

/** Returns the access of an app; nothing is done before a problem comes up. */
export function createAccess({ clock, places, menuBar, settings, onChange }: AccessParts): Access {
  const folder = join(places.cache, "terminal");
  const actions = menuBar && createAccessActions({
    ...menuBar,
    folder,
    settings,
    tryAgain: (when) => when === "now" ? onChange() : watch.expect(),
  });
  const watch = createAccessWatch({
    clock,
    settings,
    moreFiles: actions === undefined ? [] : [actions.doneFile],
    network: networkStamp,
    onChange,
  });
  return {
    onStep: watch.onStep,
    perform: async (action, at) => await actions?.perform(action, at),
    end: watch.end,
  };
}

/** Returns a text that differs when an address of this machine came or went, without those of the loopback. */
function networkStamp(): string {
  try {
    return Deno.networkInterfaces()
      .filter(({ address }) => address !== "127.0.0.1" && address !== "::1")
      .map(({ name, address }) => `${name} ${address}`).sort().join("\n");
  } catch {
    return "";
  }
}
