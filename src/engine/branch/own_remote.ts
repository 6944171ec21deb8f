// A remote that is no other place: this repository itself, or a repository whose files are synced, too, so that each
// push would be something new to send.

import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { lstatIfThere } from "../../system/file_state.ts";
import { isWithin, realPath } from "../../system/real_path.ts";
import { ignoredByAny } from "../git/attributes/check_ignore.ts";
import type { Repository } from "../git/repository/repository.ts";
import { remoteUrls, savesOnlyTracked, type Upstream } from "../git/values/git_config.ts";
import { gitPath } from "../git/values/path.ts";
import type { Block } from "../problem.ts";

/**
 * Returns that an address of the remote leads to this repository, or into the folder. There another disk is another
 * place, and so is an ignored repository. Throws `GitError`.
 */
export async function ownRemoteObstacle(
  repository: Repository,
  { remote }: Upstream,
): Promise<Block | undefined> {
  const { root, commonDir, config } = repository;
  const urls = new Set([
    ...remoteUrls(config, remote, "fetch"),
    ...remoteUrls(config, remote, "push"),
  ]);
  for (const url of urls) {
    const path = pathOf(url);
    if (path === undefined) continue;
    const place = await realPath(resolve(root, path));
    const isSame = [place, await realPath(join(place, ".git"))].includes(commonDir);
    if (!isSame && !await isSynced(repository, place)) continue;
    const detail = `remote.${remote}.url leads into the folder itself: ${url}`;
    return { kind: "bad settings", detail };
  }
  return undefined;
}

/** Reports whether the files of a repository at this place would be saved. */
async function isSynced(repository: Repository, place: string): Promise<boolean> {
  const { root, config } = repository;
  if (!isWithin(place, root) || savesOnlyTracked(config)) return false;
  if ((await lstatIfThere(place))?.dev !== (await Deno.lstat(root)).dev) return false;
  return (await ignoredByAny(repository, [gitPath(relative(root, join(place, "HEAD")))])).length ===
    0;
}

/** Returns the path that an address is, if it is one (git-clone, "GIT URLS"): a colon before a slash begins a host. */
function pathOf(url: string): string | undefined {
  if (/^file:\/\//i.test(url)) return URL.canParse(url) ? fileURLToPath(url) : undefined;
  return /^[^/]*:/.test(url) ? undefined : url;
}
