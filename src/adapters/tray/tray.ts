// The icon in the menu bar for as long as the app runs: started again when its helper dies. A guest: it
// never throws, and the app goes on without it.

import { setTimeout as wait } from "node:timers/promises";
import { chooseHelper, isRefusal } from "./choose_helper.ts";
import { isWithoutDisplay, NO_HOST, pauseAfter, whyNoIcon } from "./helper_exit.ts";
import { placeHelper, removeRemains } from "./helper.ts";
import { hostAppears, isOnPanel } from "./panel.ts";
import { type Icon, showIcon } from "./icon.ts";
import type { Click, TrayView } from "./menu.ts";
import { readPictures } from "./pictures.ts";
import { reasonOf } from "../../system/error_message.ts";

export interface TrayOptions {
  readonly first: TrayView;
  /** A private cache folder: the helper program gets a place in it. */
  readonly helperFolder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly onClick: (click: Click) => void;
  /** Why there is no icon, in one line, or `undefined` when it is there. Told once for each change. */
  readonly onState: (line: string | undefined) => void;
  /** The display on which the icon was is gone: the person has logged out. */
  readonly onSessionEnd: () => void;
}

export interface Tray {
  /** Shows another view; nothing is drawn that is shown already. */
  readonly draw: (view: TrayView) => void;
  /** Takes the icon away; settles when its helper is gone. */
  readonly close: () => Promise<void>;
}

/** A panel may start after us when somebody logs in. */
const HOST_WAIT_SECONDS = 10;

/** So many times a helper is ended for not being on the panel: some panel may not tell the truth. */
const MOST_INSISTING = 2;

/** How long a helper may take to get onto the panel, in milliseconds; it is looked at twice. */
const PANEL_MS = 2_000;

/** Shows the icon, and shows it again when its helper dies. */
export function openTray(options: TrayOptions): Tray {
  const system = Deno.build.os;
  const closing = new AbortController();
  const { signal } = closing;
  let view = options.first;
  let icon: Icon | undefined;
  let isShown = false;
  let wasShown = false;
  let hasHost: boolean | undefined;
  let told: string | undefined = "nothing yet";
  let insisted = 0;
  let refuses = false;

  function tell(line: string | undefined): void {
    if (line === told || signal.aborted) return;
    told = line;
    options.onState(line);
  }

  function tellIfKnown(): void {
    if (!isShown || hasHost === undefined) return;
    tell(hasHost ? undefined : NO_HOST);
    if (hasHost && system === "linux" && icon !== undefined) void insist(icon);
  }

  /**
   * Under load, about one of 50 helpers forgets to announce itself to the panel
   * (libayatana-appindicator 0.5.92): it is well and stays unseen. Another one will be seen.
   */
  async function insist(helper: Icon): Promise<void> {
    for (let looks = 0; looks < 2; looks++) {
      await wait(PANEL_MS, undefined, { signal }).catch(() => {});
      const pid = helper.pid();
      if (pid === undefined || await isOnPanel(pid, signal)) return;
    }
    if (helper === icon && insisted++ < MOST_INSISTING) helper.remove();
  }

  async function lookForHost(): Promise<void> {
    // Everywhere else the menu bar is part of the system.
    hasHost = system !== "linux" || await hostAppears({ seconds: HOST_WAIT_SECONDS, signal });
    tellIfKnown();
    if (hasHost || !await hostAppears({ seconds: 0, signal })) return;
    hasHost = true;
    tellIfKnown();
  }

  /** One helper from its start to its death; returns its last words. */
  async function live(): Promise<string> {
    try {
      const helper = chooseHelper({ system, refuses, environment: options.environment });
      const copyDir = await placeHelper(options.helperFolder, helper);
      const pictures = await readPictures(system);
      icon = await showIcon({ first: view, pictures, copyDir, system, onShown, onClick });
      if (signal.aborted) icon.remove();
      icon.draw(view);
      const lastWords = await icon.gone;
      await removeRemains(copyDir).catch(() => {});
      return lastWords;
    } catch (error) {
      return reasonOf(error);
    } finally {
      icon = undefined;
      isShown = false;
    }
  }

  function onShown(): void {
    isShown = true;
    wasShown = true;
    tellIfKnown();
  }

  function onClick(click: Click): void {
    if (!signal.aborted) options.onClick(click);
  }

  async function liveOn(): Promise<void> {
    const deaths: number[] = [];
    while (!signal.aborted) {
      const lastWords = await live();
      refuses ||= isRefusal(lastWords);
      if (wasShown && isWithoutDisplay(lastWords)) return options.onSessionEnd();
      deaths.push(performance.now());
      const pause = pauseAfter(deaths);
      if (pause === undefined) return tell(whyNoIcon(lastWords));
      await wait(pause, undefined, { signal }).catch(() => {});
    }
  }

  signal.addEventListener("abort", () => icon?.remove(), { once: true });
  const ended = Promise.all([liveOn(), lookForHost()]);

  return {
    draw(next) {
      view = next;
      icon?.draw(next);
    },
    async close() {
      closing.abort();
      await ended;
    },
  };
}
