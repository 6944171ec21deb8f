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

/** An entry of `more_folders`. */
export interface EditedFolder {
  /** Its place in the file; absent where it is new. */
  readonly from?: number;
  readonly changes: DraftChanges;
  /** Tells it from the others while their places change. */
  readonly id: number;
}

export interface Draft extends SettingsChecked {
  /** The file as it was when the editing began. */
  readonly settings: Settings;
  /** Which of the two forms is edited. */
  readonly tab: "form" | "text";
  readonly changes: DraftChanges;
  /** The entries of `more_folders`, where they were edited. */
  readonly folders?: readonly EditedFolder[] | undefined;
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
export function isEdited({ tab, changes, folders, text, settings }: Draft): boolean {
  return tab === "form"
    ? Object.keys(changes).length > 0 || folders !== undefined
    : text !== settings.text;
}

/** Gives a key another value; `null` takes it out of the file. */
export function changeKey(key: SettingKey, value: SettingValue | null): void {
  edit((before) => ({ ...before, changes: withChange(before.changes, { key, value }) }));
}

function withChange(
  changes: DraftChanges,
  { key, value }: { readonly key: SettingKey; readonly value: SettingValue | null },
): DraftChanges {
  const { [key.name]: _, ...others } = changes;
  const isSame = value === null ? !key.isSet : key.isSet && value === key.value;
  return isSame ? others : { ...others, [key.name]: value };
}

/** Returns the entries of `more_folders` as they are edited. */
export function editedFolders({ folders, settings }: Draft): readonly EditedFolder[] {
  return folders ?? settings.folders.map((_, from) => ({ from, id: from, changes: {} }));
}

/** Returns the keys of an entry as the file has them. */
export function keysOf({ settings }: Draft, { from }: EditedFolder): readonly SettingKey[] {
  return from === undefined ? settings.newFolder : settings.folders[from] ?? settings.newFolder;
}

/** Those of the file have their places there as ids. */
let nextId = 1_000;

/** Adds an entry without settings. */
export function addFolder(): void {
  editFolders((all) => [...all, { id: nextId++, changes: {} }]);
}

/** Takes an entry out. */
export function removeFolder({ id }: EditedFolder): void {
  editFolders((all) => all.filter((one) => one.id !== id));
}

/** Gives a key of an entry another value; `null` takes it out of the entry. */
export function changeFolder(
  { id }: EditedFolder,
  change: { readonly key: SettingKey; readonly value: SettingValue | null },
): void {
  editFolders((all) =>
    all.map((one) => one.id === id ? { ...one, changes: withChange(one.changes, change) } : one)
  );
}

function editFolders(
  change: (all: readonly EditedFolder[]) => readonly EditedFolder[],
): void {
  edit((before) => {
    const folders = change(editedFolders(before));
    const isSame = folders.length === before.settings.folders.length &&
      folders.every(({ from, changes }, at) => from === at && Object.keys(changes).length === 0);
    return { ...before, folders: isSame ? undefined : folders };
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
  edit(({ elsewhere, folders, ...before }) => {
    const settings = elsewhere ?? before.settings;
    // An edited entry is known by its place, which may be that of another one by now.
    const isSame = JSON.stringify(settings.folders) === JSON.stringify(before.settings.folders);
    if (!isSame && folders !== undefined) {
      say({
        text: "The list of folders has changed meanwhile: make your change again",
        isFailure: true,
      });
    }
    return { ...before, settings, folders: isSame ? folders : undefined };
  });
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

function editOf({ tab, changes, folders, text }: Draft): SettingsEdit {
  if (tab === "text") return { text };
  const entries = folders?.map(({ from, changes }) => ({
    ...(from === undefined ? {} : { from }),
    changes,
  }));
  return { changes, ...(entries === undefined ? {} : { folders: entries }) };
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
