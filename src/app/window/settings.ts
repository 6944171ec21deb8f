// The settings in the window: read, checked while they are typed, and saved. The secret never leaves this file.

import { checkConfig } from "../../adapters/config/file.ts";
import { formKeys, SECRET } from "../../adapters/config/form.ts";
import { readSavedText, replaceText, type SavedText } from "../../adapters/config/saved_text.ts";
import type { ConfigLocation, Parsed } from "../../adapters/config/schema.ts";
import { hideValues, showValues, withValues } from "../../adapters/config/text_edit.ts";
import {
  HIDDEN_SECRET,
  type Settings,
  type SettingsEdit,
} from "../../adapters/window/api/settings.ts";
import type { SettingsActions } from "../../adapters/window/routes/settings.ts";
import { settingMistake, settingsView } from "../../view/window/settings.ts";

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
      keys: formKeys(contentOf(saved.text)),
      ...listsOf(parsed),
    });
  }

  return {
    settings,
    async checkSettings(edit) {
      const saved = await readSavedText(origin);
      const text = edited(saved, edit);
      if (text === undefined) return { mistakes: [NO_SECRET], warnings: [] };
      const { mistakes, warnings } = listsOf(await checkConfig(text, { origin, mode: saved.mode }));
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
  if (contentOf(saved.text) === undefined) return saved.text;
  const changes = Object.entries(edit.changes)
    .map(([key, value]) => [key, value ?? undefined] as const);
  return withValues(saved.text, new Map(changes));
}

/** Returns the object in a text; `undefined` where it is none. */
function contentOf(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function listsOf(parsed: Parsed) {
  const { warnings } = parsed;
  return { mistakes: "mistakes" in parsed ? parsed.mistakes : [], warnings };
}
