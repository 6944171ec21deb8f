// Which screen is shown, as the fragment of the address says: `#/history?path=notes.md`.

import { useEffect, useState } from "preact/hooks";
import { type Query, withQuery } from "./query.ts";
import type { Screen } from "../src/adapters/window/api/now.ts";

const SCREENS: readonly Screen[] = ["now", "history", "conflicts", "settings", "set-up"];

export interface Route {
  readonly screen: Screen;
  readonly query: Readonly<Record<string, string>>;
}

/** Returns the address of a screen, for `href`. */
export function addressOf(
  screen: Screen,
  query: Query = {},
): string {
  return withQuery(`#/${screen}`, query);
}

/** Shows another screen. With `replace` the way back leads past the present one. */
export function goTo(address: string, { replace = false } = {}): void {
  if (replace) location.replace(address);
  else location.hash = address;
}

/** Returns what the address says; the first screen where that is none. */
export function routeOf(fragment: string): Route {
  const [path = "", query = ""] = fragment.replace(/^#\/?/, "").split(/\?(.*)/s);
  const screen = SCREENS.find((name) => name === path) ?? "now";
  return { screen, query: Object.fromEntries(new URLSearchParams(query)) };
}

/** Returns the screen to show; the component is drawn again when it changes. */
export function useRoute(): Route {
  const [fragment, setFragment] = useState(location.hash);
  useEffect(() => {
    const update = () => setFragment(location.hash);
    update();
    addEventListener("hashchange", update);
    return () => removeEventListener("hashchange", update);
  }, []);
  return routeOf(fragment);
}
