// The front of this room: commits everything local, except what has to be left out
// (`engine/save/left_out.ts`). The other rooms import nothing else of it.

import type { Repository } from "../git/repository/repository.ts";
import { saveAll } from "./save_all.ts";
import { savePaths } from "./save_paths.ts";
import { nothingSaved, type SaveRequest, type SaveResult } from "./save_request.ts";

export { findLeftOut } from "./left_out.ts";
export { type HiddenRename, hiddenRenames } from "./hidden_renames.ts";
export { type HeldDeletion, readHeldDeletion, writeHeldDeletion } from "./held_deletion.ts";
export { findMounts, Mounts } from "./mounts.ts";
export type { NotSynced } from "./not_synced.ts";
export type { SaveRequest, SaveResult } from "./save_request.ts";
export { type Preview, previewSave } from "./preview.ts";
export { hideCollided } from "./spelling.ts";
export { UnstableFiles } from "./unstable_files.ts";

/** Commits what is not committed. Throws `GitError`. */
export async function save(repository: Repository, request: SaveRequest): Promise<SaveResult> {
  if (request.paths !== undefined) {
    const result = await savePaths(repository, request, request.paths);
    if (result !== undefined) return result;
    if (request.onlyNamed) return nothingSaved(undefined);
  }
  return await saveAll(repository, request);
}
