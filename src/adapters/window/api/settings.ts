// The contract of the window about the settings. Pure. A secret is never sent to the page.

import * as z from "zod/mini";

/** GET `settings`: the configuration file as it is. */
export interface Settings {
  /** An absolute path. */
  readonly file: string;
  /** Names this very content: where the file has another one, nothing is written. */
  readonly revision: string;
  readonly keys: readonly SettingKey[];
  /** The keys of each entry of `more_folders`, in the order of the file; what an entry leaves out is as at the top. */
  readonly folders: readonly (readonly SettingKey[])[];
  /** The keys of an entry that is new. */
  readonly newFolder: readonly SettingKey[];
  /** The whole file; a secret that is set is `HIDDEN_SECRET` in it. */
  readonly text: string;
  readonly mistakes: readonly SettingMistake[];
  /** Settings without effect: whole lines. */
  readonly warnings: readonly string[];
}

/** One key of the configuration, in the order of the form. */
export interface SettingKey {
  readonly name: string;
  /** As `Folder`, `Syncing`, `Live updates`. */
  readonly group: string;
  /** Its purpose, in plain text with `code`. */
  readonly sentence: string;
  readonly type: SettingType;
  /** The default; absent where there is none. */
  readonly default?: SettingValue;
  /**
   * The value in the file; absent where it does not have it, and for secrets. May be of another type: then it is a
   * mistake.
   */
  readonly value?: unknown;
  /** Whether the file has it. */
  readonly isSet: boolean;
}

export type SettingType =
  | { readonly kind: "flag" | "number" | "text" | "path" | "secret" }
  | { readonly kind: "choice"; readonly choices: readonly string[] };

export type SettingValue = string | number | boolean;

export interface SettingMistake {
  /** Absent where it is one of the whole file. */
  readonly key?: string;
  /** Where in `more_folders` it is, counted from 0; without a key it is the whole entry. */
  readonly entry?: { readonly at: number; readonly key?: string };
  /** The mistake, and the expected value. */
  readonly message: string;
}

/** Stands for a secret in the text of the file. Where it comes back, the secret stays as it is. */
export const HIDDEN_SECRET = "(hidden, stays as it is)";

/** Characters of a configuration that is sent: as many as the file may have bytes. */
const TEXT_CHARACTERS = 1024 * 1024;

const VALUE = z.union([z.string(), z.number(), z.boolean()]);

const CHANGES = z.record(z.string(), z.nullable(VALUE));

/** Entries of `more_folders` that are sent: more than there may be, so that the check says how many. */
const ENTRIES = 1_000;

/** All entries of `more_folders`, each that of this place in the file with changes, or a new one. */
const FOLDERS = z.array(z.object({ from: z.optional(z.int()), changes: CHANGES }))
  .check(z.maxLength(ENTRIES));

/** New values by their keys, `null` to remove one; or the whole text of the file. */
const EDIT = z.union([
  z.object({ changes: CHANGES, folders: z.optional(FOLDERS) }),
  z.object({ text: z.string().check(z.maxLength(TEXT_CHARACTERS)) }),
]);

export const CHECK_SETTINGS_REQUEST = z.object({ edit: EDIT });
export const SAVE_SETTINGS_REQUEST = z.object({ revision: z.string(), edit: EDIT });
export type SettingsEdit = z.infer<typeof EDIT>;

/** The answer of `checkSettings`. */
export interface SettingsChecked {
  readonly mistakes: readonly SettingMistake[];
  readonly warnings: readonly string[];
}

/** The answer of `saveSettings`; `settings` are those of the file from then on. */
export type SettingsSaved =
  | { readonly kind: "saved"; readonly settings: Settings }
  | { readonly kind: "mistakes"; readonly mistakes: readonly SettingMistake[] }
  /** Nothing was written. */
  | { readonly kind: "changed elsewhere"; readonly settings: Settings };

/** GET `test`: a stream of lines of JSON, as `--check` finds them; the last one is the end. */
export type TestLine =
  | {
    readonly kind: "finding";
    readonly subject: string;
    readonly isOk: boolean;
    readonly text: string;
  }
  | { readonly kind: "end"; readonly isOk: boolean };
