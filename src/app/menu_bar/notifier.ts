// Shows a notification where an event has changed a folder so that the user should know.

import type { AppEvent } from "../../core/events.ts";
import type { AppState } from "../../core/state.ts";
import { errorMessage } from "../../system/error_message.ts";
import type { ClockFormat } from "../../view/clock_format.ts";
import {
  folderNotifications,
  type LastProblems,
  NO_PROBLEMS,
} from "../../view/folders/notifications.ts";
import type { Desktop } from "../desktop.ts";
import type { Clock } from "../loop.ts";
import type { MenuFolder } from "./menu_clicks.ts";

/** The change of one folder by an event. */
export interface FolderStep {
  readonly folder: MenuFolder;
  readonly before: AppState;
  readonly after: AppState;
}

/** Shows notifications. */
export interface Notifier {
  /** Shows those about a change, if there are any. */
  onStep(event: AppEvent, step: FolderStep): void;
  /** Shows a sentence. */
  say(text: string): void;
}

/** Returns a notifier that has shown nothing yet. */
export function createNotifier(options: {
  readonly clock: Clock;
  readonly formatTimes: ClockFormat;
  readonly desktop: Desktop;
  readonly system: string;
  readonly folders: () => readonly [MenuFolder, ...MenuFolder[]];
  readonly log: (line: string) => void;
}): Notifier {
  const { clock, formatTimes, desktop, system, folders, log } = options;
  const lastProblems = new WeakMap<MenuFolder, LastProblems>();

  function show(notification: Parameters<Desktop["notify"]>[0]): void {
    void desktop.notify(notification).catch((error) => log(errorMessage(error)));
  }

  return {
    onStep(event, { folder, before, after }) {
      const now = clock.now();
      const [first, ...more] = folders();
      const found = folderNotifications(event, {
        before,
        after,
        last: lastProblems.get(folder) ?? NO_PROBLEMS,
        now,
        clock: formatTimes(now),
        system,
        name: more.length === 0 ? undefined : folder.name,
        isFirst: folder === first,
      });
      lastProblems.set(folder, found.last);
      found.notifications.forEach(show);
    },
    say: (text) => show({ title: "Git Sync Bar", text }),
  };
}
