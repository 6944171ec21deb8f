// Notes what git ignored in the last scan of the whole tree. Compared with the next scan it shows which files
// have lost their rule.

import { join } from "node:path";
import { isNoteDamaged, readNote, writeNote } from "../../system/json_file.ts";
import { isJsonObject, isListOf, isText } from "../../system/json_value.ts";
import { isObjectId } from "../git/values/object_id.ts";
import type { Repository } from "../git/repository/repository.ts";
import type { GitPath } from "../git/values/path.ts";

/** A scan of the whole tree. */
export interface LastScan {
  /** The commit that was checked out; `null` for a branch without one. */
  readonly head: string | null;
  /** All that was ignored; a folder that is ignored as a whole ends in `/`. */
  readonly ignored: readonly GitPath[];
  /**
   * The last commit whose rules are known not to be of others. It stays behind as long as these differ
   * from those of `head`.
   */
  readonly base?: string;
  /** The last commit before others published rules that ignore nearly everything, as long as they do. */
  readonly rules?: string;
  /** Whether rules of others were placed since, without a move of the branch. */
  readonly hasPlaced?: boolean;
}

/** Returns the last scan; `undefined` when there was none. */
export async function readLastScan(repository: Repository): Promise<LastScan | undefined> {
  return await readNote(noteFile(repository), isLastScan);
}

/** Reports whether there is a note of a scan that cannot be read. */
export async function isLastScanDamaged(repository: Repository): Promise<boolean> {
  return await isNoteDamaged(noteFile(repository), isLastScan);
}

/** Writes a scan as durably as any note, unless it is the last one, and keeps it in `rules`. */
export async function replaceLastScan(
  { repository, rules }: {
    readonly repository: Repository;
    readonly rules: { lastScan: LastScan | undefined };
  },
  scan: LastScan,
): Promise<void> {
  const { lastScan } = rules;
  const isSame = lastScan !== undefined && lastScan.head === scan.head &&
    lastScan.base === scan.base && lastScan.rules === scan.rules &&
    lastScan.hasPlaced === scan.hasPlaced &&
    lastScan.ignored.length === scan.ignored.length &&
    lastScan.ignored.every((path, at) => path === scan.ignored[at]);
  if (!isSame) await writeNote(noteFile(repository), scan);
  rules.lastScan = scan;
}

function isLastScan(content: unknown): content is LastScan {
  return isJsonObject(content) && (content.head === null || isObjectId(content.head)) &&
    isListOf(content.ignored, isText) &&
    (content.base === undefined || isObjectId(content.base)) &&
    (content.rules === undefined || isObjectId(content.rules)) &&
    (content.hasPlaced === undefined || typeof content.hasPlaced === "boolean");
}

function noteFile({ ownDir }: Repository): string {
  return join(ownDir, "ignored.json");
}
