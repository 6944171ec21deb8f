// The addresses of the window's screens: what follows the `#`. Pure.

import type { ClickAction } from "../clicks.ts";

/** Returns the address of a screen, as `/conflicts?copy=notes.md`. */
export function screenAddress(
  { screen, copy }: Pick<Extract<ClickAction, { kind: "open window" }>, "screen" | "copy">,
): string {
  return copy === undefined ? `/${screen}` : `/${screen}?${new URLSearchParams({ copy })}`;
}
