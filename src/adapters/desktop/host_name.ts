// The name of this machine in commits and conflict copies.

import { toolText } from "../../system/process/programs.ts";

/**
 * Returns the name without a domain, on a system as `Deno.build.os` names it. On macOS the host name comes from
 * the network and differs from place to place, so its own name for the local network counts (`man scutil`).
 * `hostname` is what `Deno.hostname` returns.
 */
export async function hostName(
  { system, hostname }: { readonly system: string; readonly hostname: string },
): Promise<string> {
  const local = system === "darwin"
    ? await toolText(["/usr/sbin/scutil", "--get", "LocalHostName"])
    : undefined;
  return (local?.trim() || hostname).split(".")[0]!;
}
