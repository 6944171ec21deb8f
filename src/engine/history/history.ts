// The history of a folder's branch, to be read: saves, versions of a file, their contents, the
// folder at a time.

import { SAVE_FILES, SAVES_AT_ONCE, VERSION_BYTES } from "../../system/limits/history.ts";
import { type OpenOptions, openRepository } from "../git/repository/open.ts";
import type { Repository } from "../git/repository/repository.ts";
import { withoutSlash } from "../git/values/path.ts";
import { pathOfText, textOfPath } from "../git/values/written_path.ts";
import { type ConflictDetails, conflictDetails } from "./conflict_versions.ts";
import { type Content, contentOf, entryIn } from "./content.ts";
import { type DaySaves, hostsOf, savesPerDay } from "./days.ts";
import { findSave, historyStart, NotInHistory, oldestTime, readTip } from "./find_save.ts";
import { folderAt } from "./folder_at.ts";
import { type FolderListing, folderListing } from "./folder_listing.ts";
import { readSaves } from "./save_log.ts";
import type { Save } from "./saves.ts";
import { type Found, type SaveFilter, searchDeleted, searchSaves } from "./search.ts";
import {
  type PageStart,
  type ShownSave,
  shownSave,
  type ShownVersion,
  shownVersion,
} from "./shown.ts";
import { readVersions } from "./versions.ts";

/** Some saves, newest first. */
export interface SavesPage {
  readonly saves: readonly ShownSave[];
  /** Where the older ones begin; `undefined` when there are none. */
  readonly next: PageStart | undefined;
}

/**
 * The history of a branch as it is at each call. Names are relative to the folder, as `textOfPath`
 * writes them. All of it throws `GitError`.
 */
export interface History extends AsyncDisposable {
  /**
   * Returns saves, newest first; with `path` those that changed this file, or something in this
   * folder.
   */
  saves(
    query?: { readonly path?: string; readonly start?: PageStart; readonly limit?: number },
  ): Promise<SavesPage>;
  /** Returns the saves for which a filter holds, newest first. */
  search(
    filter: SaveFilter,
    page?: { readonly start?: PageStart; readonly limit?: number },
  ): Promise<Found<ShownSave>>;
  /** Returns a save with `limit` of its files, after the first `skip`. Throws `NotInHistory`. */
  save(
    id: string,
    page?: { readonly skip?: number; readonly limit?: number },
  ): Promise<ShownSave>;
  /** Returns the versions of a file, newest first, at most `limit`. */
  versions(path: string, options?: { readonly limit?: number }): Promise<readonly ShownVersion[]>;
  /**
   * Returns the newest commit and the id of the content that it has for a file; `undefined` where
   * it has none.
   */
  today(path: string): Promise<{ readonly id: string; readonly oid: string } | undefined>;
  /**
   * Returns the content of a file in a save, as a checkout would write it with `asSeen`. Throws
   * `NotInHistory`.
   */
  content(
    of: { readonly id: string; readonly path: string },
    options?: { readonly asSeen?: boolean; readonly mostBytes?: number },
  ): Promise<Content>;
  /**
   * Returns the names of the folder's files at a time, in milliseconds since 1970; `undefined`
   * before its history.
   */
  at(
    time: number,
  ): Promise<{ readonly save: ShownSave; readonly paths: readonly string[] } | undefined>;
  /**
   * Returns what was in a folder at a time, after the first `skip` entries; `undefined` before the
   * history. Throws `NotInHistory` when there was no such folder.
   */
  folder(
    at: { readonly time: number; readonly folder: string },
    page?: { readonly skip?: number },
  ): Promise<FolderListing | undefined>;
  /** Returns the files that are gone, each with the save that deleted it, newest first. */
  deleted(
    query?: { readonly name?: string; readonly start?: PageStart; readonly limit?: number },
  ): Promise<Found<ShownVersion>>;
  /** Returns how many saves there are of each day and machine of the last twelve weeks. */
  days(now: number): Promise<readonly DaySaves[]>;
  /** Returns the machines of the newest saves. */
  hosts(): Promise<readonly string[]>;
  /**
   * Returns the versions of an open conflict by its copy. Throws `NotInHistory` when there is none.
   */
  conflict(copy: string): Promise<ConflictDetails>;
  /**
   * Returns when the oldest save was made, in milliseconds since 1970; `undefined` where there is
   * none.
   */
  first(): Promise<number | undefined>;
  /**
   * Returns when the history of a shallow clone begins, in milliseconds since 1970; of others
   * nothing.
   */
  start(): Promise<number | undefined>;
}

/**
 * Opens the history of a folder. Nothing is changed, and it may be read while the folder is synced.
 */
export async function openHistory(settings: OpenOptions): Promise<History> {
  const repository = await openRepository(settings, { leavesNoNote: true });
  return historyOf(repository);
}

const NONE = { items: [], next: undefined, searchedTo: undefined };

function historyOf(repository: Repository): History {
  /** Returns where a page begins: with the newest save, or where the page before it ended. */
  const startOf = async (start: PageStart | undefined): Promise<PageStart | undefined> => {
    const tip = await readTip(repository);
    if (tip === undefined) return undefined;
    if (start === undefined) return { tip, skip: 0 };
    return { tip: await findSave(repository, { id: start.tip, tip }), skip: start.skip };
  };
  const mustHaveTip = async (): Promise<string> => {
    const tip = await readTip(repository);
    if (tip === undefined) throw new NotInHistory("save");
    return tip;
  };
  return {
    async saves({ path, start, limit = SAVES_AT_ONCE } = {}) {
      const from = await startOf(start);
      if (from === undefined) return { saves: [], next: undefined };
      const { tip, skip } = from;
      const query = {
        tips: [tip],
        mostFiles: SAVE_FILES,
        // One more shows whether there are older ones.
        limit: limit + 1,
        ...(skip === 0 ? {} : { skip }),
        ...(path === undefined ? {} : { path: pathOfText(path) }),
      };
      const found: Save[] = [];
      await readSaves(repository, query, (save) => {
        found.push(save);
        return undefined;
      });
      return {
        saves: found.slice(0, limit).map(shownSave),
        next: found.length > limit ? { tip, skip: skip + limit } : undefined,
      };
    },
    async search(filter, { start, limit = SAVES_AT_ONCE } = {}) {
      const from = await startOf(start);
      return from === undefined
        ? NONE
        : await searchSaves(repository, { start: from, filter, limit });
    },
    async save(id, { skip = 0, limit = SAVE_FILES } = {}) {
      const commit = await findSave(repository, { id, tip: await mustHaveTip() });
      const saves: ShownSave[] = [];
      const query = { tips: [commit], limit: 1, mostFiles: skip + limit };
      await readSaves(repository, query, (save) => {
        saves.push(shownSave({ ...save, files: save.files.slice(skip) }));
        return "enough";
      });
      return saves[0]!;
    },
    async versions(path, { limit = SAVES_AT_ONCE } = {}) {
      const tip = await readTip(repository);
      const found: ShownVersion[] = [];
      if (tip === undefined) return found;
      await readVersions(repository, { tip, path: pathOfText(path) }, (version) => {
        found.push(shownVersion(version));
        return found.length === limit ? "enough" : undefined;
      });
      return found;
    },
    async today(path) {
      const id = await readTip(repository);
      const found = id && await entryIn(repository, { commit: id, path: pathOfText(path) });
      return id && found && found.kind === "file" ? { id, oid: found.entry.oid } : undefined;
    },
    async content({ id, path: name }, { asSeen = false, mostBytes = VERSION_BYTES } = {}) {
      const tip = await mustHaveTip();
      const path = pathOfText(name);
      const commit = await findSave(repository, { id, tip });
      const found = await entryIn(repository, { commit, path });
      if (found?.kind !== "file") throw new NotInHistory("path");
      const most = Math.min(mostBytes, VERSION_BYTES);
      return await contentOf(repository, { path, entry: found.entry, asSeen, mostBytes: most });
    },
    async at(time) {
      const tip = await readTip(repository);
      const found = tip && await folderAt(repository, { tip, time });
      if (!found) return undefined;
      const { save, entries } = found;
      return { save: shownSave(save), paths: [...entries.keys()].map(textOfPath) };
    },
    async folder({ time, folder }, page = {}) {
      const tip = await readTip(repository);
      const path = withoutSlash(pathOfText(folder));
      return tip && await folderListing(repository, { tip, time, folder: path, ...page }) ||
        undefined;
    },
    async deleted({ name, start, limit = SAVES_AT_ONCE } = {}) {
      const from = await startOf(start);
      return from === undefined
        ? NONE
        : await searchDeleted(repository, { start: from, name, limit });
    },
    async days(now) {
      const tip = await readTip(repository);
      return tip === undefined ? [] : await savesPerDay(repository, { tip, now });
    },
    async hosts() {
      const tip = await readTip(repository);
      return tip === undefined ? [] : await hostsOf(repository, tip);
    },
    async conflict(copy) {
      return await conflictDetails(repository, {
        tip: await mustHaveTip(),
        copy: pathOfText(copy),
      });
    },
    async first() {
      const tip = await readTip(repository);
      return tip === undefined ? undefined : await oldestTime(repository, tip);
    },
    async start() {
      const tip = await readTip(repository);
      return tip === undefined ? undefined : await historyStart(repository, tip);
    },
    async [Symbol.asyncDispose]() {
      // Where no sync has ever run, our folder was made for this.
      await Deno.remove(repository.ownDir).catch(() => {});
    },
  };
}
