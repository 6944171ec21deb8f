// The menu bar and the desktop around the running app: draws the state, turns clicks into events and actions,
// and shows notifications. It is optional: nothing waits for it, and nothing fails with it.

import { dirname } from "node:path";
import type { Click, TrayView } from "../adapters/tray/menu.ts";
import type { Tray, TrayOptions } from "../adapters/tray/tray.ts";
import { NO_PROBLEM, notificationsAfter } from "../view/notifications.ts";
import { type ClickAction, clickAction } from "../view/clicks.ts";
import type { ClockFormat } from "../view/clock_format.ts";
import type { Desktop } from "./desktop.ts";
import type { Cure } from "../view/words.ts";
import type { Clock } from "./loop.ts";
import { shownProblem } from "../core/problems.ts";
import type { AppState } from "../core/state.ts";
import type { AppEvent } from "../core/events.ts";
import type { DeletionBlock } from "../engine/mod.ts";
import { trayView } from "../view/menu.ts";
import { deletedFilesText, DELETION_MS } from "../view/mass_deletion.ts";
import { viewChangesAt } from "../view/status_line.ts";
import { createSecondClick } from "./second_click.ts";
import { errorMessage } from "../system/error_message.ts";
import { replaceFile } from "../system/replace_file.ts";

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
  readonly log: (line: string) => void;
  /** Returns the present state. */
  readonly current: () => { readonly state: AppState; readonly folder: string | undefined };
  readonly post: (event: AppEvent) => void;
  /**
   * Does the next step about the problem; `said` is what the menu said of the last click. Returns a line for the
   * menu. Throws one line.
   */
  readonly cure: (cure: Cure, said: string | undefined) => Promise<string | undefined>;
  readonly quit: () => void;
  /** Returns the files of the deletion that waits here, by names that can be shown. */
  readonly deletedFiles: () => Promise<readonly string[]>;
  /** The file for the list of them. */
  readonly deletedFilesList: string;
}

export interface MenuBar {
  /** Shows the icon, with the state as it is now. */
  open(): Promise<void>;
  /** Comes after every step of the app. */
  onStep(event: AppEvent, before: AppState, after: AppState): void;
  editConfig(): void;
  close(): Promise<void>;
}

/** The least time that an icon is shown, in milliseconds, so that none blinks. */
const STEADY_MS = 1_000;

/**
 * Milliseconds from one refresh to the next: the day may change, and the system's settings may switch the start at
 * login off.
 */
const REFRESH_MS = 60_000;

/** Returns a menu bar; nothing is shown before it is opened. */
export function createMenuBar(options: MenuBarOptions): MenuBar {
  const { clock, formatTimes, system, desktop, current, log } = options;
  let tray: Tray | undefined;
  let startsAtLogin = false;
  /** Why the last click failed, or what it has to say. */
  let said: string | undefined;
  const asked = createSecondClick<DeletionBlock>(DELETION_MS);
  let lastProblem = NO_PROBLEM;
  let timer: { cancel(): void } | undefined;
  let shown: { readonly icon: TrayView["icon"] | undefined; readonly since: number } = {
    icon: undefined,
    since: 0,
  };

  function view(): TrayView {
    const now = clock.now();
    const { state, folder } = current();
    const wanted = trayView(state, {
      now,
      clock: formatTimes(now),
      system,
      folder,
      startsAtLogin,
      said,
      isDeletionAsked: asked.isOpen(state.folder.heldDeletion, now),
    });
    const age = now - shown.since;
    const icon = shown.icon !== undefined && age >= 0 && age < STEADY_MS ? shown.icon : wanted.icon;
    if (icon !== shown.icon) shown = { icon, since: now };
    const changesAt = Math.min(
      now + REFRESH_MS,
      viewChangesAt(state, now),
      asked.endsAt(now),
      icon === wanted.icon ? Infinity : shown.since + STEADY_MS,
    );
    timer?.cancel();
    timer = clock.setTimer(changesAt - now, () => void refresh());
    return { ...wanted, icon };
  }

  function draw(): void {
    tray?.draw(view());
  }

  async function refresh(): Promise<void> {
    startsAtLogin = await desktop.startsAtLogin();
    draw();
    const { state } = current();
    notifyOf({ kind: "due" }, state, state);
  }

  function notifyOf(event: AppEvent, before: AppState, after: AppState): void {
    const now = clock.now();
    const found = notificationsAfter(event, {
      before,
      after,
      last: lastProblem,
      now,
      clock: formatTimes(now),
      system,
    });
    lastProblem = found.last;
    for (const one of found.notifications) void desktop.notify(one).catch(logError);
  }

  function logError(error: unknown): void {
    log(errorMessage(error));
  }

  function onClick(click: Click): void {
    const action = clickAction(click, current());
    if (action === undefined) return;
    options.post({ kind: "active" });
    const before = said;
    say(undefined);
    begin(action, before);
  }

  function begin(action: ClickAction, before?: string): void {
    void perform(action, before).catch((error) => {
      logError(error);
      say(errorMessage(error));
    });
  }

  /** The user waits for it, and there may be no notifications either. */
  function say(text: string | undefined): void {
    said = text?.replace(/ \(not found: [^)]*\)$/, "");
    draw();
    if (text === undefined) return;
    void desktop.notify({ title: "Git Sync Bar", text }).catch(logError);
  }

  async function perform(action: ClickAction, before: string | undefined): Promise<void> {
    switch (action.kind) {
      case "command":
        return options.post({ kind: "asked", command: action.command });
      case "publish":
        return options.post({ kind: "asked", command: "publish", path: action.path });
      case "confirm deletion": {
        const { state } = current();
        if (asked.click(state.folder.heldDeletion, clock.now())) {
          options.post({ kind: "asked", command: action.kind });
        }
        return draw();
      }
      case "show deleted files":
        return await showDeletedFiles();
      case "show file":
        return await desktop.showFile(action.path);
      case "open folder":
        return await desktop.openFolder(action.path);
      case "open terminal":
        return await desktop.openTerminal(action.path);
      case "cure":
        return say(await options.cure(action.cure, before));
      case "show log":
        return await desktop.openFile(options.logFile);
      case "edit configuration":
        return await desktop.editFile(options.configFile);
      case "start at login":
        try {
          await desktop.setStartAtLogin(!startsAtLogin);
        } finally {
          startsAtLogin = await desktop.startsAtLogin();
          draw();
        }
        return;
      case "quit":
        return options.quit();
    }
  }

  async function showDeletedFiles(): Promise<void> {
    const { folder = "" } = current();
    const file = options.deletedFilesList;
    const text = deletedFilesText(await options.deletedFiles(), folder);
    await Deno.mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await replaceFile(file, text, { mode: 0o600 });
    await desktop.openFile(file);
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
    onStep(event, before, after) {
      const [earlier, shown] = [shownProblem(before.folder), shownProblem(after.folder)];
      if (earlier?.kind !== shown?.kind) said = undefined;
      notifyOf(event, before, after);
      draw();
    },
    editConfig: () => begin({ kind: "edit configuration" }),
    async close() {
      const open = tray;
      tray = undefined;
      timer?.cancel();
      await open?.close();
    },
  };
}
