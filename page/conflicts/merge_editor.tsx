// The merge of a text: both versions on the sides, in the middle what git has merged and what is left to choose.

import { EditorView } from "@codemirror/view";
import { useEffect, useRef, useState } from "preact/hooks";
import type { MergedPart } from "../../src/adapters/window/api/history.ts";
import { Button } from "../parts/button.tsx";
import { useShortcuts } from "../parts/shortcuts.tsx";
import { counted } from "../parts/times.ts";
import type { Difference, Names } from "../editors/difference.ts";
import { choose, differencesOf, mergeState, showDifference } from "../editors/differences.ts";

export function MergeEditor({ parts, names, onSave }: {
  readonly parts: readonly MergedPart[];
  readonly names: Names;
  /** Saves the whole text. */
  readonly onSave: (text: string) => Promise<void>;
}) {
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView>(undefined);
  const [places, setPlaces] = useState<readonly Difference[]>([]);
  useEffect(() => {
    const label = "Merged text";
    const state = mergeState(parts, { names, label, onChange: setPlaces });
    const view = editor.current = new EditorView({ state, parent: place.current! });
    setPlaces(differencesOf(state));
    return () => view.destroy();
  }, [parts]);
  const next = places.findIndex(({ chosen }) => chosen === undefined);
  const left = places.filter(({ chosen }) => chosen === undefined).length;
  const show = (at: number) => {
    if (editor.current !== undefined && at !== -1) showDifference(editor.current, at);
  };
  const take = (chosen: "this" | "other" | "both") => {
    const view = editor.current;
    if (view === undefined || next === -1) return;
    choose(view, next, chosen);
    show(differencesOf(view.state).findIndex(({ chosen }) => chosen === undefined));
  };
  useShortcuts([
    { key: "g", label: "Go to the next place to choose", run: () => show(next) },
    { key: "a", label: `Use ${names.this} there`, run: () => take("this") },
    { key: "s", label: `Use ${names.other} there`, run: () => take("other") },
    { key: "d", label: "Use both there", run: () => take("both") },
  ]);
  const save = () => onSave(editor.current!.state.sliceDoc());
  return (
    <section class="merge" aria-label="Merged text">
      <div class="merge-head">
        <h3>Merged</h3>
        <span role="status" class={left === 0 ? "good" : "warn"}>
          {left === 0 ? "Nothing left to choose" : `${counted(left, "place")} left to choose`}
        </span>
        {left > 0 && <Button kind="plain" onClick={() => show(next)}>Next Place</Button>}
        <Button kind={left === 0 ? "primary" : "usual"} isDisabled={left > 0} onClick={save}>
          Save the Merged Text
        </Button>
      </div>
      <div class="merge-text" ref={place} />
    </section>
  );
}
