// Commits everything local, except what has to be left out (`engine/save/left_out.ts`).

import type { Repository } from "../git/repository/repository.ts";
import { nothingSaved, type SaveRequest, type SaveResult } from "./save_request.ts";
import { saveTrusted } from "./save_named.ts";
import { saveAll } from "./save_all.ts";

/** Commits what is not committed. Throws `GitError`. */
export async function save(repository: Repository, request: SaveRequest): Promise<SaveResult> {
  if (request.paths !== undefined) {
    const result = await saveTrusted(repository, request, request.paths);
    if (result !== undefined) return result;
    if (request.onlyNamed) return nothingSaved(undefined);
  }
  return await saveAll(repository, request);
}
