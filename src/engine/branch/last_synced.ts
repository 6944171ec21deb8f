// The note of where the last sync left the branch.

import { join } from "node:path";
import type { Repository } from "../git/repository/repository.ts";
import { readNote, writeNote } from "../../system/json_file.ts";
import { isJsonObject, isText } from "../../system/json_value.ts";
import { isObjectId } from "../git/values/object_id.ts";

/** A branch, and the commit at which a sync left it. */
interface LastSynced {
  readonly branch: string;
  readonly oid: string;
  /** Whether the branch was once equal to the remote's. */
  readonly isPublished?: boolean;
}

/** Notes where a sync leaves the branch. */
export async function writeLastSynced(repository: Repository, seen: LastSynced): Promise<void> {
  await writeNote(seenFile(repository), seen);
}

/** Returns where the last sync left the branch, and which branch that was. */
export async function readLastSynced(repository: Repository): Promise<LastSynced | undefined> {
  return await readNote(seenFile(repository), isLastSynced);
}

/** Reports whether a branch was once equal to the remote's, as far as this machine has noted it. */
export async function wasPublished(repository: Repository, branch: string): Promise<boolean> {
  const last = await readLastSynced(repository);
  return last?.branch === branch && last.isPublished === true;
}

function isLastSynced(content: unknown): content is LastSynced {
  return isJsonObject(content) && isText(content.branch) && isObjectId(content.oid);
}

function seenFile(repository: Repository): string {
  return join(repository.ownDir, "seen.json");
}
