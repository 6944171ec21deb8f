// Which git this is. Pure.

/** `merge-tree --write-tree` came with git 2.38. */
export const OLDEST_GIT = "2.38";

/** Returns the number in what `git version` prints, or `undefined` when it prints something else. */
export function gitVersion(output: string): string | undefined {
  return /^git version (\d+\.\d+(?:\.\d+)*)/.exec(output)?.[1];
}

/** Reports whether a version is new enough. */
export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_GIT.split(".").map(Number);
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}
