// The address of the screen History.

import { addressOf, goTo } from "../route.ts";

/** The parts of the address: `view`, `name`, `host`, `kind`, `day`, `id`, `path`, `version`, `at`, `folder`. */
export type HistoryQuery = Readonly<Record<string, string>>;

/** Changes what the address says; the way back leads past it with `replace`. */
export function change(
  query: HistoryQuery,
  changes: Readonly<Record<string, string | undefined>>,
  options?: { readonly replace?: boolean },
): void {
  goTo(changed(query, changes), options);
}

/** Returns an address with something else in it. */
export function changed(
  query: HistoryQuery,
  changes: Readonly<Record<string, string | undefined>>,
): string {
  return addressOf("history", { ...query, ...changes });
}
