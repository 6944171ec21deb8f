// Searches the history, page by page: saves by a part of a name, by machine and by kind, and files that are gone.

import { DELETED_FILES, SAVE_FILES, SAVES_SEARCHED } from "../../system/limits/history.ts";
import { treeEntries } from "../git/commands/trees.ts";
import type { Repository } from "../git/repository/repository.ts";
import { type GitPath, shownName } from "../git/values/path.ts";
import { gitTime, readSaves } from "./save_log.ts";
import type { Save, SaveKind } from "./saves.ts";
import {
  type PageStart,
  type ShownSave,
  shownSave,
  type ShownVersion,
  shownVersion,
} from "./shown.ts";

/** The conditions of a search; all of them have to hold. */
export interface SaveFilter {
  /** A part of a path, in any case. It is taken as it is: no character stands for others. */
  readonly name?: string | undefined;
  readonly host?: string | undefined;
  readonly kind?: SaveKind | undefined;
  /** Saved at that time or later, and at that time or earlier, in milliseconds since 1970. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** Some of what was found, newest first. */
export interface Found<Item> {
  readonly items: readonly Item[];
  /** Where the older ones begin; `undefined` when there are none. */
  readonly next: PageStart | undefined;
  /** The time of the oldest save that was searched, in milliseconds since 1970. */
  readonly searchedTo: number | undefined;
}

/**
 * Returns the next saves for which a filter holds, at most `limit`. After `SAVES_SEARCHED` saves the page ends, so
 * that it may have fewer, or none. Throws `GitError`.
 */
export async function searchSaves(
  repository: Repository,
  { start, filter, limit }: {
    readonly start: PageStart;
    readonly filter: SaveFilter;
    readonly limit: number;
  },
): Promise<Found<ShownSave>> {
  const { name, host, kind, since, until } = filter;
  const isWanted = name === undefined ? undefined : named(name);
  const items: ShownSave[] = [];
  const options = [
    ...(since === undefined ? [] : [`--since=${gitTime(Math.ceil(since / 1000))}`]),
    ...(until === undefined ? [] : [`--until=${gitTime(Math.floor(until / 1000))}`]),
  ];
  const query = { start, isWanted, mostFiles: SAVE_FILES, options };
  return await search(repository, query, items, (save) => {
    const holds = (host === undefined || save.origin.host === host) &&
      (kind === undefined || save.kind === kind) &&
      (isWanted === undefined || save.files.length > 0);
    if (holds) items.push(shownSave(save));
    return items.length === limit;
  });
}

/**
 * Returns the next files that are gone, each with the save that deleted it: those of whole saves, until there are
 * `limit`. A file that was renamed is not gone. Throws `GitError`.
 */
export async function searchDeleted(
  repository: Repository,
  { start, name, limit }: {
    readonly start: PageStart;
    readonly name?: string | undefined;
    readonly limit: number;
  },
): Promise<Found<ShownVersion>> {
  const here = await treeEntries(repository, start.tip);
  const found = new Set<GitPath>();
  const isNamed = name === undefined ? () => true : named(name);
  const query = {
    start,
    isWanted: (path: GitPath) => !here.has(path) && isNamed(path),
    mostFiles: DELETED_FILES,
  };
  const items: ShownVersion[] = [];
  return await search(repository, query, items, ({ files, fileCount: _, ...save }) => {
    for (const { path, action, entry } of files) {
      if (action !== "deleted" || found.has(path)) continue;
      found.add(path);
      items.push(shownVersion({ save, path, action, entry }));
    }
    return items.length >= limit;
  });
}

/** Shows saves to `onSave` from a start on, until it has enough or the page ends. */
async function search<Item>(
  repository: Repository,
  { start: { tip, skip }, ...asked }: {
    readonly start: PageStart;
    readonly isWanted: ((path: GitPath) => boolean) | undefined;
    readonly mostFiles: number;
    readonly options?: readonly string[];
  },
  items: readonly Item[],
  onSave: (save: Save) => boolean,
): Promise<Found<Item>> {
  let seen = 0;
  let searchedTo: number | undefined;
  let isMore = false;
  const query = { tips: [tip], skip, limit: SAVES_SEARCHED + 1, ...asked };
  await readSaves(repository, query, (save) => {
    isMore = seen === SAVES_SEARCHED;
    if (isMore) return "enough";
    seen++;
    searchedTo = save.origin.time;
    isMore = onSave(save);
    return isMore ? "enough" : undefined;
  });
  return { items, next: isMore ? { tip, skip: skip + seen } : undefined, searchedTo };
}

/** Reports whether a path has a text in it, in any case and any form of its letters. */
function named(text: string): (path: GitPath) => boolean {
  const wanted = folded(text);
  return (path) => folded(shownName(path)).includes(wanted);
}

function folded(text: string): string {
  return text.normalize("NFC").toLowerCase();
}
