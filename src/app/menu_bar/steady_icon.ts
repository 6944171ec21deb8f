// Keeps an icon for a moment, so that none blinks. Pure but for its one value.

import type { TrayView } from "../../adapters/tray/menu.ts";

/** The least time that an icon is shown, in milliseconds. */
const STEADY_MS = 1_000;

/** Chooses the icon at a time, and says when the wanted one may take its place, if it is another one. */
export type ChooseIcon = (
  wanted: TrayView["icon"],
  now: number,
) => { readonly icon: TrayView["icon"]; readonly changesAt: number };

/** Returns the choice of one menu bar. */
export function createSteadyIcon(): ChooseIcon {
  let shown: { readonly icon: TrayView["icon"]; readonly since: number } | undefined;
  return (wanted, now) => {
    const age = shown === undefined ? Infinity : now - shown.since;
    // The clock may have been set back.
    const isFresh = age >= 0 && age < STEADY_MS;
    if (shown === undefined || (shown.icon !== wanted && !isFresh)) {
      shown = { icon: wanted, since: now };
    }
    const { icon, since } = shown;
    return { icon, changesAt: icon === wanted ? Infinity : since + STEADY_MS };
  };
}
