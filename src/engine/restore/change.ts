// A change of the folder that is made from its history, as a request and as a result. Pure.

/** What is asked for. */
export type OwnChange = RestoreVersion | UndoSave;

/** A file or a folder is to be as it was in a save, or at a time. */
export interface RestoreVersion {
  readonly kind: "restore";
  /** Relative to the folder; the empty text is all of it. */
  readonly path: string;
  readonly version: VersionName;
}

/** The id of a save, or its first digits; or the last moment that counts, in milliseconds since 1970. */
export type VersionName =
  | { readonly kind: "save"; readonly id: string }
  | { readonly kind: "time"; readonly time: number };

/** What a save changed is to be as it was before. */
export interface UndoSave {
  readonly kind: "undo";
  /** The id of a save, or its first digits. */
  readonly id: string;
}

/** What came of it. */
export interface Changed {
  readonly change: OwnChange;
  /** Why nothing was changed; `undefined` where something was, and where all is as it was then already. */
  readonly refused: Refusal | undefined;
  /** In a shallow clone, when its history begins, in milliseconds since 1970; given with a refusal. */
  readonly historyStart?: number | undefined;
  /** The save whose versions were restored, or which was undone. */
  readonly save: { readonly id: string; readonly host: string; readonly time: number } | undefined;
  /** The paths that are as wanted now; they are in the commit. */
  readonly paths: readonly string[];
  /** Those of them that a sparse checkout leaves out of this folder. */
  readonly outside: readonly string[];
  /** The paths that stay as they are, and why. */
  readonly kept: readonly { readonly path: string; readonly reason: KeptReason }[];
}

/** Why nothing is changed. */
export type Refusal =
  /** The history has no save of that id, or more than one. */
  | "no such save"
  /** The save does not have the path, and no file of that name ever was. */
  | "no such path"
  /** Its name is not UTF-8. */
  | "no such name"
  /** It had been deleted by then. */
  | "deleted then"
  /** The history begins later. */
  | "before the history"
  /** It is a merge: the saves in it can be undone. */
  | "merge"
  /** What it changed is not known, as the history of this clone begins with it. */
  | "first of a shallow clone";

/** Why a path stays as it is. */
export type KeptReason =
  /** It was saved again after the save that is undone. */
  | "changed since"
  /** It is ignored here, so that it would be published again. */
  | "ignored"
  /** It is kept back on this machine. */
  | "private"
  /** It is a file of the app. */
  | "own place"
  /** It is a repository of its own. */
  | "repository"
  /** A file that is not synced stands there, a folder of its name, or a file of the name of its folder. */
  | "in the way";
