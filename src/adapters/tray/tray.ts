// The icon in the menu bar for as long as the app runs: started again when its helper ends. It is optional: it
// never throws, and the app goes on without it.

import { chooseHelper, type Helper } from "./choose_helper.ts";
import { isWithoutDisplay, NO_PANEL, restartDelay, whyNoIcon } from "./helper_exit.ts";
import { placeHelper, removeLeftovers } from "./place_helper.ts";
import { isOnPanel, waitForPanel } from "./panel.ts";
import { type Icon, showIcon } from "./icon_process.ts";
import { type Click, type TrayView } from "./menu.ts";
import { shapeOf } from "./menu_changes.ts";
import { readPictures } from "./pictures.ts";
import { pause } from "../../system/pause.ts";
import { errorMessage } from "../../system/error_message.ts";

export interface TrayOptions {
  readonly first: TrayView;
  /** A private cache folder for the helper. */
  readonly helperFolder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly onClick: (click: Click) => void;
  /** Why there is no icon, in one line, or `undefined` when it is there. Called once for each change. */
  readonly onState: (line: string | undefined) => void;
  /** The display of the icon is gone: the user has logged out. */
  readonly onSessionEnd: () => void;
}

/** The icon and its menu. */
export interface Tray {
  /** Shows another view; only the changes are drawn. */
  readonly draw: (view: TrayView) => void;
  /** Removes the icon; settles when its helper has ended. */
  readonly close: () => Promise<void>;
}

/** How long a panel may take to start: at login it may start after the app. */
const PANEL_WAIT_SECONDS = 10;

/** How many times a helper is ended because it is not on the panel: some panel may not list its icons. */
const MOST_RESTARTS = 2;

/** How long a helper may take to get onto the panel, in milliseconds; it is checked twice. */
const PANEL_MS = 2_000;

/** Shows the icon, and shows it again when its helper ends. */
export function openTray(options: TrayOptions): Tray {
  const system = Deno.build.os;
  const closing = new AbortController();
  const { signal } = closing;
  let view = options.first;
  let icon: Icon | undefined;
  let isShown = false;
  let wasShown = false;
  let hasPanel: boolean | undefined;
  let reported: string | undefined = "nothing yet";
  let restarts = 0;
  let scriptFailed = false;

  function report(line: string | undefined): void {
    if (line === reported || signal.aborted) return;
    reported = line;
    options.onState(line);
  }

  function reportPanel(): void {
    if (!isShown || hasPanel === undefined) return;
    report(hasPanel ? undefined : NO_PANEL);
    if (hasPanel && system === "linux" && icon !== undefined) void ensureOnPanel(icon);
  }

  /**
   * Ends a helper that is not on the panel, so that another one is started. Under load, about one of 50 helpers
   * does not register with the panel (libayatana-appindicator 0.5.92): it runs and is not shown.
   */
  async function ensureOnPanel(helper: Icon): Promise<void> {
    for (let tries = 0; tries < 2; tries++) {
      await pause(PANEL_MS, { signal });
      const pid = helper.pid();
      if (pid === undefined || await isOnPanel(pid, signal)) return;
    }
    if (helper === icon && restarts++ < MOST_RESTARTS) helper.remove();
  }

  async function lookForPanel(): Promise<void> {
    // On other systems the menu bar is part of the system.
    hasPanel = system !== "linux" || await waitForPanel({ seconds: PANEL_WAIT_SECONDS, signal });
    reportPanel();
    if (hasPanel || !await waitForPanel({ seconds: 0, signal })) return;
    hasPanel = true;
    reportPanel();
  }

  /** Runs one helper from its start to its end and returns its last output. `first` is what it shows first. */
  async function runHelper(first: TrayView): Promise<string> {
    let helper: Helper | undefined;
    try {
      helper = chooseHelper({ system, scriptFailed, environment: options.environment });
      const copyDir = await placeHelper(options.helperFolder, helper);
      const pictures = await readPictures(system);
      icon = await showIcon({ first, pictures, copyDir, system, onShown, onClick });
      if (signal.aborted) icon.remove();
      drawOn(icon, first);
      const lastOutput = await icon.gone;
      await removeLeftovers(copyDir).catch(() => {});
      return lastOutput;
    } catch (error) {
      return errorMessage(error);
    } finally {
      if (helper === "mac script" && !isShown) scriptFailed = true;
      icon = undefined;
      isShown = false;
    }
  }

  /** A menu on the screen never gets another line: for other folders it is another one. */
  function drawOn(icon: Icon, before: TrayView): void {
    if (shapeOf(before) === shapeOf(view)) icon.draw(view);
    else icon.remove();
  }

  function onShown(): void {
    isShown = true;
    wasShown = true;
    reportPanel();
  }

  function onClick(click: Click): void {
    if (!signal.aborted) options.onClick(click);
  }

  async function keepShown(): Promise<void> {
    const exits: number[] = [];
    while (!signal.aborted) {
      const first = view;
      const lastOutput = await runHelper(first);
      if (!signal.aborted && shapeOf(first) !== shapeOf(view)) continue;
      if (wasShown && isWithoutDisplay(lastOutput)) return options.onSessionEnd();
      exits.push(performance.now());
      const delayMs = restartDelay(exits);
      if (delayMs === undefined) return report(whyNoIcon(lastOutput));
      await pause(delayMs, { signal });
    }
  }

  signal.addEventListener("abort", () => icon?.remove(), { once: true });
  const ended = Promise.all([keepShown(), lookForPanel()]);

  return {
    draw(next) {
      const before = view;
      view = next;
      if (icon !== undefined) drawOn(icon, before);
    },
    async close() {
      closing.abort();
      await ended;
    },
  };
}
