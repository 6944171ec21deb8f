// Opens a folder for syncing: its repository, and what is noted of it.

import { stat } from "../../system/disk/quick_files.ts";
import { removeCutOff } from "../git/repository/own_folder.ts";
import { withinRules } from "../git/attributes/slow_rules.ts";
import { findFold } from "../git/repository/case_folding.ts";
import { excludeLitter } from "../git/repository/exclude_file.ts";
import { isCurrent, openRepository } from "../git/repository/open.ts";
import { ownPlacesIn } from "../git/repository/own_places.ts";
import type { Repository } from "../git/repository/repository.ts";
import { readHeldDeletion } from "../save/save.ts";
import { foundPrivatePaths } from "./found_private.ts";
import { foundUnplaced } from "./found_unplaced.ts";
import { KnownFolder } from "./known_folder.ts";
import type { WorkTreeSettings } from "./settings.ts";
import { SkippedFiles } from "./skipped_files.ts";

/**
 * Returns what is known of a folder, or opens it anew when its repository or its configuration is another one.
 * Removes what a crash has left of our notes then.
 */
export async function currentFolder(
  settings: WorkTreeSettings,
  known: KnownFolder | undefined,
): Promise<KnownFolder> {
  const isKnown = known !== undefined && await isCurrent(known.repository);
  if (isKnown && await identityOf(settings, known.repository) === known.identity) return known;
  const repository = withinRules(await openRepository(settings), settings.scanMs);
  await removeCutOff(repository);
  await excludeLitter(repository);
  const privatePaths = await foundPrivatePaths(repository);
  return new KnownFolder(repository, {
    identity: await identityOf(settings, repository),
    skipped: new SkippedFiles({
      unplaced: await foundUnplaced(repository, privatePaths),
      privatePaths,
      notedDeletion: await readHeldDeletion(repository),
    }),
    ownPlaces: await ownPlacesIn(repository, settings.ownFiles ?? []),
    fold: settings.fold ?? await findFold(repository),
  });
}

/**
 * Returns a text that changes when another folder or another git folder stands in the place of the one that
 * was opened, or a link leads to another one.
 */
async function identityOf(
  { folder }: WorkTreeSettings,
  { gitDir }: Repository,
): Promise<string> {
  const stats = await Promise.all(
    [folder, gitDir].map((path) => stat(path).catch(() => undefined)),
  );
  return stats.map((info) => `${info?.dev} ${info?.ino}`).join(" ");
}
