// The folders of a configuration: the one at the top and `more_folders`, each with all its settings. Pure.

import { basename } from "node:path";
import * as z from "zod/mini";
import { FOLDER_NAME_CHARACTERS, MOST_FOLDERS } from "../../system/limits/config.ts";
import { isJsonObject } from "../../system/json_value.ts";
import { is, type MistakenEntry, shown } from "./mistakes.ts";
import { flag, megabytes, path, seconds, template, text, topic } from "./rules.ts";

const NAME = text(
  `a name on one line, of at most ${FOLDER_NAME_CHARACTERS} characters`,
  (name) =>
    name.trim() === name && name !== "" && [...name].length <= FOLDER_NAME_CHARACTERS &&
    !/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(name),
);

const ENTRY = z.object({
  sync_dir: path,
  name: z.optional(NAME),
  watch_for_changes: z.optional(flag),
  sync_delay_seconds: z.optional(seconds),
  sync_poll_seconds: z.optional(seconds),
  sync_max_file_mb: z.optional(megabytes),
  commit_message: z.optional(template),
  mqtt_topic: z.optional(topic),
}, "a group in braces { } with a sync_dir");

/** The rule of `more_folders`. */
export const MORE_FOLDERS = z.array(ENTRY, "a list of folders in brackets [ ]")
  .check(z.maxLength(MOST_FOLDERS - 1, `at most ${MOST_FOLDERS - 1} folders`));

/** The keys of an entry. */
export const FOLDER_KEYS: readonly string[] = Object.keys(ENTRY.shape);

/** The settings that a folder may have for itself, as the top of the file has them for the first one. */
export interface FolderSection {
  /** The name for users; no two folders have the same one. */
  readonly name: string;
  readonly sync_dir: string;
  readonly watch_for_changes: boolean;
  readonly sync_delay_seconds: number;
  readonly sync_poll_seconds: number;
  readonly sync_max_file_mb: number;
  readonly commit_message: string;
  readonly mqtt_topic: string;
}

/** Returns an entry with all its settings; what it leaves out, or empty, is as at the top. */
export function folderSection(
  entry: z.infer<typeof ENTRY>,
  top: Omit<FolderSection, "name">,
): FolderSection {
  return {
    sync_dir: entry.sync_dir,
    name: entry.name ?? nameOf(entry.sync_dir),
    watch_for_changes: entry.watch_for_changes ?? top.watch_for_changes,
    sync_delay_seconds: entry.sync_delay_seconds ?? top.sync_delay_seconds,
    // 0 means the default, which an entry takes from the top.
    sync_poll_seconds: entry.sync_poll_seconds || top.sync_poll_seconds,
    sync_max_file_mb: entry.sync_max_file_mb ?? top.sync_max_file_mb,
    commit_message: entry.commit_message ?? top.commit_message,
    mqtt_topic: entry.mqtt_topic || top.mqtt_topic,
  };
}

/** Returns the name of a folder that has none of its own. */
export function nameOf(folder: string): string {
  return basename(folder) || folder;
}

/** Returns the objects in `more_folders`, whatever the file has there. */
export function entriesOf(content: object): readonly object[] {
  const list: unknown = "more_folders" in content ? content.more_folders : undefined;
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

/** Returns the place of a value in `more_folders`; `issue` is the path to it. */
export function entryAt([, at, key]: readonly PropertyKey[]): MistakenEntry {
  return { at: Number(at), ...(key === undefined ? {} : { key: String(key) }) };
}

/** Returns where in `more_folders` a value is wrong, and what it is; `issue` is the path to it. */
export function entryDetail([list, at, key]: readonly PropertyKey[], value: unknown): string {
  const entry: unknown = Array.isArray(value) ? value[Number(at)] : undefined;
  const where = `entry ${Number(at) + 1} of ${String(list)}`;
  if (key === undefined) return `${where} ${is("", entry)}`;
  const found = typeof entry === "object" && entry !== null
    ? new Map(Object.entries(entry)).get(String(key))
    : undefined;
  return `${String(key)} in ${where} ${is(String(key), found)}`;
}

/** Why folders cannot be synced by one app. */
export interface FolderClash {
  readonly detail: string;
  /** The entry of `more_folders` that is not as it should be beside one before it. */
  readonly entry: MistakenEntry;
}

/**
 * Returns why these folders cannot be synced by one app; `undefined` when they can. Paths are absolute, and the first
 * one is that at the top.
 */
export function folderClash(
  folders: readonly Pick<FolderSection, "name" | "sync_dir">[],
): FolderClash | undefined {
  for (const [at, { name, sync_dir }] of folders.entries()) {
    for (const other of folders.slice(0, at)) {
      const clash = (key: string, detail: string): FolderClash => ({
        detail: `more_folders has ${detail}`,
        entry: { at: at - 1, key },
      });
      if (other.sync_dir === sync_dir) {
        const isTop = other === folders[0];
        const which = other.name !== name
          ? `take "${other.name}" or "${name}" out`
          : isTop
          ? "take it out, as it is the folder at the top"
          : "take one of its entries out";
        return clash("sync_dir", `${shown(sync_dir)} once more than it should: ${which}`);
      }
      const isInner = isInside(sync_dir, other.sync_dir);
      if (isInner || isInside(other.sync_dir, sync_dir)) {
        const [inner, outer] = isInner ? [sync_dir, other.sync_dir] : [other.sync_dir, sync_dir];
        return clash(
          "sync_dir",
          `folders one inside the other: ${shown(inner)} is in ${shown(outer)}, move one of them`,
        );
      }
      if (folded(other.name) === folded(name)) {
        return clash(
          "name",
          `two folders with the name ${shown(name)}: ` +
            `give one of them another name, as in "name": "Work notes"`,
        );
      }
    }
  }
  return undefined;
}

function isInside(path: string, folder: string): boolean {
  return path.startsWith(folder === "/" ? folder : `${folder}/`);
}

/** Returns a name as it is compared: users type it with `--folder`. */
export function folded(name: string): string {
  return name.normalize("NFC").toLowerCase();
}
