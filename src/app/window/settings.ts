// The settings in the window: read, checked while they are typed, and saved. The secret never leaves this file.

import { join } from "node:path";
import { checkConfig } from "../../adapters/config/file.ts";
import { entryKeys, formKeys, SECRET } from "../../adapters/config/form.ts";
import { readSavedText, replaceText, type SavedText } from "../../adapters/config/saved_text.ts";
import {
  type ConfigLocation,
  configuredFolders,
  type Parsed,
} from "../../adapters/config/schema.ts";
import { hideValues, showValues, withValues } from "../../adapters/config/text_edit.ts";
import {
  HIDDEN_SECRET,
  type Settings,
  type SettingsEdit,
} from "../../adapters/window/api/settings.ts";
import type { SettingsActions } from "../../adapters/window/routes/settings.ts";
import { isJsonObject } from "../../system/json_value.ts";
import { mayBeThere } from "../../system/file_state.ts";
import { noRepositoryWarning, settingMistake, settingsView } from "../../view/window/settings.ts";

/** The parts of the app that these need. */
export interface SettingsParts {
  readonly origin: ConfigLocation;
  /** Puts the saved file in force. */
  readonly useSaved: () => Promise<void>;
}

/** Returns the actions. */
export function settingsActions(
  { origin, useSaved }: SettingsParts,
): Omit<SettingsActions, "test"> {
  async function settings(): Promise<Settings> {
    const saved = await readSavedText(origin);
    const parsed = await checkConfig(saved.text, { origin, mode: saved.mode });
    return settingsView({
      file: origin.file,
      revision: saved.revision,
      text: hidden(saved).text,
      ...formOf(contentOf(saved.text)),
      ...await listsOf(parsed),
    });
  }

  return {
    settings,
    async checkSettings(edit) {
      const saved = await readSavedText(origin);
      const text = edited(saved, edit);
      if (text === undefined) return { mistakes: [NO_SECRET], warnings: [] };
      const parsed = await checkConfig(text, { origin, mode: saved.mode });
      const { mistakes, warnings } = await listsOf(parsed);
      return { mistakes: mistakes.map(settingMistake), warnings };
    },
    async saveSettings({ revision, edit }) {
      const saved = await readSavedText(origin);
      if (saved.revision !== revision) {
        return { kind: "changed elsewhere", settings: await settings() };
      }
      const text = edited(saved, edit);
      if (text === undefined) return { kind: "mistakes", mistakes: [NO_SECRET] };
      const parsed = await checkConfig(text, { origin, mode: saved.mode });
      if ("mistakes" in parsed) {
        return { kind: "mistakes", mistakes: parsed.mistakes.map(settingMistake) };
      }
      const isWritten = await replaceText(origin, { revision, text });
      if (isWritten) await useSaved();
      return { kind: isWritten ? "saved" : "changed elsewhere", settings: await settings() };
    },
  };
}

/** The mark that the page has in the place of a secret is no value. */
const NO_SECRET = {
  key: SECRET,
  message: `${SECRET} is hidden, but the file has none: write it out or remove it`,
};

function hidden({ text }: SavedText) {
  return hideValues(text, SECRET, HIDDEN_SECRET);
}

/** Returns the text with an edit; `undefined` where it hides a secret that is not there. */
function edited(saved: SavedText, edit: SettingsEdit): string | undefined {
  if ("text" in edit) {
    return showValues(edit.text, { secrets: hidden(saved).secrets, mark: HIDDEN_SECRET });
  }
  const content = contentOf(saved.text);
  if (content === undefined) return saved.text;
  const changes = new Map<string, unknown>(
    Object.entries(edit.changes).map(([key, value]) => [key, value ?? undefined]),
  );
  if (edit.folders !== undefined) {
    const entries = listOf(content);
    const list = edit.folders.map(({ from, changes }) => {
      const all = { ...(from === undefined ? {} : entries[from]), ...changes };
      return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
    });
    changes.set("more_folders", list.length === 0 ? undefined : list);
  }
  return withValues(saved.text, changes);
}

function formOf(content: object | undefined): Pick<Settings, "keys" | "folders" | "newFolder"> {
  return {
    keys: formKeys(content),
    folders: listOf(content ?? {}).map((entry) => entryKeys(entry, content)),
    newFolder: entryKeys({}, content),
  };
}

/** Returns the entries of `more_folders` at their places; one that is no group has no keys. */
function listOf(content: object): readonly object[] {
  const list: unknown = "more_folders" in content ? content.more_folders : undefined;
  if (!Array.isArray(list)) return [];
  return list.map((one) => isJsonObject(one) ? one : {});
}

/** Returns the object in a text; `undefined` where it is none. */
function contentOf(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

async function listsOf(parsed: Parsed) {
  const { warnings } = parsed;
  if ("mistakes" in parsed) return { mistakes: parsed.mistakes, warnings };
  const folders = configuredFolders(parsed.config).map(({ sync_dir }) => sync_dir);
  const areSynced = await Promise.all(
    // Where it may not be looked into, the app tells why.
    folders.map((folder) => mayBeThere(join(folder, ".git"))),
  );
  const others = folders.filter((_, at) => !areSynced[at]);
  return { mistakes: [], warnings: [...warnings, ...others.map(noRepositoryWarning)] };
}
