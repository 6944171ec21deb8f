// The history of a folder's branch, to be read: saves, versions of a file, their contents, the folder at a time.

import { DELETED_FILES, SAVE_FILES, SAVES_AT_ONCE, VERSION_BYTES } from "../../system/limits.ts";
import { type OpenOptions, openRepository } from "../git/repository/open.ts";
import type { Repository } from "../git/repository/repository.ts";
import { gitPath, shownName } from "../git/values/path.ts";
import { treeEntries } from "../git/commands/trees.ts";
import { type Content, contentOf, entryIn } from "./content.ts";
import { findSave, historyStart, NotInHistory, readTip } from "./find_save.ts";
import { folderAt } from "./folder_at.ts";
import { readSaves } from "./save_log.ts";
import type { Save, SavedFile, SaveKind } from "./saves.ts";
import { readVersions, type Version } from "./versions.ts";

/** A save, for display. */
export interface ShownSave {
  readonly id: string;
  readonly host: string;
  /** In milliseconds since 1970. */
  readonly time: number;
  readonly kind: SaveKind;
  readonly subject: string;
  readonly files: readonly ShownFile[];
  /** How many files there are in all. */
  readonly fileCount: number;
}

/** What a save did to a file, for display. */
export interface ShownFile {
  readonly path: string;
  readonly action: SavedFile["action"];
  /** The name before, of a renamed file. */
  readonly from?: string;
}

/** A version of a file, for display. */
export type ShownVersion = Omit<ShownSave, "files" | "fileCount"> & ShownFile;

/** Some saves, newest first. */
export interface SavesPage {
  readonly saves: readonly ShownSave[];
  /** Where the older ones begin; `undefined` when there are none. */
  readonly next: PageStart | undefined;
}

/** Where a page begins. */
export interface PageStart {
  /** The newest commit of the history as the first page had it. */
  readonly tip: string;
  readonly skip: number;
}

/** The history of a branch as it is at each call. Names are relative to the folder. All of it throws `GitError`. */
export interface History extends AsyncDisposable {
  /** Returns saves, newest first; with `path` those that changed this file, or something in this folder. */
  saves(
    query?: { readonly path?: string; readonly start?: PageStart; readonly limit?: number },
  ): Promise<SavesPage>;
  /** Returns the versions of a file, newest first, at most `limit`. */
  versions(path: string, options?: { readonly limit?: number }): Promise<readonly ShownVersion[]>;
  /** Returns the content of a file in a save, as a checkout would write it with `asSeen`. Throws `NotInHistory`. */
  content(
    of: { readonly id: string; readonly path: string },
    options?: { readonly asSeen?: boolean; readonly mostBytes?: number },
  ): Promise<Content>;
  /** Returns the names of the folder's files at a time, in milliseconds since 1970; `undefined` before its history. */
  at(
    time: number,
  ): Promise<{ readonly save: ShownSave; readonly paths: readonly string[] } | undefined>;
  /** Returns the files that are gone, each with the save that deleted it, newest first, at most `limit`. */
  deleted(options?: { readonly limit?: number }): Promise<readonly ShownVersion[]>;
  /** Returns when the history of a shallow clone begins, in milliseconds since 1970; of others nothing. */
  start(): Promise<number | undefined>;
}

/** Opens the history of a folder. Nothing is changed, and it may be read while the folder is synced. */
export async function openHistory(settings: OpenOptions): Promise<History> {
  const repository = await openRepository(settings, { leavesNoNote: true });
  return historyOf(repository);
}

function historyOf(repository: Repository): History {
  return {
    async saves({ path, start, limit = SAVES_AT_ONCE } = {}) {
      const tip = await readTip(repository);
      if (tip === undefined) return { saves: [], next: undefined };
      const from = start === undefined ? tip : await findSave(repository, { id: start.tip, tip });
      const skip = start?.skip ?? 0;
      const query = {
        tips: [from],
        mostFiles: SAVE_FILES,
        // One more shows whether there are older ones.
        limit: limit + 1,
        ...(skip === 0 ? {} : { skip }),
        ...(path === undefined ? {} : { path: gitPath(path) }),
      };
      const found: Save[] = [];
      await readSaves(repository, query, (save) => {
        found.push(save);
        return undefined;
      });
      return {
        saves: found.slice(0, limit).map(shown),
        next: found.length > limit ? { tip: from, skip: skip + limit } : undefined,
      };
    },
    async versions(path, { limit = SAVES_AT_ONCE } = {}) {
      const tip = await readTip(repository);
      const found: ShownVersion[] = [];
      if (tip === undefined) return found;
      await readVersions(repository, { tip, path: gitPath(path) }, (version) => {
        found.push(shownVersion(version));
        return found.length === limit ? "enough" : undefined;
      });
      return found;
    },
    async content({ id, path: name }, { asSeen = false, mostBytes = VERSION_BYTES } = {}) {
      const tip = await readTip(repository);
      if (tip === undefined) throw new NotInHistory("save");
      const path = gitPath(name);
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
      return { save: shown(save), paths: [...entries.keys()].map(shownName) };
    },
    async deleted({ limit = SAVES_AT_ONCE } = {}) {
      const tip = await readTip(repository);
      const found = new Map<string, ShownVersion>();
      if (tip === undefined) return [];
      const here = await treeEntries(repository, tip);
      const query = { tips: [tip], mostFiles: DELETED_FILES, options: ["--diff-filter=D"] };
      await readSaves(repository, query, ({ files, fileCount: _, ...save }) => {
        for (const { path, action, entry } of files) {
          if (action !== "deleted" || here.has(path) || found.size === limit) continue;
          const name = shownName(path);
          if (!found.has(name)) found.set(name, shownVersion({ save, path, action, entry }));
        }
        return found.size === limit ? "enough" : undefined;
      });
      return [...found.values()];
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

function shown(save: Save): ShownSave {
  const { files, fileCount } = save;
  return { ...about(save), files: files.map(shownFile), fileCount };
}

function shownVersion({ save, path, action, from, entry }: Version): ShownVersion {
  const file = { path, action, entry, ...(from === undefined ? {} : { from }) };
  return { ...about(save), ...shownFile(file) };
}

function about(
  { id, origin: { host, time }, kind, subject }: Version["save"],
): Omit<ShownSave, "files" | "fileCount"> {
  return { id, host, time, kind, subject };
}

function shownFile({ path, action, from }: SavedFile): ShownFile {
  return {
    path: shownName(path),
    action,
    ...(from === undefined ? {} : { from: shownName(from) }),
  };
}
