// Settings of git that count more than those of any file, for safety's sake. Pure.

const SETTINGS: readonly (readonly [key: string, value: string])[] = [
  // What git writes is on the disk before it names it: when the power goes, a save may not leave an empty
  // object or an empty branch behind (since git 2.36).
  ["core.fsync", "added,reference"],
  // Names that some other system takes for `.git` are refused on every system, as this folder may be on a
  // disk of another one, or go there.
  ["core.protectHFS", "true"],
  ["core.protectNTFS", "true"],
];

/** The settings as variables for git (git-config, "GIT_CONFIG_COUNT"). */
export const GUARDS: Readonly<Record<string, string>> = Object.fromEntries([
  ["GIT_CONFIG_COUNT", `${SETTINGS.length}`],
  ...SETTINGS.flatMap(([key, value], at) => [
    [`GIT_CONFIG_KEY_${at}`, key],
    [`GIT_CONFIG_VALUE_${at}`, value],
  ]),
]);
