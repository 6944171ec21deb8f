// The contract of the window about the history, and about changes that are made from it. Pure.

import * as z from "zod/mini";

export const SAVE_KINDS = ["save", "merge", "restore", "undo", "by hand"] as const;
export type SaveKind = typeof SAVE_KINDS[number];

export interface Save {
  readonly id: string;
  readonly host: string;
  readonly time: number;
  readonly kind: SaveKind;
  readonly subject: string;
  /** The first of them; in a search by name, of those that have it. GET `save` has the others. */
  readonly files: readonly SavedFile[];
  readonly fileCount: number;
}

export interface SavedFile {
  readonly path: string;
  readonly action: "added" | "changed" | "deleted" | "renamed";
  /** The name before, of a renamed file. */
  readonly from?: string;
}

/**
 * GET `saves?name=&host=&kind=&since=&until=&tip=&skip=`. A page of a search may be empty and have
 * a next one: it ends after some thousand saves. With `path=` alone: the saves that changed this
 * path.
 */
export interface SavesPage {
  readonly saves: readonly Save[];
  /** `tip` and `skip` of the next page; absent where there are no older ones. */
  readonly next?: PageStart;
  /** The time of the oldest save that was searched. */
  readonly searchedTo?: number;
  /** When the history of a shallow clone begins. */
  readonly start?: number;
}

export interface PageStart {
  readonly tip: string;
  readonly skip: number;
}

// GET `save?id=&skip=` answers a `Save` with at most `SAVE_FILES` files, after the first `skip`.

/** GET `versions?path=`, newest first. */
export interface Versions {
  readonly versions: readonly Version[];
  /** The newest save of the file, and the id of its content; absent where the file is gone. */
  readonly today?: { readonly id: string; readonly oid: string };
}

/** GET `deleted?name=&tip=&skip=`: the files that are gone, each with the save that deleted it. */
export interface DeletedPage {
  readonly versions: readonly Version[];
  readonly next?: PageStart;
  readonly searchedTo?: number;
}

/** GET `at?time=&folder=&skip=`: one folder as it was at a time; `gone` where there was none. */
export interface FolderAt {
  /** The newest save by then; absent where the history begins later. */
  readonly save?: Omit<Save, "files" | "fileCount">;
  /** Folders first, by name. */
  readonly entries: readonly FolderEntry[];
  /** How many there are in all. */
  readonly count: number;
}

export interface FolderEntry {
  readonly name: string;
  readonly path: string;
  readonly kind: "file" | "folder" | "repository";
  /** Its state today. A folder of which something was changed or is gone counts as changed. */
  readonly since: "same" | "changed" | "gone";
  /** The save that has this content, and the id of the content. */
  readonly id: string;
  readonly oid: string;
}

/** GET `span`: when the oldest save was made; absent where there is none. */
export interface Span {
  readonly first?: number;
}

/** GET `days`: how many saves there are of each machine on each day of the last twelve weeks. */
export interface Days {
  readonly days: readonly {
    /** As `2026-11-30`, in the time zone of the app. */
    readonly day: string;
    readonly host: string;
    readonly saves: number;
  }[];
}

/** GET `hosts`: the machines of the newest saves. */
export interface Hosts {
  readonly hosts: readonly string[];
}

/** GET `conflict?copy=`: what is needed to settle an open conflict, else `gone`. */
export interface ConflictDetails {
  readonly copy: string;
  /** The version in the copy. */
  readonly this: ConflictVersion;
  /** The version that has the name, for a renamed file under its new one. Absent where none has. */
  readonly other?: ConflictVersion;
  /** Where the file was deleted: the last version of it, and who deleted it when. */
  readonly deleted?: ConflictVersion & {
    readonly by: { readonly host: string; readonly time: number };
  };
  /** The version that both machines had before, where it is known. */
  readonly base?: Pick<ConflictVersion, "id" | "path" | "oid">;
  readonly content:
    /** `parts` is absent where only one of the versions is there, and where git takes too long. */
    | { readonly kind: "text"; readonly parts?: readonly MergedPart[] }
    /** No text in UTF-8, or a link, or a repository. */
    | { readonly kind: "other" }
    | { readonly kind: "too large" };
}

/** GET `content` has its bytes by `id` and `path`. */
export interface ConflictVersion {
  readonly id: string;
  readonly path: string;
  /** Names its content as seen, in a settlement. */
  readonly oid: string;
  readonly host: string;
  readonly time: number;
  /** Present when it is known to be saved on this machine: two machines may have one name. */
  readonly isOwn?: true;
}

/** A part of a merged text. The parts one after the other are the whole of it. */
export type MergedPart =
  | { readonly kind: "merged"; readonly text: string }
  | { readonly kind: "choose"; readonly this: string; readonly other: string };

export type Version = Omit<Save, "files" | "fileCount"> & SavedFile & {
  /** The id of its content; absent where the file was deleted. */
  readonly oid?: string;
  /** The save before it, which has what this one changed; absent where there is none. */
  readonly parent?: string;
};

// GET `content?id=SAVE&path=&seen=` answers the bytes of a file as they were saved; with `seen=1`
// as a checkout writes them, with line ends and filters. Else it answers an error with its reason.

const PATH = z.string().check(z.maxLength(4096));
const ID = z.string().check(z.maxLength(64));
/** The ids of the contents that the user has seen. Where others are there, nothing is changed. */
const SEEN = z.object({ copy: ID, path: z.optional(ID) });
/** Characters of a merged text: both of its versions. */
const TEXT_CHARACTERS = 4 * 1024 * 1024;

export const CHANGE_REQUEST = z.object({
  change: z.union([
    z.object({
      kind: z.literal("restore"),
      /** The empty text is all of the folder. */
      path: PATH,
      version: z.union([
        z.object({ kind: z.literal("save"), id: ID }),
        z.object({ kind: z.literal("time"), time: z.number() }),
      ]),
    }),
    z.object({ kind: z.literal("undo"), id: ID }),
    z.object({
      kind: z.literal("settle"),
      copy: PATH,
      keep: z.enum(["this", "other", "both"]),
      seen: z.optional(SEEN),
    }),
    z.object({
      kind: z.literal("settle"),
      copy: PATH,
      keep: z.literal("text"),
      /** The whole file, with its line ends. */
      text: z.string().check(z.maxLength(TEXT_CHARACTERS)),
      seen: SEEN,
    }),
  ]),
});
export type ChangeRequest = z.infer<typeof CHANGE_REQUEST>;

// POST `older` with `OLDER_REQUEST` fetches some of the history that a shallow clone lacks. It is
// answered as a change.
export const OLDER_REQUEST = z.object({});

/** The result of a change; it is synced by then, or `error` says why not. */
export interface ChangeAnswer {
  /** The actions and findings, for the user. */
  readonly lines: readonly string[];
  readonly error?: string;
  /** Whether it was done as far as it could be. */
  readonly isDone: boolean;
  /** The save that came of it, which can be undone; absent where nothing was changed. */
  readonly id?: string;
}
