// Paths as arguments of git: how many fit, and which ones git has refused. Pure.

import { type GitPath, pathFromGit } from "./path.ts";
import { encodeText } from "./git_text.ts";

/** So many paths are given as arguments; more of them would not fit on every system. */
export const MAX_PATH_ARGUMENTS = 200;

/** Returns the names that `update-index` has refused, by what it said. It goes on without them. */
export function refusedNames(stderr: string): GitPath[] {
  return [...stderr.matchAll(/^Ignoring path (.*)$/gm)].map(([, path]) =>
    pathFromGit(encodeText(path!))
  );
}
