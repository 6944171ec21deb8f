// The private paths, also where a note is damaged that says what is private.

import { status } from "../git/commands/status.ts";
import { git } from "../git/process/git.ts";
import {
  isPrivateListDamaged,
  type PrivatePath,
  readPrivatePaths,
  writePrivatePaths,
} from "../git/repository/private_paths.ts";
import type { Repository } from "../git/repository/repository.ts";
import { type GitPath, nulPaths } from "../git/values/path.ts";
import { isLastScanDamaged, readLastScan } from "../rules/last_scan.ts";

/**
 * Returns the private paths. Where their note cannot be read, or that of the last scan, all that is new or edited here
 * may be private: it is on the list until the user says otherwise. The rules by which a lost list judged new files are
 * taken from the last scan. Throws `GitError`.
 */
export async function foundPrivatePaths(
  repository: Repository,
): Promise<readonly PrivatePath[]> {
  const listed = await readPrivatePaths(repository);
  const isDamaged = await isPrivateListDamaged(repository);
  if (!isDamaged && !await isLastScanDamaged(repository)) return listed;
  const known = new Set(listed.map(({ path }) => path));
  const received = isDamaged ? await trackedAndIgnored(repository) : [];
  const base = isDamaged ? (await readLastScan(repository))?.base : undefined;
  const rules = base === undefined ? {} : { rules: base };
  const { changes } = await status(repository);
  const local = changes.filter(({ path, kind, unstaged }) =>
    (kind === "untracked" || kind === "changed" && unstaged) && !known.has(path)
  );
  const found = [
    ...listed,
    ...received.map((path) => ({ path, reason: "received" as const })),
    ...local.map(({ path }) => ({ path, reason: "unknown" as const, ...rules })),
  ];
  await writePrivatePaths(repository, found);
  return found;
}

async function trackedAndIgnored(repository: Repository): Promise<readonly GitPath[]> {
  const args = ["ls-files", "-z", "--cached", "--ignored", "--exclude-standard"];
  return nulPaths((await git(repository, args, { access: "reads" })).stdout);
}
