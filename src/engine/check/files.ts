// Checks what would not be saved: a deletion that waits for the user, and files that are left out. Nothing is written.

import { join } from "node:path";
import { withinRules } from "../git/attributes/slow_rules.ts";
import { GitError } from "../git/process/git.ts";
import { gitRunner } from "../git/process/run_git.ts";
import { findFold } from "../git/repository/case_folding.ts";
import { LFS_CONFIG } from "../git/repository/lfs_server.ts";
import { openRepository } from "../git/repository/open.ts";
import { ownPlacesIn } from "../git/repository/own_places.ts";
import { readPrivatePaths } from "../git/repository/private_paths.ts";
import type { Repository } from "../git/repository/repository.ts";
import { readUnplaced } from "../git/repository/unplaced.ts";
import { shownName } from "../git/values/path.ts";
import { observe } from "../branch/observe.ts";
import { SkippedFiles } from "../folder/skipped_files.ts";
import { heldPaths } from "../rules/held_paths.ts";
import { type Preview, previewSave } from "../save/save.ts";
import type { SyncSettings } from "../sync/settings.ts";
import { readJournal } from "../worktree/update.ts";
import { stampAt } from "../../system/file_state.ts";
import { type Finding, leftOutFindings } from "./finding.ts";

/** A folder, and the commit that it has. */
interface CheckedFolder {
  readonly settings: SyncSettings;
  readonly head: string | undefined;
}

/** Tells what is in the way of saving: a deletion that waits, files that are left out, or a failure of git. */
export async function* checkFiles(
  repository: Repository,
  folder: CheckedFolder,
): AsyncGenerator<Finding> {
  try {
    const { heldDeletion, leftOut } = await previewOf(repository, folder) ?? {};
    const block = heldDeletion?.block;
    if (block !== undefined) yield { kind: "problem", subject: "files", problem: block };
    const skipped = new SkippedFiles({
      unplaced: await readUnplaced(repository),
      privatePaths: await readPrivatePaths(repository),
    });
    skipped.leave(leftOut ?? []);
    yield* leftOutFindings(skipped.list());
    if (repository.lfs?.isOverruled) {
      yield { kind: "left out", paths: [shownName(LFS_CONFIG)], reason: "lfs server" };
    }
  } catch (error) {
    if (!(error instanceof GitError)) return;
    yield { kind: "problem", subject: "files", problem: error.failure };
  }
}

/**
 * Returns the files of the deletion that waits for the user, by names that can be shown; none where none waits. May
 * be called while the folder is synced. Throws what `openRepository` throws, and `GitError`.
 */
export async function deletedFiles(settings: SyncSettings): Promise<readonly string[]> {
  const repository = withinRules(await openRepository(settings, { leavesNoNote: true }));
  const { head } = await observe(repository);
  const commit = head.kind === "detached" ? undefined : head.oid;
  const found = await previewOf(repository, { settings, head: commit });
  return [...found?.heldDeletion?.paths ?? []].map(shownName);
}

async function previewOf(
  repository: Repository,
  { settings, head }: CheckedFolder,
): Promise<Preview | undefined> {
  // Files that an update has yet to put in place, or a crash to give back, are missing, too.
  const stamp = async () =>
    await readJournal(repository) ?? await stampAt(join(repository.gitDir, "index"));
  const before = await stamp();
  // The note about a git process that writes is that of the instance which may be running.
  const run = gitRunner({ ...settings, folder: repository.root });
  const { maxFileBytes } = settings;
  const held = heldPaths({
    privatePaths: await readPrivatePaths(repository),
    ownPlaces: await ownPlacesIn(repository, settings.ownFiles ?? []),
    fold: await findFold(repository),
  });
  const found = await previewSave({ ...repository, run }, { head, held, maxFileBytes });
  return typeof before === "string" && await stamp() === before ? found : undefined;
}
