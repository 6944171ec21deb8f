// Finds the empty folders, which git does not keep: a new one never arrives on other machines.

import { join } from "node:path";
import { git } from "../git/process/git.ts";
import type { Repository } from "../git/repository/repository.ts";
import { fileName, nulPaths, shownName, withoutSlash } from "../git/values/path.ts";
import { FOLDERS_CHECKED } from "../../system/limits/folder.ts";
import type { CloneFinding } from "./finding.ts";

/** Finds the folders that hold no file. Throws `GitError`. */
export async function* checkEmptyFolders(repository: Repository): AsyncGenerator<CloneFinding> {
  // Git lists a folder without tracked files as one, with a slash at its end.
  const args = ["ls-files", "-z", "--others", "--directory", "--exclude-standard"];
  const { stdout } = await git(repository, args, { access: "reads" });
  const folders: string[] = [];
  for (const path of nulPaths(stdout).filter((path) => path.endsWith("/"))) {
    const name = fileName(withoutSlash(path));
    if (name === undefined) continue;
    if (await isEmpty(join(repository.root, name))) folders.push(shownName(withoutSlash(path)));
  }
  if (folders.length > 0) yield { kind: "empty folders", folders };
}

/** Reports whether a folder holds nothing but folders. One with very many of them, or unreadable ones, is not asked. */
async function isEmpty(folder: string): Promise<boolean> {
  const waiting = [folder];
  for (let count = 0; count < FOLDERS_CHECKED; count++) {
    const next = waiting.pop();
    if (next === undefined) return true;
    try {
      for await (const { name, isDirectory } of Deno.readDir(next)) {
        if (!isDirectory) return false;
        waiting.push(join(next, name));
      }
    } catch {
      return false;
    }
  }
  return false;
}
