// The contract of the window about the history, and about changes that are made from it. Pure.

import * as z from "zod/mini";

export type SaveKind = "save" | "merge" | "restore" | "undo" | "by hand";

export interface Save {
  readonly id: string;
  readonly host: string;
  readonly time: number;
  readonly kind: SaveKind;
  readonly subject: string;
  /** The first of them; GET `save` has the others. */
  readonly files: readonly SavedFile[];
  readonly fileCount: number;
}

export interface SavedFile {
  readonly path: string;
  readonly action: "added" | "changed" | "deleted" | "renamed";
  /** The name before, of a renamed file. */
  readonly from?: string;
}

/** GET `saves?path=&name=&host=&kind=&tip=&skip=` */
export interface SavesPage {
  readonly saves: readonly Save[];
  /** `tip` and `skip` of the next page; absent where there are no older ones. */
  readonly next?: { readonly tip: string; readonly skip: number };
  /** When the history of a shallow clone begins. */
  readonly start?: number;
}

/** GET `versions?path=`, newest first, and GET `deleted`. */
export interface Versions {
  readonly versions: readonly Version[];
}

export type Version = Omit<Save, "files" | "fileCount"> & SavedFile;

// GET `content?id=SAVE&path=` answers the bytes of a file as it was saved, an error of its own kind where they are not given.

const PATH = z.string().check(z.maxLength(4096));
const ID = z.string().check(z.maxLength(64));

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
      seen: z.optional(z.object({ copy: ID, path: z.optional(ID) })),
    }),
  ]),
});
export type ChangeRequest = z.infer<typeof CHANGE_REQUEST>;

/** What came of a change; it is synced by then, or `error` says why not. */
export interface ChangeAnswer {
  /** What was done and found, for the user. */
  readonly lines: readonly string[];
  readonly error?: string;
  /** Whether it was done as far as it could be. */
  readonly isDone: boolean;
}
