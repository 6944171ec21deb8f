// The icon in the menu bar for as long as the app runs: started again when its helper dies. A guest: it
// never throws, and the app goes on without it.

import { setTimeout as wait } from "node:timers/promises";
import { NO_HOST, pauseAfter, whyNoIcon } from "./death.ts";
import { placeHelper, removeRemains } from "./helper.ts";
import { hostAppears } from "./host.ts";
import { type Icon, showIcon } from "./icon.ts";
import type { Click, TrayView } from "./menu.ts";
import { readPictures } from "./pictures.ts";

export interface TrayOptions {
  readonly first: TrayView;
  /** A private cache folder: the helper program gets a place in it. */
  readonly helperFolder: string;
  readonly onClick: (click: Click) => void;
  /** Why there is no icon, in one line, or `undefined` when it is there. Told once for each change. */
  readonly onState: (line: string | undefined) => void;
  /** Aborting is as good as closing. */
  readonly signal: AbortSignal;
}

export interface Tray {
  /** Shows another view; nothing is drawn that is shown already. */
  readonly draw: (view: TrayView) => void;
  /** Takes the icon away; settles when its helper is gone. */
  readonly close: () => Promise<void>;
}

/** A panel may start after us when somebody logs in. In seconds. */
const HOST_WAIT = 10;

/** Shows the icon, and shows it again when its helper dies. */
export function openTray(options: TrayOptions): Tray {
  const system = Deno.build.os;
  const closing = new AbortController();
  const signal = AbortSignal.any([options.signal, closing.signal]);
  let view = options.first;
  let icon: Icon | undefined;
  let isShown = false;
  let hasHost: boolean | undefined;
  let told: string | undefined = "nothing yet";

  function tell(line: string | undefined): void {
    if (line === told || signal.aborted) return;
    told = line;
    options.onState(line);
  }

  function tellIfKnown(): void {
    if (isShown && hasHost !== undefined) tell(hasHost ? undefined : NO_HOST);
  }

  async function lookForHost(): Promise<void> {
    // Everywhere else the menu bar is part of the system.
    hasHost = system !== "linux" || await hostAppears({ seconds: HOST_WAIT, signal });
    tellIfKnown();
    if (hasHost || !await hostAppears({ seconds: 0, signal })) return;
    hasHost = true;
    tellIfKnown();
  }

  /** One helper from its start to its death; returns its last words. */
  async function live(): Promise<string> {
    try {
      const copyDir = await placeHelper(options.helperFolder, system);
      const pictures = await readPictures(system);
      icon = await showIcon({ first: view, pictures, copyDir, system, onShown, onClick });
      if (signal.aborted) icon.remove();
      icon.draw(view);
      const lastWords = await icon.gone;
      await removeRemains(copyDir).catch(() => {});
      return lastWords;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      icon = undefined;
      isShown = false;
    }
  }

  function onShown(): void {
    isShown = true;
    tellIfKnown();
  }

  function onClick(click: Click): void {
    if (!signal.aborted) options.onClick(click);
  }

  async function liveOn(): Promise<void> {
    const deaths: number[] = [];
    while (!signal.aborted) {
      const lastWords = await live();
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
