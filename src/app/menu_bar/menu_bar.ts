// The menu bar and the desktop around the running app: draws the state, turns clicks into events and actions,
// and shows notifications. It is optional: nothing waits for it, and nothing fails with it.

import type { Click, TrayView } from "../../adapters/tray/menu.ts";
import type { Tray, TrayOptions } from "../../adapters/tray/tray.ts";
import type { ClickAction } from "../../view/clicks.ts";
import type { ClockFormat } from "../../view/clock_format.ts";
import type { Desktop } from "../desktop.ts";
import type { Clock } from "../loop.ts";
import { advice } from "../../view/advice.ts";
import { shownProblem } from "../../core/problems.ts";
import type { AppEvent } from "../../core/events.ts";
import { folderActions, foldersView } from "../../view/folders/menu.ts";
import { viewChangesAt } from "../../view/status_line.ts";
import { namedStates } from "../folders/running_folder.ts";
import {
  type ClickContext,
  createMenuClicks,
  type MenuClickOptions,
  type MenuFolder,
} from "./menu_clicks.ts";
import { createNotifier, type FolderStep } from "./notifier.ts";
import { createSteadyIcon } from "./steady_icon.ts";
import { errorMessage } from "../../system/error_message.ts";

/** Shows an icon. */
export type OpenTray = (
  parts: Pick<TrayOptions, "first" | "onClick" | "onState" | "onSessionEnd">,
) => Tray;

/** The parts of the menu bar. */
export interface MenuBarParts {
  readonly openTray: OpenTray;
  readonly desktop: Desktop;
  /** As `Deno.build.os` names it. */
  readonly system: string;
  readonly logFile: string;
}

/** The app around the menu bar. */
export interface MenuBarOptions extends MenuBarParts {
  readonly clock: Clock;
  readonly formatTimes: ClockFormat;
  readonly configFile: string;
  readonly openWindow: MenuClickOptions["openWindow"];
  readonly log: (line: string) => void;
  /** Returns the folders, in the order of the configuration. */
  readonly folders: () => readonly [MenuFolder, ...MenuFolder[]];
  /** Posts an event to each folder. */
  readonly post: (event: AppEvent) => void;
  readonly quit: () => void;
  /** The file for the list of the files of a deletion that waits here. */
  readonly deletedFilesList: string;
}

/** The menu bar of a running app. */
export interface MenuBar {
  /** Shows the icon, with the state as it is now. */
  open(): Promise<void>;
  /** Comes after every step of the app. */
  onStep(event: AppEvent, step: FolderStep): void;
  /** Does what a click on *Not set up yet* does. */
  setUp(): void;
  close(): Promise<void>;
}

/**
 * Milliseconds from one refresh to the next: the day may change, and the system's settings may switch the start at
 * login off.
 */
const REFRESH_MS = 60_000;

/** Returns a menu bar; nothing is shown before it is opened. */
export function createMenuBar(options: MenuBarOptions): MenuBar {
  const { clock, formatTimes, system, desktop, folders, log } = options;
  let tray: Tray | undefined;
  let startsAtLogin = false;
  /** Why the last click failed, or what it has to say. */
  let said: string | undefined;
  const clicks = createMenuClicks({
    ...options,
    startsAtLogin: () => startsAtLogin,
    onLoginItem: () => void refreshLogin(),
    tabOf: ({ name }) => folders().length > 1 ? name : undefined,
    draw,
  });
  const notifier = createNotifier(options);
  const chooseIcon = createSteadyIcon();
  let timer: { cancel(): void } | undefined;

  function view(): TrayView {
    const now = clock.now();
    const wanted = foldersView(namedStates(folders()), {
      now,
      clock: formatTimes(now),
      system,
      startsAtLogin,
      said,
      askedDeletion: folders().find((folder) => clicks.isAsked(folder, now))?.name,
    });
    const { icon, changesAt: iconChangesAt } = chooseIcon(wanted.icon, now);
    const changesAt = Math.min(
      now + REFRESH_MS,
      folders().reduce((first, { state }) => Math.min(first, viewChangesAt(state, now)), Infinity),
      clicks.askedUntil(now),
      iconChangesAt,
    );
    timer?.cancel();
    timer = clock.setTimer(changesAt - now, () => void refresh());
    return { ...wanted, icon };
  }

  function draw(): void {
    tray?.draw(view());
  }

  async function refreshLogin(): Promise<void> {
    startsAtLogin = await desktop.startsAtLogin();
    draw();
  }

  async function refresh(): Promise<void> {
    await refreshLogin();
    for (const folder of folders()) {
      notifier.onStep({ kind: "due" }, { folder, before: folder.state, after: folder.state });
    }
  }

  function onClick(click: Click): void {
    const actions = folderActions(click, namedStates(folders()), clock.now());
    if (actions.length === 0) return;
    options.post({ kind: "active" });
    const before = said;
    say(undefined);
    for (const { name, action } of actions) {
      const folder = folders().find((one) => one.name === name);
      if (folder !== undefined) begin(action, { folder, before });
    }
  }

  function begin(action: ClickAction, at: ClickContext): void {
    void clicks.perform(action, at).then((text) => text === undefined || say(text), (error) => {
      log(errorMessage(error));
      say(errorMessage(error));
    });
  }

  /** The user waits for it, and there may be no notifications either. */
  function say(text: string | undefined): void {
    said = text?.replace(/ \(not found: [^)]*\)$/, "");
    draw();
    if (text !== undefined) notifier.say(text);
  }

  return {
    async open() {
      startsAtLogin = await desktop.startsAtLogin();
      tray = options.openTray({
        first: view(),
        onClick,
        onState: (line) => options.post({ kind: "icon", line }),
        // The app belongs to the desktop: otherwise the next login would find it running without an icon.
        onSessionEnd() {
          log("The desktop is gone");
          options.quit();
        },
      });
    },
    onStep(event, step) {
      const { before, after } = step;
      const [earlier, shown] = [shownProblem(before.folder), shownProblem(after.folder)];
      // The answer to a click is about the problem and the advice of then.
      const isOver = earlier?.kind !== shown?.kind ||
        advice(before, system) !== advice(after, system);
      if (isOver) said = undefined;
      notifier.onStep(event, step);
      draw();
    },
    setUp: () => begin({ kind: "set up" }, { folder: folders()[0] }),
    async close() {
      const open = tray;
      tray = undefined;
      timer?.cancel();
      await open?.close();
    },
  };
}
