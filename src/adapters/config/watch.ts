// Notices that the configuration file was saved, however the editor saves. It never opens the file.
//
// It polls every two seconds instead of using Deno.watchFs: a second watcher on a folder inside of the synced one
// takes the subfolders from the first watcher (2.7.11) or ends its events (2.9.6), and users do sync their
// settings.

import { pause } from "../../system/pause.ts";

const POLL_MS = 2_000;
/** A file that has not changed for so long has been written to its end. */
const SETTLED_MS = 200;
/** A file that is missing in so many polls is gone: some editors delete before they write. */
const GONE_POLLS = 3;

/**
 * Calls `onSaved` after each save of `file`, once it is written to the end, until the signal comes: it
 * may be replaced, or be a link whose target is replaced, and need not exist yet. A save without a
 * change counts, and so does a deletion when it lasts. Start it before the file is read, so that no save falls between.
 *
 * Never throws. `stopped` settles after the signal, when nothing is under way any more.
 */
export function watchConfig(
  file: string,
  { onSaved, signal, pollMs = POLL_MS }: {
    readonly onSaved: () => void;
    readonly signal: AbortSignal;
    /** Milliseconds between two polls, instead of `POLL_MS`. */
    readonly pollMs?: number;
  },
): { readonly stopped: Promise<void> } {
  let told = currentStamp(file);

  async function poll(): Promise<void> {
    let seen = told;
    let missing = 0;
    while (await pause(seen === told ? pollMs : SETTLED_MS, { signal })) {
      // A link that leads nowhere counts as a file: it was put in its place.
      const stamp = await Deno.stat(file).catch(() => Deno.lstat(file))
        .then(saveStamp, () => undefined);
      if (signal.aborted) return;
      missing = stamp === undefined ? missing + 1 : 0;
      if (stamp === undefined) {
        if (missing === GONE_POLLS && told !== undefined) {
          told = undefined;
          onSaved();
        }
        seen = told;
      } else if (stamp === seen && stamp !== told) {
        told = stamp;
        onSaved();
      } else {
        seen = stamp;
      }
    }
  }

  return { stopped: poll() };
}

function currentStamp(file: string): string | undefined {
  for (const stat of [Deno.statSync, Deno.lstatSync]) {
    try {
      return saveStamp(stat(file));
    } catch {
      // There is no file, or it is a link that leads nowhere.
    }
  }
  return undefined;
}

/**
 * Returns a stamp that changes with each save and with the permissions. It has no ctime: just opening a file in
 * an editor of macOS sets an attribute.
 */
function saveStamp({ dev, ino, size, mode, mtime }: Deno.FileInfo): string {
  return `${dev} ${ino} ${size} ${mode} ${mtime?.getTime()}`;
}
