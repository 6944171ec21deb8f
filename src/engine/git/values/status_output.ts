// `git status --porcelain=v2 -z` text -> what differs in the work tree. Pure.

import { type GitPath, parentFolders, pathFromGit, withoutSlash } from "./path.ts";
import { eachField, encodeText, nulFields } from "./git_text.ts";
import { PATH_CHARACTERS } from "../../../system/limits/commits.ts";

/** One path that is not as HEAD has it. */
export interface LocalChange {
  readonly path: GitPath;
  /**
   * `nested` is a repository inside this one: an untracked one, or a gitlink whose own HEAD or
   * content has changed.
   */
  readonly kind: "changed" | "deleted" | "untracked" | "unmerged" | "nested";
  /** Whether the work tree differs from the index; otherwise it is the index that differs from HEAD. */
  readonly unstaged: boolean;
  /** True where the index differs from HEAD as well; absent where that is all the difference there is. */
  readonly isStagedToo?: true;
}

/** The differences, and what could not be read. */
export interface LocalStatus {
  readonly changes: readonly LocalChange[];
  /** Folders, and files that are known, which git may not read. */
  readonly unreadable: readonly GitPath[];
  /** The ignored paths, where they were asked for; a folder that is ignored as a whole ends in `/`. */
  readonly ignored: readonly GitPath[];
}

/** Reads what is ignored from the same output. */
export function parseIgnored(output: string): GitPath[] {
  const ignored = nulFields(output).filter((field) => field.startsWith("! "));
  return ignored.map((field) => pathFromGit(field.slice(2)));
}

/** Reads what git complains of beside its answer: it goes on without such a path. */
export function unreadableIn(stderr: string): GitPath[] {
  const folders = [...stderr.matchAll(/^warning: could not open directory '(.+)\/': Permission/gm)]
    .map(([, path]) => pathFromGit(encodeText(path!)));
  const unreadable = new Set(folders);
  const files = [...stderr.matchAll(/^(?!(?:warning|error|fatal): )(.+): Permission denied$/gm)]
    .filter(([, path]) => path!.length <= PATH_CHARACTERS)
    .map(([, path]) => pathFromGit(encodeText(path!)))
    .filter((path) => !parentFolders(path).some((folder) => unreadable.has(folder)));
  return [...new Set([...folders, ...files])];
}

/** Reads porcelain v2 with `-z` (git-status, "Porcelain Format Version 2"). */
export function* statusIn(output: string): Generator<LocalChange> {
  let isSource = false;
  for (const field of eachField(output)) {
    if (isSource) {
      isSource = false;
      continue;
    }
    switch (field[0]) {
      case "1":
        yield ordinary(field);
        break;
      case "2":
        // With --no-renames there are none; the source would be a field of its own.
        yield { path: afterSpaces(field, 9), kind: "changed", unstaged: field[3] !== "." };
        isSource = true;
        break;
      case "u":
        yield { path: afterSpaces(field, 10), kind: "unmerged", unstaged: true };
        break;
      case "?":
        yield {
          path: withoutSlash(pathFromGit(field.slice(2))),
          kind: field.endsWith("/") ? "nested" : "untracked",
          unstaged: true,
        };
        break;
    }
  }
}

function ordinary(field: string): LocalChange {
  const [, xy = "", sub = ""] = field.split(" ", 3);
  const path = afterSpaces(field, 8);
  const unstaged = !xy.endsWith(".");
  if (sub.startsWith("S") && xy.endsWith("M")) return { path, kind: "nested", unstaged };
  const kind = xy.endsWith("D") || xy === "D." ? "deleted" : "changed";
  return { path, kind, unstaged, ...(unstaged && xy[0] !== "." ? { isStagedToo: true } : {}) };
}

/** Returns the text behind the given number of spaces; a path may hold further ones. */
function afterSpaces(field: string, spaces: number): GitPath {
  let at = -1;
  for (let count = 0; count < spaces; count++) at = field.indexOf(" ", at + 1);
  return pathFromGit(field.slice(at + 1));
}
