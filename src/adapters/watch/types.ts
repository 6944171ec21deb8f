// The watcher of a folder as others see it: what it is given, what it says, what it may be asked. Pure.

/**
 * Whether changes are noticed by themselves. While they are not, scan from time to time: the folders at the
 * top that `parts` names, or all where it is absent.
 */
export type WatcherState =
  | { readonly kind: "watching" }
  | { readonly kind: "polling"; readonly reason: string; readonly parts?: readonly string[] };

/** The changes since the last scan: at most these paths, or unknown ones. */
export type ChangedPaths = { readonly paths: readonly string[] } | "untrusted";

/**
 * A path of the tree changed; `HEAD` or a branch did; or nothing was seen to change, but for a moment not all of
 * the tree was watched.
 */
export type ChangeKind = "files" | "head" | "gap";

export type WatchOptions = {
  /** The git folder of this work tree. */
  readonly gitDir: string;
  /** The git folder with the branches: another one in a linked work tree. */
  readonly commonDir: string;
  /** Absolute paths of files and folders in which nothing is a change: the app's own. */
  readonly ownFiles?: readonly string[];
  readonly signal: AbortSignal;
  /** Comes at most every 20 ms. */
  readonly onChanged: (what: ChangeKind) => void;
  /** Comes once before `watchFolder` returns, then whenever the state or its reason changes. */
  readonly onState: (state: WatcherState) => void;
  /** Every so many ms it makes sure that everything is still watched. Default: 15,000. */
  readonly checkMs?: number;
  /** Milliseconds after an event with which others may have been lost in which no watcher is opened. Default: 200. */
  readonly floodMs?: number;
};

/** A folder that is watched. */
export type FolderWatcher = {
  /**
   * Hands out what was collected and starts anew: to be called when a scan of the tree begins. Paths are
   * relative to the root, with `/`; one that is gone may have been a folder.
   */
  readonly take: () => ChangedPaths;
  /** Returns the changes so far. */
  readonly peek: () => ChangedPaths;
  /** Settles after the signal, when no watcher is open any more. */
  readonly stopped: Promise<void>;
};
