// Watches a folder: says that something changed in it, and which paths, as far as that is certain.
// It decides nothing and reads no file's content; whatever it is not sure of it calls untrusted.
//
// Of Deno.watchFs (2.7.11 and 2.9.6, by experiment): all watchers of a process share one of the system's,
// and each hears of every watched path below its own. Each has its own queue; that of 2.7.11 drops what
// does not fit without a word, that of 2.9 says `rescan`. While one is open whose folder is gone, a second
// one on the same path stays deaf (2.9): the first has to end before. A closed one still costs 10 µs for
// every event (2.7.11): they are opened sparingly. Of a new link that leads out of the folder nothing is
// heard at all; only a look at the whole tree finds it.

import { sep } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { quote } from "../../system/text.ts";
import { type Ear, explain, type Heard, listen } from "./fs_events.ts";
import { type Meaning, meaningOf } from "./classify.ts";
import { takePulse } from "./pulse.ts";
import type { Changed, FolderWatcher, Seen, WatchOptions, WatchState } from "./types.ts";
import { LINKED_FOLDERS } from "../../system/limits.ts";
import { hasManyBehindLinks } from "./linked_folders.ts";
import { findFolders, findTargets, isFolder, isForbidden, type Target } from "./targets.ts";

/** A target and its watcher, absent when it cannot be opened. Times are of `performance.now()`. */
type Watch = Target & {
  ear: Ear | undefined;
  /** When to close it and open it anew: `pause` ms after it was opened, unless it is surely dead. */
  renewAt: number;
  readonly openedAt: number;
  readonly pause: number;
  /** Why it does not hear everything. */
  trouble: string | undefined;
  /** The path that it was not allowed to read. */
  forbidden: string | undefined;
};

/** How long changes are gathered before they are passed on, unless it is known that they are whole. */
const GATHER_MS = 20;
/** With more paths than this, a look at the whole tree is as cheap. */
const MAX_PATHS = 100;
/** The pause between two openings doubles up to this multiple of the first: an hour for 15 s. */
const MAX_PAUSE_FACTOR = 240;
/** So many checks pass from one look whether anything is heard at all to the next: five minutes for 15 s. */
const PULSE_CHECKS = 20;
/** On macOS the one stream of events is ended and begun anew for each path that comes or goes (notify). */
const CLOSING_MISSES = Deno.build.os === "darwin";
/** FSEvents of macOS knows no links. */
const FOLLOWS_LINKS = Deno.build.os === "linux";

/**
 * Watches `root` until the signal stops it. On return everything is watched, or the state says why not;
 * a large tree takes its time (0.8 s for 100,000 files). Never throws.
 */
export function watchFolder(root: string, options: WatchOptions): FolderWatcher {
  const { signal, checkMs = 15_000 } = options;
  const watches = new Map<string, Watch>();
  const changes = new Set<Changed>();
  let folders = findFolders(root, options);
  let seen: Set<string> | undefined;
  let reported: WatchState | undefined;
  let bell = Promise.withResolvers<void>();
  let passing: ReturnType<typeof setTimeout> | undefined;
  let passedAt = -Infinity;
  let unsettled = true;
  const pulse = takePulse();
  let pulseAt = 0;
  let isDeaf = false;

  function take(): Seen {
    const taken = peek();
    seen = unsettled || state().kind === "polling" ? undefined : new Set();
    changes.delete("files");
    return taken;
  }

  function peek(): Seen {
    return seen === undefined ? "untrusted" : { paths: [...seen] };
  }

  function distrust(): void {
    seen = undefined;
  }

  /** Where an event may be missing, a new folder may be unwatched as well (2.7.11: without a word). */
  function doubt(): void {
    distrust();
    changes.add("files");
    for (const watch of watches.values()) {
      if (watch.trouble === undefined) renew(watch, watch.openedAt + watch.pause);
    }
    unsettled = true;
  }

  function renew(watch: Watch, at: number): void {
    watch.renewAt = Math.min(watch.renewAt, at);
    unsettled = true;
  }

  function receive(heard: Heard, lossy: boolean): void {
    pulse.beat();
    // Opened for writing and closed, as by the pulse: what was written is told apart from that.
    const isOfPulse = heard !== "unreadable" && heard.kind === "access" &&
      heard.paths[0] === folders.head;
    if (isOfPulse && !lossy) return;
    if (heard === "unreadable") {
      note("unnamed");
    } else {
      if (heard.kind === "remove" || heard.kind === "rename") heard.paths.forEach(noteMoved);
      const isMove = ["create", "remove", "rename"].includes(heard.kind);
      for (const path of heard.paths) note(meaningOf(path, { folders, isMove, lossy }));
    }
    if (lossy) doubt();
    // Whoever wrote a file has closed it (Linux): it is whole.
    if (heard !== "unreadable" && heard.kind === "access" && isRested()) passNow();
    else passOn();
  }

  /** A watcher stays with the folder it was opened for, wherever that goes. */
  function noteMoved(path: string): void {
    const dead = path === folders.root ? [...watches.values()] : [watches.get(path)];
    for (const watch of dead) if (watch !== undefined) renew(watch, 0);
  }

  function note(meaning: Meaning): void {
    if (meaning === "nothing") return;
    if (meaning === "head") return void changes.add("head");
    if (meaning === "doubt") return doubt();
    changes.add("files");
    if (meaning === "unnamed") return distrust();
    seen?.add(meaning.name);
    if (seen !== undefined && seen.size > MAX_PATHS) distrust();
  }

  /** Also while changes keep coming: an endless writer must not hold them up. */
  function passOn(): void {
    passing ??= setTimeout(passNow, GATHER_MS);
  }

  function passNow(): void {
    clearTimeout(passing);
    passing = undefined;
    passedAt = performance.now();
    if (signal.aborted) return;
    if (unsettled) bell.resolve();
    const passed = [...changes];
    changes.clear();
    for (const what of passed) options.onChanged(what);
  }

  function isRested(): boolean {
    return performance.now() - passedAt > GATHER_MS;
  }

  function open(target: Target, pause: number): Watch {
    const watch: Watch = {
      ...target,
      ear: undefined,
      renewAt: Infinity,
      openedAt: performance.now(),
      pause,
      trouble: undefined,
      forbidden: undefined,
    };
    try {
      if (target.identity === undefined) throw new Error("No such file or directory");
      if (target.recursive && FOLLOWS_LINKS && hasManyBehindLinks(target.path, LINKED_FOLDERS)) {
        throw new Error("the links in it lead to too many folders");
      }
      watch.ear = listen(target.path, {
        recursive: target.recursive,
        onHeard: receive,
        onEnd: (error) => giveUp(watch, error),
      });
    } catch (error) {
      // It, or a folder in it, was there a moment ago: only what happens again is worth a word.
      if (error instanceof Deno.errors.NotFound && (pause === checkMs || !isFolder(target.path))) {
        distrust();
        renew(watch, 0);
        passOn();
      } else {
        fail(watch, error);
      }
    }
    return watch;
  }

  function giveUp(watch: Watch, error: unknown): void {
    if (error === undefined) renew(watch, 0);
    else fail(watch, error);
    doubt();
    passOn();
  }

  function fail(watch: Watch, error: unknown): void {
    const { reason, path } = explain(error);
    distrust();
    watch.ear = undefined;
    watch.trouble = `Cannot watch ${quote(path ?? watch.path)}: ${reason}`;
    if (error instanceof Deno.errors.PermissionDenied) watch.forbidden = path ?? watch.path;
    else watch.renewAt = performance.now() + watch.pause;
  }

  async function close(these: readonly Watch[]): Promise<void> {
    await Promise.all(these.map((watch) => watch.ear?.close()));
  }

  function state(): WatchState {
    if (isDeaf) {
      const reason = `Cannot watch ${
        quote(root)
      }: the system tells of no change, maybe as a named pipe is in it`;
      return { kind: "polling", reason };
    }
    const troubled = [...watches.values()].filter(({ trouble }) => trouble !== undefined);
    const reason = troubled[0]?.trouble;
    if (reason === undefined) return { kind: "watching" };
    const inside = folders.root + sep;
    if (
      troubled.some(({ path }) =>
        !path.startsWith(inside) || [folders.head, folders.heads].includes(path)
      )
    ) {
      return { kind: "polling", reason };
    }
    return {
      kind: "polling",
      reason,
      parts: troubled.map(({ path }) => path.slice(inside.length)),
    };
  }

  function isDue({ renewAt, forbidden }: Watch): boolean {
    return renewAt <= performance.now() || (forbidden !== undefined && !isForbidden(forbidden));
  }

  /** Closes what is not there any more, or due, and opens what is missing. */
  async function settle(): Promise<void> {
    unsettled = false;
    folders = findFolders(root, options);
    const targets = new Map(findTargets(folders).map((target) => [target.path, target]));
    const closed = new Map([...watches].filter(([path, watch]) => {
      const target = targets.get(path);
      return target === undefined || target.identity !== watch.identity || isDue(watch);
    }));
    const isChanging = closed.size > 0 || targets.keys().some((path) => !watches.has(path));
    // A deaf system would never answer. At the first time nothing can be asked.
    const isToAsk = watches.size > 0 && (isChanging || isDeaf || performance.now() >= pulseAt);
    if (isToAsk && !await isHearing(targets.get(folders.head)?.identity)) return report();
    for (const path of closed.keys()) watches.delete(path);
    // Not at the first time: on return of `watchFolder` everything is watched.
    if (closed.size > 0) await close([...closed.values()]);
    if (signal.aborted) return;
    const missing = [...targets.values()].filter(({ path }) => !watches.has(path));
    for (const target of missing) {
      const before = closed.get(target.path);
      const pause = before === undefined || before.identity !== target.identity
        ? checkMs
        : Math.min(before.pause * 2, checkMs * MAX_PAUSE_FACTOR);
      watches.set(target.path, open(target, pause));
    }
    const isOpened = missing.some(({ path }) => watches.get(path)?.ear !== undefined);
    if (isOpened || (closed.size > 0 && CLOSING_MISSES)) noteGap();
    report();
  }

  /** Whether the system still tells of changes, as far as that can be found out. */
  async function isHearing(head: string | undefined): Promise<boolean> {
    const watch = watches.get(folders.head);
    // Of another file at its place nothing would be told, nor by a watcher that has ended.
    if (!watch?.ear || watch.renewAt === 0 || watch.identity !== head) return !isDeaf;
    pulseAt = performance.now() + checkMs * PULSE_CHECKS;
    const was = isDeaf;
    isDeaf = !await pulse.isThere(folders.head);
    if (isDeaf) distrust();
    else if (was) noteGap();
    return !isDeaf;
  }

  /** Nobody has seen what happened before a watcher was opened, or while one was closed. */
  function noteGap(): void {
    distrust();
    if (reported !== undefined) changes.add("gap").add("head");
    unsettled = true;
    passOn();
  }

  function report(): void {
    const now = state();
    if (reported !== undefined && isDeepStrictEqual(now, reported)) return;
    reported = now;
    options.onState(now);
  }

  async function keepWatching(): Promise<void> {
    while (!signal.aborted) {
      bell = Promise.withResolvers();
      await settle();
      const timer = setTimeout(bell.resolve, checkMs);
      await bell.promise;
      clearTimeout(timer);
    }
    clearTimeout(passing);
    // They end with the program, where a deaf system would not let them.
    if (await isHearing(watches.get(folders.head)?.identity)) await close([...watches.values()]);
  }

  signal.addEventListener("abort", () => bell.resolve(), { once: true });
  return { take, peek, stopped: keepWatching() };
}
