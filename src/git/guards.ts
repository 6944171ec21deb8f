// Settings of git that count more than those of any file, for safety's sake. Pure.

/**
 * Names that some other system takes for `.git` are refused on every system, as this folder may be on a
 * disk of another one, or go there. The variables are those of git-config, "GIT_CONFIG_COUNT".
 */
export const GUARDS: Readonly<Record<string, string>> = {
  GIT_CONFIG_COUNT: "2",
  GIT_CONFIG_KEY_0: "core.protectHFS",
  GIT_CONFIG_VALUE_0: "true",
  GIT_CONFIG_KEY_1: "core.protectNTFS",
  GIT_CONFIG_VALUE_1: "true",
};
