// The folders beside the first one, each a part of the form with keys of its own.

import { useEffect, useId, useRef } from "preact/hooks";
import type { SettingMistake } from "../../src/adapters/window/api/settings.ts";
import { visibleName } from "../../src/adapters/window/api/session.ts";
import { Button } from "../parts/button.tsx";
import { Panel } from "../parts/panel.tsx";
import {
  addFolder,
  changeFolder,
  type Draft,
  type EditedFolder,
  editedFolders,
  keysOf,
  removeFolder,
} from "./draft.ts";
import { Field } from "./field.tsx";

/** The keys that every folder should show; the others are rarely its own. */
const FIRST_KEYS: readonly string[] = ["sync_dir", "name"];

export function FoldersForm({ edited }: { readonly edited: Draft }) {
  const mistakes = edited.mistakes.filter(({ key }) => key === "more_folders");
  return (
    <Panel title="More folders">
      {editedFolders(edited).map((folder, at) => (
        <FolderForm
          key={folder.id}
          edited={edited}
          folder={folder}
          mistake={mistakes.find(({ entry }) => entry?.at === at)}
        />
      ))}
      <div class="folders-end">
        <p class="mistake" aria-live="polite">
          {mistakes.find(({ entry }) => entry === undefined)?.message}
        </p>
        <Button onClick={addFolder}>Add a Folder</Button>
        <p class="quiet">
          A clone of its own, beside the folder above. What you leave empty is as above.
        </p>
      </div>
    </Panel>
  );
}

function FolderForm({ edited, folder, mistake }: {
  readonly edited: Draft;
  readonly folder: EditedFolder;
  readonly mistake: SettingMistake | undefined;
}) {
  const id = useId();
  const form = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (folder.from === undefined) form.current?.querySelector("input")?.focus();
  }, []);
  const keys = keysOf(edited, folder);
  const title = titleOf(edited, folder);
  const wrong = mistake === undefined ? undefined : mistake.entry?.key ?? "sync_dir";
  const field = (key: typeof keys[number]) => (
    <Field
      key={key.name}
      setting={key}
      change={folder.changes[key.name]}
      isNeeded={key.name === "sync_dir"}
      mistake={wrong === key.name ? mistake?.message : undefined}
      onChange={(value) => changeFolder(folder, { key, value })}
    />
  );
  const isFirst = ({ name }: typeof keys[number]) => FIRST_KEYS.includes(name);
  const others = keys.filter((key) => !isFirst(key));
  const isOpen = others.some(({ name, isSet }) => isSet || wrong === name);
  return (
    <div class="folder-form" role="group" aria-labelledby={id} ref={form}>
      <div class="folder-form-head">
        <h3 id={id}>{title}</h3>
        <Button label={`Remove ${title}`} onClick={() => removeFolder(folder)}>Remove</Button>
      </div>
      {keys.filter(isFirst).map(field)}
      <details open={isOpen}>
        <summary>What differs from the settings above</summary>
        {others.map(field)}
      </details>
    </div>
  );
}

/** Returns the name of a folder as it is edited. */
function titleOf(edited: Draft, folder: EditedFolder): string {
  const value = (name: string) => {
    const change = folder.changes[name];
    if (change !== undefined) return change;
    return keysOf(edited, folder).find((key) => key.name === name)?.value;
  };
  const [name, path] = [value("name"), value("sync_dir")];
  if (typeof name === "string" && name !== "") return visibleName(name);
  const last = typeof path === "string"
    ? path.split("/").findLast((part) => part !== "")
    : undefined;
  return last === undefined ? "New folder" : visibleName(last);
}
