// Clones without the whole history (shallow) or without all of its files (partial).

import { join } from "node:path";
import { lstatIfThere } from "../../../system/file_state.ts";
import type { Repository } from "./repository.ts";

/** Reports whether the history is cut off (git-clone, "--depth"). */
export async function isShallow({ commonDir }: Pick<Repository, "commonDir">): Promise<boolean> {
  const info = await lstatIfThere(join(commonDir, "shallow"));
  return info !== undefined && info.size > 0;
}

/** Reports whether a remote is asked for objects when they are needed (git-clone, "--filter"). */
export function isPartial({ config }: Pick<Repository, "config">): boolean {
  return config.has("extensions.partialclone") ||
    [...config].some(([key, values]) =>
      /^remote\..+\.promisor$/.test(key) && values.at(-1) === "true"
    );
}
