// Starts the server of the window with everything behind its routes. It is loaded when the window is opened first.

import { readConfig } from "../../adapters/config/file.ts";
import type { ConfigLocation } from "../../adapters/config/schema.ts";
import type { TestLine } from "../../adapters/window/api/settings.ts";
import { loadPageFiles } from "../../adapters/window/page_bundle.ts";
import { openWindow, type WindowServer } from "../../adapters/window/server.ts";
import { shownProblem } from "../../core/problems.ts";
import type { SyncSettings } from "../../engine/mod.ts";
import { oneLine } from "../../system/text.ts";
import { problemSentence } from "../../view/problems.ts";
import type { ClickAction } from "../../view/clicks.ts";
import { checkLines } from "../check_lines.ts";
import { type FolderSettings, folderSettings } from "../folder_settings.ts";
import { createMenuClicks, type MenuClickOptions } from "../menu_clicks.ts";
import { historyActions } from "./history.ts";
import { nowActions, type NowParts } from "./now.ts";
import { settingsActions } from "./settings.ts";

/** The app around the window. */
export interface WindowParts
  extends
    Omit<NowParts, "perform" | "desktop">,
    Omit<MenuClickOptions, "clock" | "startsAtLogin" | "onLoginItem" | "draw"> {
  readonly origin: ConfigLocation;
  /** Returns what a sync needs on this machine. */
  readonly prepare: (settings: FolderSettings) => Promise<SyncSettings>;
  /** Reads the configuration again and puts it in force. */
  readonly useSaved: () => Promise<void>;
}

/** Starts a server. `onEnd` comes when it has ended by itself. Throws when it cannot listen. */
export function serveWindow(parts: WindowParts, onEnd: () => void): WindowServer {
  const { clock, folder, origin } = parts;

  async function settings(): Promise<SyncSettings> {
    const { prepared, settings } = folder();
    if (prepared !== undefined) return prepared;
    if (settings === undefined) throw new Error("Cannot read the folder: none is configured");
    return await parts.prepare(settings);
  }

  /** Tests the settings of the file. */
  async function* test(signal: AbortSignal): AsyncGenerator<TestLine> {
    const parsed = await readConfig(origin);
    let isAllOk = "config" in parsed;
    if ("config" in parsed) {
      const { config } = parsed;
      const lines = checkLines(config, {
        settings: { ...await parts.prepare(folderSettings(config)), signal },
        location: origin,
        runningProblem() {
          const problem = shownProblem(folder().state.folder);
          return Promise.resolve(problem && problemSentence(problem));
        },
      });
      for await (const { subject, ok, text } of lines) {
        isAllOk &&= ok;
        yield { kind: "finding", subject, isOk: ok, text: oneLine(text) };
        if (signal.aborted) return;
      }
    } else {
      for (const { message } of parsed.mistakes) {
        yield { kind: "finding", subject: "configuration", isOk: false, text: oneLine(message) };
      }
    }
    yield { kind: "end", isOk: isAllOk };
  }

  // What has to be clicked twice in the menu is asked by the page, and the start at login is not in it.
  const clicks = createMenuClicks({
    ...parts,
    startsAtLogin: () => false,
    onLoginItem: () => {},
    draw: () => {},
  });
  const perform = (action: ClickAction, before: string | undefined) =>
    clicks.perform(action, { folder: folder(), before });

  return openWindow({
    actions: {
      ...nowActions({ ...parts, perform }),
      ...historyActions({ folder, settings, now: clock.now }),
      ...settingsActions(parts),
      test,
    },
    pageFiles: loadPageFiles,
    awake: clock.awake,
    setTimer: clock.setTimer,
    onEnd,
  });
}
