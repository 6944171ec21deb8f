// The screen Settings: a form, the file itself, and a test of both.

import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../parts/button.tsx";
import { confirm } from "../parts/confirm.tsx";
import { say } from "../parts/say.ts";
import { Shown } from "../parts/states.tsx";
import { asRequestError, useLoaded } from "../session/load.ts";
import { useStore } from "../session/store.ts";
import {
  discard,
  type Draft,
  draft,
  isEdited,
  keepChanges,
  loadDraft,
  saveDraft,
  showTab,
} from "./draft.ts";
import { Form } from "./form.tsx";
import { TestPanel } from "./test_panel.tsx";
import { TextForm } from "./text_form.tsx";

export function Settings() {
  const loaded = useLoaded(async () => {
    await loadDraft();
    return true;
  }, []);
  const edited = useStore(draft);
  useEffect(() => {
    // Another program may have written the file while this page was in the background.
    const { reload } = loaded;
    addEventListener("focus", reload);
    return () => removeEventListener("focus", reload);
  }, []);
  const hasEdits = edited !== undefined && isEdited(edited);
  useEffect(() => {
    if (!hasEdits) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [hasEdits]);
  return (
    <div class="settings" onKeyDown={saveByKey}>
      <div class="settings-head">
        <h1>Settings</h1>
        {edited !== undefined && <Tabs edited={edited} />}
      </div>
      <Shown of={loaded}>{() => edited !== undefined && <Editor edited={edited} />}</Shown>
    </div>
  );
}

function Tabs({ edited }: { readonly edited: Draft }) {
  const show = async (tab: Draft["tab"]) => {
    const isSure = tab === edited.tab || !isEdited(edited) || await confirm({
      title: "Drop what you changed?",
      lines: ["The form and the file are edited one at a time. Your changes are not saved yet."],
      action: "Drop It",
    });
    if (isSure) showTab(tab);
  };
  const tab = (name: Draft["tab"], title: string) => (
    <button
      type="button"
      class="view"
      aria-pressed={edited.tab === name}
      onClick={() => show(name)}
    >
      {title}
    </button>
  );
  return (
    <div class="views" role="group" aria-label="How to edit">
      {tab("form", "Form")}
      {tab("text", "JSON")}
    </div>
  );
}

function Editor({ edited }: { readonly edited: Draft }) {
  const { settings, mistakes, warnings, tab } = edited;
  const [tests, setTests] = useState(0);
  // Those of a key are shown at the key, which only the form has.
  const shown = mistakes.filter(({ key }) => tab === "text" || key === undefined);
  return (
    <>
      <p class="quiet settings-file">{settings.file}</p>
      {edited.elsewhere !== undefined && <ChangedElsewhere tab={tab} />}
      <div aria-live="polite">
        {shown.map(({ message }) => <p class="notice bad settings-note" key={message}>{message}
        </p>)}
        {warnings.map((line) => <p class="notice settings-note" key={line}>{line}</p>)}
      </div>
      {tab === "form" ? <Form edited={edited} /> : <TextForm edited={edited} />}
      {tests > 0 && <TestPanel key={tests} />}
      <SaveBar edited={edited} onTest={() => setTests(tests + 1)} />
    </>
  );
}

function ChangedElsewhere({ tab }: { readonly tab: Draft["tab"] }) {
  const notice = useRef<HTMLDivElement>(null);
  // The button that led here is far below.
  useEffect(() => notice.current?.scrollIntoView({ block: "nearest" }), []);
  return (
    <div class="notice bad settings-note elsewhere" role="alert" ref={notice}>
      <p>
        Another program has changed the file meanwhile, so nothing was saved. {tab === "form"
          ? "You can keep your changes and save them on top of it."
          : "Copy what you want to keep, then reload it."}
      </p>
      <div class="notice-buttons">
        <Button onClick={discard}>Reload</Button>
        {tab === "form" && <Button kind="primary" onClick={keepChanges}>Keep My Changes</Button>}
      </div>
    </div>
  );
}

function SaveBar({ edited, onTest }: { readonly edited: Draft; onTest(): void }) {
  const hasEdits = isEdited(edited);
  const hasMistakes = edited.mistakes.length > 0;
  return (
    <div class="save-bar">
      <p class="quiet" role="status">{stateOf(edited)}</p>
      <Button isDisabled={hasEdits} onClick={onTest}>Test</Button>
      <Button isDisabled={!hasEdits} onClick={discard}>Discard</Button>
      <Button
        kind="primary"
        isDisabled={!hasEdits || hasMistakes || edited.elsewhere !== undefined}
        onClick={saveDraft}
      >
        Save
      </Button>
    </div>
  );
}

function stateOf(edited: Draft): string {
  const { length } = edited.mistakes;
  if (length > 0) return length === 1 ? "There is a mistake" : `There are ${length} mistakes`;
  return isEdited(edited) ? "Not saved yet" : "Everything is saved";
}

function saveByKey(event: KeyboardEvent): void {
  if (event.key !== "s" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  const edited = draft.get();
  if (edited === undefined || !isEdited(edited)) return;
  saveDraft().catch((error) => say({ text: asRequestError(error).message, isFailure: true }));
}
