// The menu bar and the desktop around the running app: draws the state, turns clicks into events and
// deeds, and tells what is worth a notification. A guest: nothing waits for it, nothing fails with it.

import type { Click, TrayView } from "../adapters/tray/menu.ts";
import { type Alert, alertsOf, NOTHING_TOLD } from "../view/notifications.ts";
import { type Meaning, meaningOf } from "../view/clicks.ts";
import type { ClockFace } from "../view/clock_format.ts";
import type { Clock as Time } from "./loop.ts";
import type { AppEvent, AppState } from "../core/state.ts";
import { trayView } from "../view/menu.ts";
import { viewChangesAt } from "../view/status_line.ts";
import { reasonOf } from "../system/error_message.ts";

/** An icon with a menu, as `adapters/tray/tray.ts` makes it. */
export interface Tray {
  draw(view: TrayView): void;
  close(): Promise<void>;
}

/** Shows an icon. Why there is none is told to `onState`, in one line. */
export type OpenTray = (parts: {
  readonly first: TrayView;
  readonly onClick: (click: Click) => void;
  readonly onState: (line: string | undefined) => void;
  readonly onSessionEnd: () => void;
}) => Tray;

/** The person's desktop. Each of these throws one line when it cannot be done. */
export interface Desktop {
  showFile(path: string): Promise<void>;
  openFolder(path: string): Promise<void>;
  openTerminal(path: string): Promise<void>;
  openFile(path: string): Promise<void>;
  /** With an editor for text. */
  editFile(path: string): Promise<void>;
  notify(alert: Alert): Promise<void>;
  startsAtLogin(): Promise<boolean>;
  setStartAtLogin(starts: boolean): Promise<void>;
}

/** What the desk is made of. */
export interface DeskParts {
  readonly openTray: OpenTray;
  readonly desktop: Desktop;
  /** As `Deno.build.os` names it. */
  readonly system: string;
  readonly logFile: string;
}

/** The app around it. */
export interface DeskOptions extends DeskParts {
  readonly time: Time;
  readonly face: ClockFace;
  readonly configFile: string;
  readonly log: (line: string) => void;
  /** What is the case now. */
  readonly look: () => { readonly state: AppState; readonly folder: string | undefined };
  readonly post: (event: AppEvent) => void;
  readonly quit: () => void;
}

/** A desk. */
export interface Desk {
  /** Shows the icon, with the state as it is now. */
  open(): Promise<void>;
  /** Is told of every step of the app. */
  onStep(event: AppEvent, before: AppState, after: AppState): void;
  editConfig(): void;
  close(): Promise<void>;
}

/** An icon that was shown stays at least so long, in milliseconds: nothing blinks. */
const STEADY_MS = 1_000;

/** The day changes, and somebody else may switch the start at login off: it is looked at so often, in ms. */
const LOOK_MS = 60_000;

/** Makes a desk; nothing is shown before it is opened. */
export function createDesk(options: DeskOptions): Desk {
  const { time, face, system, desktop, look, log } = options;
  let tray: Tray | undefined;
  let startsAtLogin = false;
  /** What the last click could not do. */
  let failed: string | undefined;
  let told = NOTHING_TOLD;
  let timer: { cancel(): void } | undefined;
  let shown: { readonly icon: TrayView["icon"] | undefined; readonly since: number } = {
    icon: undefined,
    since: 0,
  };

  function view(): TrayView {
    const now = time.now();
    const { state, folder } = look();
    const wanted = trayView(state, {
      now,
      clock: face(now),
      system,
      folder,
      startsAtLogin,
      failed,
    });
    const age = now - shown.since;
    const icon = shown.icon !== undefined && age >= 0 && age < STEADY_MS ? shown.icon : wanted.icon;
    if (icon !== shown.icon) shown = { icon, since: now };
    const changesAt = Math.min(
      now + LOOK_MS,
      viewChangesAt(state, now),
      icon === wanted.icon ? Infinity : shown.since + STEADY_MS,
    );
    timer?.cancel();
    timer = time.setTimer(changesAt - now, () => void lookAgain());
    return { ...wanted, icon };
  }

  function draw(): void {
    tray?.draw(view());
  }

  async function lookAgain(): Promise<void> {
    startsAtLogin = await desktop.startsAtLogin();
    draw();
    const { state } = look();
    alert({ kind: "due" }, state, state);
  }

  function alert(event: AppEvent, before: AppState, after: AppState): void {
    const now = time.now();
    const found = alertsOf(event, { before, after, told, now, clock: face(now), system });
    told = found.told;
    for (const one of found.alerts) void desktop.notify(one).catch(complain);
  }

  function complain(error: unknown): void {
    log(reasonOf(error));
  }

  function onClick(click: Click): void {
    const meaning = meaningOf(click, look());
    if (meaning === undefined) return;
    if (failed !== undefined) {
      failed = undefined;
      draw();
    }
    begin(meaning);
  }

  function begin(meaning: Meaning): void {
    void perform(meaning).catch((error) => {
      complain(error);
      // Somebody waits for it; there may be no notifications either.
      const text = reasonOf(error);
      failed = text.replace(/ \(not found: [^)]*\)$/, "");
      draw();
      void desktop.notify({ title: "Git Sync Bar", text }).catch(complain);
    });
  }

  async function perform(meaning: Meaning): Promise<void> {
    switch (meaning.kind) {
      case "command":
        return options.post({ kind: "clicked", command: meaning.command });
      case "publish":
        return options.post({ kind: "clicked", command: "publish", path: meaning.path });
      case "show file":
        return await desktop.showFile(meaning.path);
      case "open folder":
        return await desktop.openFolder(meaning.path);
      case "open terminal":
        return await desktop.openTerminal(meaning.path);
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

  return {
    async open() {
      startsAtLogin = await desktop.startsAtLogin();
      tray = options.openTray({
        first: view(),
        onClick,
        onState: (line) => options.post({ kind: "icon", line }),
        // It belongs to the desktop: else the next login would find it running, without an icon.
        onSessionEnd() {
          log("The desktop is gone");
          options.quit();
        },
      });
    },
    onStep(event, before, after) {
      alert(event, before, after);
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
