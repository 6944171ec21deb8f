// The addresses of the window's screens: what follows the `#`. Pure.

import type { ClickAction } from "../clicks.ts";

/** Returns the address of a screen, as `/conflicts?copy=notes.md`; `folder` is the name of one of several. */
export function screenAddress(
  { screen, copy, folder }:
    & { readonly folder?: string | undefined }
    & Pick<Extract<ClickAction, { kind: "open window" }>, "screen" | "copy">,
): string {
  // A user who comes from the menu wants the join code.
  if (screen === "set-up") return "/set-up?add=machine";
  const values = new URLSearchParams({
    ...(copy === undefined ? {} : { copy }),
    ...(folder === undefined ? {} : { folder }),
  });
  return values.size === 0 ? `/${screen}` : `/${screen}?${values}`;
}
