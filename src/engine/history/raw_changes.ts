// Reads the files that commits have changed, as `git diff-tree -z --stdin --always --raw -c` prints them.

import { type GitPath, pathFromGit } from "../git/values/path.ts";
import type { Entry } from "../git/values/tree.ts";
import type { SavedFile } from "./saves.ts";

/** The files of one commit: the first of those that were asked for, and how many there are in all. */
export interface ChangedFiles {
  readonly files: readonly SavedFile[];
  readonly fileCount: number;
}

/** Reads field by field. Whatever a commit holds, nothing is thrown. */
export class RawChanges {
  readonly #mostFiles: number;
  readonly #isWanted: (path: GitPath) => boolean;
  readonly #onCommit: (changed: ChangedFiles) => void;
  #files: SavedFile[] | undefined;
  #count = 0;
  #raw: string | undefined;
  #from: GitPath | undefined;

  /** At most `mostFiles` files of each commit are kept: those that are wanted under their name or the one before. */
  constructor({ mostFiles, isWanted = () => true, onCommit }: {
    readonly mostFiles: number;
    readonly isWanted?: ((path: GitPath) => boolean) | undefined;
    readonly onCommit: (changed: ChangedFiles) => void;
  }) {
    this.#mostFiles = mostFiles;
    this.#isWanted = isWanted;
    this.#onCommit = onCommit;
  }

  /** Reads a field, without the NUL that ends it: the id of a commit, or one of a file, which begins with a colon. */
  field(text: string): void {
    if (this.#raw !== undefined) this.#path(pathFromGit(text), this.#raw);
    else if (text.startsWith(":")) this.#raw = text;
    else {
      this.end();
      this.#files = [];
    }
  }

  /** Ends the commit that is being read. */
  end(): void {
    if (this.#files !== undefined) this.#onCommit({ files: this.#files, fileCount: this.#count });
    this.#files = this.#raw = this.#from = undefined;
    this.#count = 0;
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
    if (this.#files !== undefined && this.#files.length < this.#mostFiles && isWanted()) {
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
