// Notices that the configuration file was saved, by whatever way editors save. It never opens the file.
//
// It looks once in two seconds instead of asking Deno.watchFs: a second watcher on a folder that is part
// of the synced tree takes the subfolders from the first one (2.7.11) or leaves it deaf (2.9.6), and
// people do sync their settings.

import { pause } from "../../system/pause.ts";

const POLL_MS = 2_000;
/** A file that has not changed for so long is not being written any more. */
const SETTLED_MS = 200;

/**
 * Calls `onSaved` after each save of `file`, once it is written to the end, until the signal comes: it
 * may be replaced, or be a link whose target is replaced, and need not exist yet. A save without a
 * change counts, a deletion does not. Start it before the file is read, so that no save falls between.
 *
 * Never throws. `stopped` settles after the signal, when nothing is under way any more.
 */
export function watchConfig(
  file: string,
  { onSaved, signal }: { readonly onSaved: () => void; readonly signal: AbortSignal },
): { readonly stopped: Promise<void> } {
  let told = currentStamp(file);

  async function poll(): Promise<void> {
    let seen = told;
    while (await pause(seen === told ? POLL_MS : SETTLED_MS, { signal })) {
      // A link that leads nowhere is there: somebody put it into the file's place.
      const stamp = await Deno.stat(file).catch(() => Deno.lstat(file))
        .then(saveStamp, () => undefined);
      if (signal.aborted) return;
      if (stamp === undefined) {
        // Some editors delete before they write.
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
  for (const look of [Deno.statSync, Deno.lstatSync]) {
    try {
      return saveStamp(look(file));
    } catch {
      // There is none, or it is a link that leads nowhere.
    }
  }
  return undefined;
}

/**
 * Changes with each save, and with who may read the file. Not the ctime: just opening a file in a macOS
 * editor marks it with an attribute.
 */
function saveStamp({ dev, ino, size, mode, mtime }: Deno.FileInfo): string {
  return `${dev} ${ino} ${size} ${mode} ${mtime?.getTime()}`;
}
