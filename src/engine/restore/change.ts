// A change of the folder that comes from ourselves, as a request and as a result. Pure.

/** A request for a change. */
export type OwnChange = RestoreVersion | UndoSave | SettleConflict;

/** A file or a folder is to be as it was in a save, or at a time. */
export interface RestoreVersion {
  readonly kind: "restore";
  /** Relative to the folder; the empty text is all of it. */
  readonly path: string;
  readonly version: VersionName;
}

/** A save by its id or first digits, or the last moment that counts, in milliseconds since 1970. */
export type VersionName =
  | { readonly kind: "save"; readonly id: string }
  | { readonly kind: "time"; readonly time: number };

/** A request to set everything that a save changed to its state before. */
export interface UndoSave {
  readonly kind: "undo";
  /** The id of a save, or its first digits. */
  readonly id: string;
}

/** One version of a conflict is to be kept, or both, or a text that the user has made of them. */
export type SettleConflict = KeepVersions | KeepText;

interface Settlement {
  readonly kind: "settle";
  /** The conflict copy, relative to the folder. */
  readonly copy: string;
}

interface KeepVersions extends Settlement {
  readonly keep: Exclude<Keep, "text">;
  readonly seen?: SeenVersions | undefined;
}

interface KeepText extends Settlement {
  readonly keep: "text";
  /** The whole file as the user sees it, with its line ends. */
  readonly text: string;
  readonly seen: SeenVersions;
}

/** The ids of the contents that the user has seen. Where others are there, nothing is changed. */
export interface SeenVersions {
  readonly copy: string;
  readonly path?: string | undefined;
}

/**
 * The versions that are kept. `this`: the one in the copy, under the name. `other`: the one under
 * the name. `both`: the copy gets an ordinary name. `text`: a merged text, in place of both.
 */
export type Keep = "this" | "other" | "both" | "text";

/** The result of a change. */
export interface ChangeResult {
  readonly change: OwnChange;
  /** Why nothing was changed; `undefined` where something was, or was so already. */
  readonly refused: Refusal | undefined;
  /** When the history of a shallow clone begins, in milliseconds since 1970; with a refusal. */
  readonly historyStart?: number | undefined;
  /** The save whose versions were restored, or which was undone. */
  readonly save: { readonly id: string; readonly host: string; readonly time: number } | undefined;
  /** The commit that was made, which can be undone; absent where nothing was changed. */
  readonly id?: string;
  /** The name that a conflict copy has now that both versions are kept. */
  readonly name?: string;
  /** The paths that the commit has set. */
  readonly paths: readonly string[];
  /** Those of them that a sparse checkout leaves out of this folder. */
  readonly outside: readonly string[];
  /** Paths that stay as git was told not to look at them (skip-worktree and such). */
  readonly hidden: readonly string[];
  /** Paths that an update could not put into this folder. */
  readonly unplaced: readonly string[];
  /** The paths that stay as they are, and why. */
  readonly kept: readonly { readonly path: string; readonly reason: KeptReason }[];
}

/** Why nothing is changed. */
export type Refusal =
  /** The branch has no commit yet. */
  | "nothing saved"
  /** The history has no save of that id, or more than one. */
  | "no such save"
  /** The save does not have the path, and no file of that name ever was. */
  | "no such path"
  /** Its name is not UTF-8, so that no update can write it. */
  | "no such name"
  /** It had been deleted by then. */
  | "deleted then"
  /** The history begins later. */
  | "before the history"
  /** It is a merge: the saves in it can be undone. */
  | "merge"
  /** Its changes are not known, as the history of this clone begins with it. */
  | "first of a shallow clone"
  /** It would change more files than are listed. */
  | "too many files"
  /** There is no conflict copy of this name. */
  | "no conflict copy"
  /** The copy is not synced, so that its version is in no commit. */
  | "only on this machine"
  /** One of the two files is not synced. */
  | "not synced"
  /** A version that would go was changed after the user asked, or was not the one they saw. */
  | "changed meanwhile"
  /** No synced file has the name of the original, so that no version would be left. */
  | "none has the name"
  /** A folder, a repository or a file that is not synced has the name. */
  | "in the way"
  /** The name is ignored or private here. */
  | "kept back"
  /** Under the new name git would make other bytes of it. */
  | "other attributes"
  | "no free name"
  /** A filter or an encoding of the file does not take a text that was merged. */
  | "cannot be stored"
  /** A version was edited each time that it was to be settled. */
  | "being written";

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
  /** A file that is not synced, a folder of its name, or a file with the name of its folder. */
  | "in the way"
  /** It was edited each time that it was to be set. */
  | "being written"
  /** Another machine changed it meanwhile: what was restored is in the conflict copy. */
  | "changed elsewhere"
  /** It was stored by another filter or encoding. */
  | "other attributes";
