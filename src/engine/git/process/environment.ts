// The environment of every git command: its language, its settings, and no way to ask the user.

import { isAbsolute } from "node:path";
import { forcedSettings } from "./forced_settings.ts";
import { batchSsh } from "../values/ssh_command.ts";
import type { GitSettings } from "./types.ts";

// Set by a git process that called us (a hook, an alias), they would point our git somewhere else.
// The list is `git rev-parse --local-env-vars`, and what bends the reading of paths and differences,
// the time of a commit, or forbids to move a branch (git-receive-pack, "quarantine").
const STRIPPED = [
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_ATTR_SOURCE",
  "GIT_AUTHOR_DATE",
  "GIT_COMMITTER_DATE",
  "GIT_COMMON_DIR",
  "GIT_CONFIG",
  "GIT_CONFIG_COUNT",
  "GIT_CONFIG_PARAMETERS",
  "GIT_DIFF_OPTS",
  "GIT_DIR",
  "GIT_EXTERNAL_DIFF",
  "GIT_GLOB_PATHSPECS",
  "GIT_GRAFT_FILE",
  "GIT_ICASE_PATHSPECS",
  "GIT_IMPLICIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_LITERAL_PATHSPECS",
  "GIT_NAMESPACE",
  "GIT_NOGLOB_PATHSPECS",
  "GIT_NO_REPLACE_OBJECTS",
  "GIT_OBJECT_DIRECTORY",
  "GIT_PREFIX",
  "GIT_QUARANTINE_PATH",
  "GIT_REPLACE_REF_BASE",
  "GIT_SHALLOW_FILE",
  "GIT_WORK_TREE",
];

/**
 * Returns the environment of every git command: its language and its settings. Nobody can answer a prompt, so each way
 * of asking fails at once. Pure.
 */
export function gitEnvironment(settings: GitSettings): Record<string, string> {
  const env: Record<string, string> = { ...settings.environment };
  for (const name of STRIPPED) delete env[name];
  delete env.LANGUAGE;
  env.LC_ALL = "C";
  env.GIT_TERMINAL_PROMPT = "0";
  env.GIT_ASKPASS = "false";
  env.SSH_ASKPASS = "false";
  env.SSH_ASKPASS_REQUIRE = "never";
  env.GCM_INTERACTIVE = "never";
  env.GIT_EDITOR = "false";
  env.GIT_PAGER = "cat";
  env.GIT_SSH_COMMAND = batchSsh(settings.sshCommand ?? "ssh");
  // A relative one would be looked for in the synced folder.
  if (env.GIT_EXEC_PATH !== undefined && !isAbsolute(env.GIT_EXEC_PATH)) delete env.GIT_EXEC_PATH;
  const { caseCounts = false, canSync = false, hooks, ownSettings = [] } = settings;
  Object.assign(env, forcedSettings(Deno.build.os, { caseCounts, canSync, hooks, ownSettings }));
  if (settings.identity !== undefined) {
    for (const role of ["AUTHOR", "COMMITTER"]) {
      env[`GIT_${role}_NAME`] ??= settings.identity.name;
      env[`GIT_${role}_EMAIL`] ??= settings.identity.email;
    }
  }
  return env;
}
