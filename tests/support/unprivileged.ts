// Programs that are not allowed everything, also when root runs the tests: for them an unreadable file is
// unreadable, and a read-only folder read-only.

import { has } from "./needs.ts";
import type { Launch } from "./running.ts";

const FLAGS = ["bounding-set", "inh-caps"].map((set) => `--${set}=-dac_override,-dac_read_search`);

/** A command, so that permissions count for the program that it starts. */
export function unprivileged(
  command: string,
  args: readonly string[],
): { readonly command: string; readonly args: string[] } {
  return Deno.uid() === 0
    ? { command: "setpriv", args: [...FLAGS, command, ...args] }
    : { command, args: [...args] };
}

/** An instance for which permissions count. */
export function unprivilegedLaunch(usual: Launch): Launch {
  return { ...usual, ...unprivileged(usual.command, usual.args) };
}

/** True when this machine can run such programs; throws where skipping is forbidden. */
export function canDropPrivileges(): boolean {
  return Deno.uid() !== 0 || has("setpriv");
}
