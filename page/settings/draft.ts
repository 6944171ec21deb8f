// The settings as the user edits them. They stay while another screen is shown.

import { API } from "../../src/adapters/window/api/session.ts";
import type {
  SettingKey,
  Settings,
  SettingsChecked,
  SettingsEdit,
  SettingsSaved,
  SettingValue,
} from "../../src/adapters/window/api/settings.ts";
import { say } from "../parts/say.ts";
import { getJson, postJson, RequestError } from "../session/request.ts";
import { createStore } from "../session/store.ts";

/** New values by their keys; `null` takes a key out of the file. */
export type DraftChanges = Readonly<Record<string, SettingValue | null>>;

export interface Draft extends SettingsChecked {
  /** The file as it was when the editing began. */
  readonly settings: Settings;
  /** Which of the two forms is edited. */
  readonly tab: "form" | "text";
  readonly changes: DraftChanges;
  /** The text of the file. */
  readonly text: string;
  /** The file as another program has written it meanwhile, which was not overwritten. */
  readonly elsewhere?: Settings;
}

export const draft = createStore<Draft | undefined>(undefined);

/** How long the user must stop typing before the server checks the settings, in milliseconds. */
const TYPING_MS = 200;

/** Reads the file, unless something is edited that would be lost. Throws a `RequestError`. */
export async function loadDraft(): Promise<void> {
  const before = draft.get();
  if (before !== undefined && isEdited(before)) return;
  const settings = await getJson<Settings>(API.settings);
  const now = draft.get();
  if (now !== undefined && (isEdited(now) || now.settings.revision === settings.revision)) return;
  draft.set(fresh(settings, now?.tab ?? "form"));
}

function fresh(settings: Settings, tab: Draft["tab"]): Draft {
  const { text, mistakes, warnings } = settings;
  return { settings, tab, changes: {}, text, mistakes, warnings };
}

/** Reports whether there is something to save. */
export function isEdited({ tab, changes, text, settings }: Draft): boolean {
  return tab === "form" ? Object.keys(changes).length > 0 : text !== settings.text;
}

/** Gives a key another value; `null` takes it out of the file. */
export function changeKey(key: SettingKey, value: SettingValue | null): void {
  edit((before) => {
    const { [key.name]: _, ...others } = before.changes;
    const isSame = value === null ? !key.isSet : key.isSet && value === key.value;
    return { ...before, changes: isSame ? others : { ...others, [key.name]: value } };
  });
}

/** Leaves a key as it is in the file. */
export function keepKey({ name }: SettingKey): void {
  edit((before) => {
    const { [name]: _, ...changes } = before.changes;
    return { ...before, changes };
  });
}

/** Gives the file another text. */
export function changeText(text: string): void {
  edit((before) => ({ ...before, text }));
}

/** Shows the other form; what was edited in this one is dropped. */
export function showTab(tab: Draft["tab"]): void {
  const before = draft.get();
  if (before === undefined || before.tab === tab) return;
  draft.set(fresh(before.elsewhere ?? before.settings, tab));
}

/** Drops what was edited. */
export function discard(): void {
  const before = draft.get();
  if (before !== undefined) draft.set(fresh(before.elsewhere ?? before.settings, before.tab));
}

/** Keeps what was edited in the form, on top of the file as another program has written it. */
export function keepChanges(): void {
  edit(({ elsewhere, ...before }) => ({ ...before, settings: elsewhere ?? before.settings }));
}

/** Saves what was edited. Throws a `RequestError`. */
export async function saveDraft(): Promise<void> {
  const before = draft.get();
  if (before === undefined || !isEdited(before)) return;
  const answer = await postJson<SettingsSaved>(API.saveSettings, {
    revision: before.settings.revision,
    edit: editOf(before),
  });
  switch (answer.kind) {
    case "saved":
      draft.set(fresh(answer.settings, before.tab));
      return say({ text: "Saved. The settings are in force." });
    case "mistakes":
      draft.set({ ...before, mistakes: answer.mistakes });
      return say({ text: "Nothing was saved: there is a mistake", isFailure: true });
    case "changed elsewhere":
      draft.set({ ...before, elsewhere: answer.settings });
      return say(undefined);
  }
}

function editOf({ tab, changes, text }: Draft): SettingsEdit {
  return tab === "form" ? { changes } : { text };
}

let typing: number | undefined;
let checking = new AbortController();

function edit(change: (before: Draft) => Draft): void {
  const before = draft.get();
  if (before === undefined) return;
  draft.set(change(before));
  clearTimeout(typing);
  checking.abort();
  checking = new AbortController();
  const { signal } = checking;
  typing = setTimeout(() => check(signal), TYPING_MS);
}

/** Lets the server check what was edited. Where it does not answer, saving checks it once more. */
async function check(signal: AbortSignal): Promise<void> {
  const edited = draft.get();
  if (edited === undefined) return;
  try {
    const edit = editOf(edited);
    const found = await postJson<SettingsChecked>(API.checkSettings, { edit }, { signal });
    const now = draft.get();
    if (!signal.aborted && now !== undefined) draft.set({ ...now, ...found });
  } catch (error) {
    if (!signal.aborted && !(error instanceof RequestError)) throw error;
  }
}
