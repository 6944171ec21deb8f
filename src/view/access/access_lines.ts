// The lines of the menu after a click that gives access to the remote. Pure.

import type { HostKey, SshKey } from "../../engine/mod.ts";

/** Says what a second click does, with the fingerprint to compare. */
export function trustQuestion({ fingerprint }: HostKey): string {
  return `Trust ${fingerprint}? Click again`;
}

/** Says that the host is trusted from now on. */
export function trustedLine({ host }: HostKey): string {
  return `${host} is trusted now`;
}

/** Explains a changed key, which no click adds. */
export const CHANGED_KEY_LINE =
  "The server's key was changed or revoked: ask its owner before you go on";

/** Says what is on the clipboard. */
export function copiedLine({ isMade }: Pick<SshKey, "isMade">): string {
  return `${isMade ? "A new public key" : "Your public key"} is copied: add it at the remote`;
}

/** Says what the file that was opened is for, where there is no clipboard. */
export const SHOWN_KEY_LINE = "Add this public key at the remote; syncing continues by itself";

/** Says that the terminal asks. */
export const IN_TERMINAL_LINE = "Answer in the terminal; syncing continues by itself";
