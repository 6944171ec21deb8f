// Watches a folder: reports that something changed in it, and which paths, as far as that is certain. It reads
// no file's content; whatever it is not sure of it calls untrusted.
//
// Each watcher has a queue; that of 2.7.11 drops what does not fit without a word, that of 2.9 reports `rescan`.
// A new link that leads out of the folder is not reported at all; only a scan of the whole tree finds it.

import { isOwn, type Meaning, meaningOf } from "./classify.ts";
import type { FsEventOrUnreadable } from "./fs_events.ts";
import type { ChangedPaths, ChangeKind, FolderWatcher, WatchOptions } from "./types.ts";
import { keepWatchers, type Watchers } from "./watchers.ts";

/** How long changes are gathered before they are passed on, unless it is known that they are whole. */
const GATHER_MS = 20;
/** With more paths than this, a scan of the whole tree is as cheap. */
const MAX_PATHS = 100;

/**
 * Watches `root` until the signal stops it. On return everything is watched, or the state says why not;
 * a large tree takes its time (0.8 s for 100,000 files). Never throws.
 */
export function watchFolder(root: string, options: WatchOptions): FolderWatcher {
  const { signal } = options;
  const changes = new Set<ChangeKind>();
  let seen: Set<string> | undefined;
  let passing: ReturnType<typeof setTimeout> | undefined;
  let passedAt = -Infinity;

  function take(): ChangedPaths {
    const taken = peek();
    seen = watchers.isComplete() ? new Set() : undefined;
    changes.delete("files");
    return taken;
  }

  function peek(): ChangedPaths {
    return seen === undefined ? "untrusted" : { paths: [...seen] };
  }

  function distrust(what: ChangeKind): void {
    seen = undefined;
    changes.add(what);
  }

  function receive(event: FsEventOrUnreadable, lossy: boolean): void {
    if (event === "unreadable") {
      distrust("files");
    } else {
      const { kind, paths } = event;
      if (kind === "remove" || kind === "rename") paths.forEach(watchers.noteMoved);
      const isMove = ["create", "remove", "rename"].includes(kind);
      const { folders } = watchers;
      for (const path of paths) note(path, meaningOf(path, { folders, isMove, lossy }));
      // Git writes so much that 2.7.11 drops events: a scan shows whether any was of the tree.
      if (lossy) distrust(paths.every((path) => isOwn(path, folders)) ? "gap" : "files");
    }
    // The file was closed by its writer (Linux): it is whole.
    if (event !== "unreadable" && event.kind === "access" && isRested()) passNow();
    else passOn();
  }

  function note(path: string, meaning: Meaning): void {
    switch (meaning) {
      case "nothing":
        return;
      case "head":
        return void changes.add("head");
      case "folder":
        watchers.noteFolder(path);
        return distrust("files");
      case "doubt":
      case "unnamed":
        return distrust("files");
    }
    changes.add("files");
    seen?.add(meaning.name);
    if (seen !== undefined && seen.size > MAX_PATHS) distrust("files");
  }

  /** Also while changes keep coming: an endless writer must not hold them up. */
  function passOn(): void {
    if (changes.size > 0 && !signal.aborted) passing ??= setTimeout(passNow, GATHER_MS);
  }

  function passNow(): void {
    clearTimeout(passing);
    passing = undefined;
    passedAt = performance.now();
    if (signal.aborted) return;
    const passed = [...changes];
    changes.clear();
    for (const what of passed) options.onChanged(what);
  }

  function isRested(): boolean {
    return performance.now() - passedAt > GATHER_MS;
  }

  const watchers: Watchers = keepWatchers(root, {
    ...options,
    onEvent: receive,
    onGap(isWide) {
      distrust("gap");
      if (isWide) changes.add("head");
      passOn();
    },
  });
  signal.addEventListener("abort", () => clearTimeout(passing), { once: true });
  return { take, peek, stopped: watchers.stopped };
}
