// The user's own files of rules, which git reads beside those of the folder. One that lies in the folder may be
// tracked, so that others change it.

import { join, relative, resolve } from "node:path";
import { realPath } from "../../../system/real_path.ts";
import type { Repository } from "../repository/repository.ts";
import { configValue } from "../values/git_config.ts";
import { decodeText } from "../values/git_text.ts";
import { fileName, type GitPath, gitPath } from "../values/path.ts";

type Kind = "ignore" | "attributes";

const KEYS = { ignore: "core.excludesfile", attributes: "core.attributesfile" } as const;

/** Returns the user's file of rules that git reads (git-config, "core.excludesFile", "core.attributesFile"). */
export function userRules(repository: Repository, kind: Kind): string {
  return fileOf(repository, { kind, value: configValue(repository.config, KEYS[kind]) });
}

/**
 * Returns the user's files of rules that git may have read when the folder had a commit, and last the one that it
 * reads now: a part of the configuration that is tracked may have named another one. Throws `GitError`.
 */
export async function userRulesBy(
  repository: Repository,
  kind: Kind,
  commit: string,
): Promise<readonly [string, ...string[]]> {
  const { config, configFiles, run } = repository;
  const values: string[] = [];
  for (const file of configFiles) {
    const path = await pathInTree(repository, file);
    const name = path === undefined ? undefined : fileName(path);
    if (name === undefined) continue;
    const [before, now] = await Promise.all(
      [`--blob=${commit}:${name}`, `--file=${file}`].map(async (source) => {
        const { code, stdout } = await run(["config", source, "--get", KEYS[kind]], {
          access: "reads",
        });
        return code === 0 ? decodeText(stdout).replace(/\n$/, "") : undefined;
      }),
    );
    if (before === now) continue;
    // Where it named none, another part of the configuration did, or git took the default.
    const others = (config.get(KEYS[kind]) ?? []).filter((value) => value !== now);
    values.push(before ?? others.at(-1) ?? "");
  }
  const files = values.map((value) => fileOf(repository, { kind, value }));
  const [first, ...others] = [...files, userRules(repository, kind)];
  return [first!, ...others];
}

function fileOf(
  { root, ssh }: Repository,
  { kind, value }: { readonly kind: Kind; readonly value: string | undefined },
): string {
  const home = ssh.environment.HOME ?? "";
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
