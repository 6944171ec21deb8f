// A save, as the history has it, and the reader of what git logs of it.

import { COMMIT_FIELDS, COMMIT_FORMAT, commitOf } from "../git/commands/log.ts";
import type { Origin } from "../git/values/conflict_name.ts";
import { decodeText } from "../git/values/git_text.ts";
import { type GitPath, pathFromGit } from "../git/values/path.ts";
import type { Entry } from "../git/values/tree.ts";

/** How a commit came about: by a save, by a merge, by a restore, by undoing a save, or by git by hand. */
export type SaveKind = "save" | "merge" | "restore" | "undo" | "by hand";

/** The action of a save on a file. */
export interface SavedFile {
  readonly path: GitPath;
  readonly action: "added" | "changed" | "deleted" | "renamed";
  /** The name before, of a renamed file. */
  readonly from?: GitPath;
  /** The entry of the save at the path; `undefined` when it deleted that. */
  readonly entry: Entry | undefined;
}

/** A commit of the history. */
export interface Save {
  readonly id: string;
  readonly parents: readonly string[];
  readonly origin: Origin;
  readonly kind: SaveKind;
  readonly subject: string;
  /** The first of the files that were asked for; of a merge, those that are as in none of its parents. */
  readonly files: readonly SavedFile[];
  /** How many there are in all. */
  readonly fileCount: number;
}

/** The format of `git log -z --raw` that `SaveReader` reads. */
export const SAVE_FORMAT = [
  `%x00${COMMIT_FORMAT}`,
  "%(trailers:key=Restored-from,valueonly)",
  "%(trailers:key=Undone,valueonly)",
].join("%x00");

const SAVE_FIELDS = COMMIT_FIELDS + 2;

/** Reads the output of `git log -z --raw` field by field. Whatever a commit holds, nothing is thrown. */
export class SaveReader {
  readonly #mostFiles: number;
  readonly #isWanted: (path: GitPath) => boolean;
  readonly #onSave: (save: Save) => void;
  #about: string[] | undefined;
  #files: SavedFile[] = [];
  #count = 0;
  #raw: string | undefined;
  #from: GitPath | undefined;

  /** At most `mostFiles` files of each save are kept: those that are wanted under their name or the one before. */
  constructor({ mostFiles, isWanted = () => true, onSave }: {
    readonly mostFiles: number;
    readonly isWanted?: ((path: GitPath) => boolean) | undefined;
    readonly onSave: (save: Save) => void;
  }) {
    this.#mostFiles = mostFiles;
    this.#isWanted = isWanted;
    this.#onSave = onSave;
  }

  /** Reads a field, without the NUL that ends it. */
  field(text: string): void {
    const about = this.#about;
    if (about !== undefined && about.length < SAVE_FIELDS) about.push(text);
    else if (this.#raw !== undefined) this.#path(pathFromGit(text), this.#raw);
    else this.#next(text.replace(/^\n/, ""));
  }

  /**
   * Reads the first field of a file or of a commit. Empty ones, which git puts before and after a commit and before the
   * files of a merge, mean nothing: the colon of a file is never the start of an id.
   */
  #next(text: string): void {
    if (text === "") return;
    if (this.#about !== undefined && text.startsWith(":")) {
      this.#raw = text;
      return;
    }
    this.end();
    this.#about = [text];
  }

  /** Ends the commit that is being read. */
  end(): void {
    const about = this.#about;
    if (about !== undefined && about.length === SAVE_FIELDS) {
      this.#onSave({ ...aboutSave(about), files: this.#files, fileCount: this.#count });
    }
    this.#about = undefined;
    this.#files = [];
    this.#count = 0;
    this.#raw = this.#from = undefined;
  }

  #path(path: GitPath, raw: string): void {
    const { status, entry } = rawChange(raw);
    const isRename = status.startsWith("R") && raw.startsWith(":") && !raw.startsWith("::");
    if (isRename && this.#from === undefined) {
      this.#from = path;
      return;
    }
    this.#count++;
    const from = this.#from;
    const isWanted = () => this.#isWanted(path) || from !== undefined && this.#isWanted(from);
    if (this.#files.length < this.#mostFiles && isWanted()) {
      const action = isRename ? "renamed" : actionOf(status, entry);
      this.#files.push({ path, action, entry, ...(from === undefined ? {} : { from }) });
    }
    this.#raw = this.#from = undefined;
  }
}

/**
 * Reads `:MODE MODE ID ID STATUS`, of a merge with a colon, a mode, an id and a letter for each parent
 * (git-diff-tree, "Raw output format" and "diff format for merges").
 */
function rawChange(raw: string): { readonly status: string; readonly entry: Entry | undefined } {
  const parents = /^:+/.exec(raw)?.[0].length ?? 1;
  const words = raw.slice(parents).split(" ");
  const [mode = "", oid = ""] = [words[parents], words[2 * parents + 1]];
  const status = words[2 * parents + 2] ?? "";
  return { status, entry: /^0*$/.test(mode) ? undefined : { mode, oid } };
}

function actionOf(status: string, entry: Entry | undefined): SavedFile["action"] {
  if (entry === undefined) return "deleted";
  return /^A+$/.test(status) ? "added" : "changed";
}

function aboutSave(about: readonly string[]): Omit<Save, "files" | "fileCount"> {
  const { id, parents, origin } = commitOf(about);
  const [, , , , trailer = "", subject = "", restored = "", undone = ""] = about;
  const isOurs = trailer.trim() !== "" || subject.startsWith("host: ");
  const kind = parents.length > 1
    ? "merge"
    : !isOurs
    ? "by hand"
    : restored.trim() !== ""
    ? "restore"
    : undone.trim() !== ""
    ? "undo"
    : "save";
  return { id, parents, origin, kind, subject: decodeText(subject) };
}
