// Folders that are not in the configuration any more, until nothing of them is under way.

import { STOP_MS } from "../end_times.ts";
import type { Clock } from "../loop.ts";
import type { RunningFolder } from "./running_folder.ts";

export interface LeavingFolders {
  readonly list: readonly RunningFolder[];
  /** Ends a folder; its step under way has a while for that. */
  leave(folder: RunningFolder): void;
  /** Settles when none has the lock at a path any more. */
  goneFrom(path: string): Promise<void>;
}

/** Returns an empty list. */
export function createLeavingFolders(clock: Clock): LeavingFolders {
  const leaving = new Map<RunningFolder, { readonly path: string; readonly gone: Promise<void> }>();
  return {
    get list() {
      return [...leaving.keys()];
    },
    leave(folder) {
      folder.post({ kind: "stop" });
      const timer = clock.setTimer(STOP_MS, folder.interrupt);
      const gone = folder.stopped.then(async () => {
        timer.cancel();
        await folder.close();
        leaving.delete(folder);
      });
      leaving.set(folder, { path: folder.settings?.folder ?? "", gone });
    },
    async goneFrom(path) {
      const there = [...leaving.values()].filter((one) => one.path === path);
      await Promise.all(there.map(({ gone }) => gone));
    },
  };
}
