// Rules of others that come into the folder after the update that brought them: only a later sync could place them.

import { stampAt } from "../../system/file_state.ts";
import { status } from "../git/commands/status.ts";
import type { GitPath } from "../git/values/path.ts";
import { readLastScan, replaceLastScan } from "../rules/last_scan.ts";
import { rulesAmong } from "../rules/own_rules.ts";
import type { KnownFolder } from "./known_folder.ts";

/**
 * Runs what may place or remove some paths as others have published them. Where it changes rules, the next scan of the
 * whole tree takes them for those of others, as after an update: all that is ignored is noted before. Throws
 * `GitError`.
 */
export async function placingRules<Result>(
  folder: KnownFolder,
  paths: readonly GitPath[],
  place: () => Promise<Result>,
): Promise<Result> {
  const { repository, rules } = folder;
  const files = (await rulesAmong(repository, paths)).map(repository.fileOf);
  const last = files.length === 0 ? undefined : rules.lastScan ?? await readLastScan(repository);
  if (last === undefined) return await place();
  const stamps = () => Promise.all(files.map((file) => stampAt(file)));
  const before = await stamps();
  // Where scans do not end, the last one that did says what is ignored.
  const { ignored } = rules.slowRule === undefined
    ? await status(repository, undefined, { withIgnored: true })
    : last;
  await replaceLastScan(folder, { ...last, ignored, hasPlaced: true });
  const result = await place();
  if (JSON.stringify(await stamps()) === JSON.stringify(before)) {
    await replaceLastScan(folder, { ...last, ignored });
  } else {
    rules.lacksFilters = undefined;
    folder.index.forget();
  }
  return result;
}
