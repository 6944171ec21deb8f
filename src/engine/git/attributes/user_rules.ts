// The user's own files of rules, which git reads beside those of the folder. One that lies in the folder may be
// tracked, so that others change it.

import { join, relative, resolve } from "node:path";
import { realPath } from "../../../system/real_path.ts";
import type { Repository } from "../repository/repository.ts";
import { configValue } from "../values/git_config.ts";
import { type GitPath, gitPath } from "../values/path.ts";

/** Returns the user's file of rules that git reads (git-config, "core.excludesFile", "core.attributesFile"). */
export function userRules(
  { root, config, ssh }: Repository,
  kind: "ignore" | "attributes",
): string {
  const home = ssh.environment.HOME ?? "";
  const key = kind === "ignore" ? "core.excludesfile" : "core.attributesfile";
  const value = configValue(config, key);
  if (value) return value.startsWith("~/") ? join(home, value.slice(2)) : resolve(root, value);
  const settings = ssh.environment.XDG_CONFIG_HOME || join(home, ".config");
  return join(settings, "git", kind);
}

/** Returns the path in the work tree at which a file really lies; `undefined` for one outside of it. */
export async function pathInTree(
  { root }: Repository,
  file: string,
): Promise<GitPath | undefined> {
  const path = relative(root, await realPath(file));
  const isOutside = path === "" || path.split("/")[0] === ".." || path.startsWith(".git/");
  return isOutside ? undefined : gitPath(path);
}
