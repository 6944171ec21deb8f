// The lines about the window where it does not open by itself. Pure.

import { oneLine } from "../../system/text.ts";

/** The line after a click. */
export const NO_BROWSER_LINE = "No browser opened it: run git-sync-bar --window for the address";

/** Returns the output of `--window`: the address, and how it is opened. */
export function addressLines(address: string, host: string): string[] {
  const { port } = new URL(address);
  return [
    address,
    "Open it in a browser on this machine within a minute; it is good once.",
    `From another machine, first run there: ssh -N -L ${port}:127.0.0.1:${port} ${oneLine(host)}`,
  ];
}
