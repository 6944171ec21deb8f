// `git status`: everything that differs from HEAD.

import type { Repository } from "../repository/repository.ts";
import { withoutNested } from "./nested_repositories.ts";
import { type LocalStatus, parseIgnored, statusIn, unreadableIn } from "../values/status_output.ts";
import { optionalFilters } from "../process/forced_settings.ts";
import { FILTER_SILENCE_MS, git } from "../process/git.ts";
import { MAX_PATH_ARGUMENTS } from "../values/pathspec.ts";
import { gathered } from "../../../system/pace.ts";

/**
 * Returns what differs from HEAD in the index and the work tree, or only at the given paths; with `withIgnored`, what
 * is ignored, too. With `refreshesIndex` the index learns the times of files that are as it has them, so that git need
 * not read them at each scan; nothing else of it changes, and it is no failure when it is locked.
 */
export async function status(
  repository: Repository,
  paths?: readonly string[],
  { withIgnored = false, refreshesIndex = false }: {
    readonly withIgnored?: boolean;
    readonly refreshesIndex?: boolean;
  } = {},
): Promise<LocalStatus> {
  const limited = paths !== undefined && paths.length <= MAX_PATH_ARGUMENTS;
  const { stdout, stderr } = await git(repository, [
    ...optionalFilters(repository.config),
    "status",
    "--porcelain=v2",
    "-z",
    "--untracked-files=all",
    ...(withIgnored ? ["--ignored=matching"] : []),
    "--no-renames",
    // Said outright, git does not read `.gitmodules`, which may be broken.
    "--ignore-submodules=none",
    ...(limited ? ["--", ...paths] : []),
  ], {
    access: refreshesIndex ? "writes" : "reads",
    silenceMs: FILTER_SILENCE_MS,
    env: {
      GIT_LITERAL_PATHSPECS: "1",
      // It locks the index for that, where nobody else has.
      ...(refreshesIndex ? { GIT_OPTIONAL_LOCKS: "1" } : {}),
    },
  });
  const changes = await withoutNested(repository, await gathered(statusIn(stdout)));
  return {
    changes,
    unreadable: unreadableIn(stderr),
    ignored: withIgnored ? parseIgnored(stdout) : [],
  };
}
