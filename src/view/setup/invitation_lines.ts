// The content of a join code in words. Pure.

import type { Invitation } from "../../core/setup/join_code.ts";
import { oneLine, quote } from "../../system/text.ts";

/** Returns what a join code holds and what it does not. */
export function invitationLines({ remote, branch, live }: Invitation): string[] {
  const broker = live === undefined
    ? "no broker of live updates"
    : `the broker of live updates ${live.host}:${live.port}` +
      `${live.isEncrypted ? " (encrypted)" : ""} and their topic, which is a secret`;
  return [
    `This join code holds the address ${quote(remote)}, the branch ${
      quote(branch)
    }, and ${broker}.`,
    "It holds no password and no key: each machine signs in to the remote by itself.",
    ...(live === undefined || live.isEncrypted ? [] : [
      "The connection to the broker is not encrypted: others may see when you save, and no file.",
    ]),
  ].map(oneLine);
}

/** Returns what `--invite` says below the code. */
export function inviteLines(invitation: Invitation): string[] {
  const { remote } = invitation;
  const isHere = remote.startsWith("/") || remote.startsWith("file:");
  return [
    "",
    ...invitationLines(invitation),
    ...(isHere ? ["The other machine needs the remote at the same path."] : []),
    "On the other machine, paste it into Set Up, or run: git-sync-bar --join CODE",
  ];
}
