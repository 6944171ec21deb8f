// Starts the server of the window with everything behind its routes. It is loaded when the window is opened first.

import { WindowError } from "../../adapters/window/answers.ts";
import { loadPageFiles } from "../../adapters/window/page_bundle.ts";
import type { WindowActions } from "../../adapters/window/routes/routes.ts";
import { startWindowServer, type WindowServer } from "../../adapters/window/server.ts";
import type { SyncSettings } from "../../engine/mod.ts";
import type { RunningFolder } from "../folders/running_folder.ts";
import { createMenuClicks, type MenuClickOptions } from "../menu_bar/menu_clicks.ts";
import { createWindowSetup } from "./setup.ts";
import { type AppForSetup, setupParts } from "./setup_parts.ts";
import { historyActions } from "./history.ts";
import { nowActions, type NowParts } from "./now.ts";
import { settingsActions, type SettingsParts } from "./settings.ts";
import { type TestParts, testSettings } from "./test_settings.ts";

/** The app around the window. */
export interface WindowParts
  extends
    Omit<NowParts, "folder" | "perform" | "desktop">,
    Omit<MenuClickOptions, "clock" | "startsAtLogin" | "onLoginItem" | "draw" | "tabOf">,
    Omit<TestParts, "folder">,
    SettingsParts,
    AppForSetup {}

/** A server with what runs behind it. */
export interface ServedApp extends Omit<WindowServer, "close"> {
  /** Ends the server, and gives up a set-up that runs. */
  close(): Promise<void>;
}

/** Starts a server. `onEnd` comes when it has ended by itself. Throws when it cannot listen. */
export function serveWindow(parts: WindowParts, onEnd: () => void): ServedApp {
  const { clock, folders } = parts;
  const setup = createWindowSetup(setupParts(parts));
  // The page asks before a click that the menu wants twice, and has no start at login.
  const clicks = createMenuClicks({
    ...parts,
    startsAtLogin: () => false,
    onLoginItem: () => {},
    draw: () => {},
    tabOf: () => undefined,
  });

  function actionsFor(folder: RunningFolder): WindowActions {
    const settings = () => settingsOf(folder, parts);
    return {
      ...setup,
      ...nowActions({
        ...parts,
        folder,
        perform: (action, before) => clicks.perform(action, { folder, before }),
      }),
      ...historyActions({ folder, settings, clock }),
      ...settingsActions(parts),
      test: (signal) => testSettings({ ...parts, folder }, signal),
    };
  }

  const made = new WeakMap<RunningFolder, WindowActions>();

  const server = startWindowServer({
    actionsOf(name) {
      const all = folders();
      const folder = name === undefined ? all[0] : all.find((one) => one.name === name);
      if (folder === undefined) throw new WindowError("gone", "This folder is not synced any more");
      const actions = made.get(folder) ?? actionsFor(folder);
      made.set(folder, actions);
      return actions;
    },
    pageFiles: loadPageFiles,
    awake: clock.awake,
    setTimer: clock.setTimer,
    onEnd() {
      // Nobody is there to answer.
      void setup.close();
      onEnd();
    },
  });
  return {
    ...server,
    async close() {
      server.close();
      await setup.close();
    },
  };
}

/** Returns how a folder is synced on this machine. Throws one line before one is configured. */
async function settingsOf(
  { prepared, settings }: RunningFolder,
  { prepare }: Pick<WindowParts, "prepare">,
): Promise<SyncSettings> {
  if (prepared !== undefined) return prepared;
  if (settings === undefined) throw new WindowError("failed", "No folder is configured yet");
  return await prepare(settings);
}
