// Brings a folder from one commit to another, and notes what that means for the next scan.

import { treeEntries } from "../git/commands/trees.ts";
import type { Repository } from "../git/repository/repository.ts";
import { copiedFrom } from "../git/values/conflict_name.ts";
import { savesOnlyTracked } from "../git/values/git_config.ts";
import { LFS_CONFIG } from "../git/repository/lfs_server.ts";
import { addPrivatePaths, readPrivatePaths } from "../git/repository/private_paths.ts";
import { type GitPath, shownName } from "../git/values/path.ts";
import type { Conflicts } from "../conflicts/conflicts.ts";
import { realVolume, type UpdateResult, updateWorktree } from "../worktree/update.ts";
import type { KnownFolder } from "./known_folder.ts";
import { beforeUpdate, heldPathsOf, rulesForReceived, rulesUnchanged } from "./privacy.ts";
import type { SaveProgress } from "./save_report.ts";
import type { WorkTreeSettings } from "./settings.ts";
import { receivedNames } from "../rules/received_names.ts";

/** An update of so few paths cannot push any change of the user's out of what the watcher reports. */
const FEW_PATHS = 4;

/** An update that was made. */
export type Updated = Extract<UpdateResult, { kind: "updated" }>;

/**
 * Updates the folder; `undefined` when it has to be saved again first. Throws what `updateWorktree` throws:
 * then nothing is changed.
 */
export async function updateFolder(
  folder: KnownFolder,
  { settings, branch, from, to, hosts, conflicts, progress }: {
    readonly settings: WorkTreeSettings;
    readonly branch: string;
    readonly from: string | undefined;
    readonly to: string;
    /** The machines that have changed the paths. */
    readonly hosts: ReadonlyMap<GitPath, string>;
    readonly conflicts: Conflicts;
    readonly progress: SaveProgress;
  },
): Promise<Updated | undefined> {
  const { repository, fold, index, rules, skipped, unstable } = folder;
  let hasNewRules = false;
  const held = await heldPathsOf(folder);
  const updating = updateWorktree(repository, {
    branch,
    from,
    to,
    receivedNames: async (changes) =>
      await receivedNames(repository, {
        head: from,
        rules: await rulesForReceived(folder),
        changes,
        held,
        isFolding: fold !== undefined,
      }),
    beforePlacing: async (changes, received) => {
      const reason = "received" as const;
      await addPrivatePaths(repository, [...received].map((path) => ({ path, reason })));
      hasNewRules = await beforeUpdate(folder, { head: from, changes, hosts });
    },
    isPrivate: (path) =>
      held.holds(path, { tracked: false }) ||
      savesOnlyTracked(repository.config) && copiedFrom(path) === undefined,
    lacksFilter: (path) => skipped.leftOut.get(path) === "no filter",
    ...keptOut(folder),
    suspects: unstable.suspects(),
    meetsOwn: held.meetsOwn,
    volume: settings.volume ?? realVolume,
    onPlaced: (done, total) => settings.onProgress?.({ kind: "placing", files: { done, total } }),
    ...(fold === undefined ? {} : { fold }),
  });
  folder.lastUpdate.follow(
    updating.then((result) => result.kind === "updated" ? { placed: result.placed } : {}),
  );
  const result = await updating;
  const known = index.stamp;
  index.forget();
  if (result.kind === "updated") await folder.mounts?.learn(result.paths);
  // The update has compared its own paths alone: a scan of the whole tree has to follow.
  if (result.kind !== "updated") {
    progress.saved = false;
    return undefined;
  }
  // Our own work is among what the watcher reports next, and is as the index has it. Nobody else has
  // written the index, so whatever is not among it is still as the last scan has found it.
  // Files that came back, or are gone elsewhere, wait no more, as a scan finds.
  const isHeld = result.paths.some((path) => skipped.heldDeletion?.paths.has(path));
  const isLittle = !isHeld && result.paths.length <= FEW_PATHS && result.copies.length === 0 &&
    !hasNewRules;
  if (isLittle && known === result.index.before) index.stamp = result.index.after;
  skipped.unplaced = result.unplaced;
  skipped.heldDeletion = await heldAfter(repository, { held: skipped.heldDeletion, to });
  skipped.privatePaths = await readPrivatePaths(repository);
  // Git does not compare these any more, which is the better reason.
  for (const { path, reason } of result.unplaced) {
    if (reason === "missing filter") skipped.leftOut.delete(path);
  }
  // Not all of very many incoming commits are named, but the update names each path.
  conflicts.changed(result.paths.map(shownName));
  await unstable.received(repository.root, result);
  await repository.lfs?.updated({ isChanged: result.paths.includes(LFS_CONFIG) });
  if (hasNewRules) {
    progress.saved = false;
    rules.lacksFilters = undefined;
  } else rulesUnchanged(folder, { from, to });
  if (result.copies.length > 0 || isHeld) progress.saved = false;
  return result;
}

type Skipped = KnownFolder["skipped"];

/** Returns a deletion that waits with the number of files that the folder has after an update. */
async function heldAfter(
  repository: Repository,
  { held, to }: { readonly held: Skipped["heldDeletion"]; readonly to: string },
): Promise<Skipped["heldDeletion"]> {
  if (held?.block.kind !== "mass deletion") return held;
  // The number is for words alone: the update is made, whether it can be counted or not.
  const tree = await treeEntries(repository, to).catch(() => undefined);
  const tracked = tree?.size ?? held.block.tracked;
  return { ...held, block: { ...held.block, tracked } };
}

/** Returns the local changes that make room for an update, as they are kept out of the sync. */
function keptOut(
  { skipped: { leftOut, unplaced, privatePaths, heldDeletion }, unstable }: KnownFolder,
): { readonly leftOut: Set<GitPath>; readonly unstable: Map<GitPath, string> } {
  const paths = [...leftOut];
  const filtered = privatePaths.filter(({ reason }) => reason === "filter");
  return {
    leftOut: new Set([
      ...paths.filter(([, reason]) => reason !== "unstable").map(([path]) => path),
      // A deleted file that is still there must not hold up another one of its name.
      ...unplaced.filter(({ reason }) => reason === "not writable").map(({ path }) => path),
      ...filtered.map(({ path }) => path),
      // Files that others have changed since come back.
      ...heldDeletion?.paths ?? [],
    ]),
    unstable: new Map(
      paths.filter(([, reason]) => reason === "unstable").map(([path]) =>
        [path, unstable.digest(path)!] as const
      ),
    ),
  };
}
