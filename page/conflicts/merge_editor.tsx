// The merge of a text: both versions on the sides, in the middle what git has merged and what is left to choose.

import { useEffect, useRef, useState } from "preact/hooks";
import type { MergedPart } from "../../src/adapters/window/api/history.ts";
import { useEditors } from "../compare/load_editors.ts";
import { Button } from "../parts/button.tsx";
import { useShortcuts } from "../parts/shortcuts.tsx";
import { counted } from "../parts/times.ts";
import type { Merging } from "../editors/merge.ts";
import type { Difference, Names, VersionChoice } from "../editors/difference.ts";

export function MergeEditor({ parts, names, onSave }: {
  readonly parts: readonly MergedPart[];
  readonly names: Names;
  /** Saves the whole text. */
  readonly onSave: (text: string) => Promise<void>;
}) {
  const place = useRef<HTMLDivElement>(null);
  const editors = useEditors();
  const editor = useRef<Merging>(undefined);
  // Unknown before the editor is there: nothing is saved by then.
  const [found, setDifferences] = useState<readonly Difference[]>();
  const differences = found ?? [];
  useEffect(() => {
    if (editors === undefined) return;
    const label = "Merged text";
    const opened = editors.openMerge(place.current!, {
      parts,
      names,
      label,
      onChange: setDifferences,
    });
    editor.current = opened;
    return () => {
      editor.current = undefined;
      opened.close();
    };
  }, [editors, parts]);
  const next = differences.findIndex(({ chosen }) => chosen === undefined);
  const left = differences.filter(({ chosen }) => chosen === undefined).length;
  const show = (at: number) => {
    if (at !== -1) editor.current?.show(at);
  };
  const take = (chosen: VersionChoice) => {
    const merging = editor.current;
    if (merging === undefined || next === -1) return;
    merging.choose(next, chosen);
    show(merging.differences().findIndex(({ chosen }) => chosen === undefined));
  };
  useShortcuts([
    { key: "g", label: "Go to the next place to choose", run: () => show(next) },
    { key: "a", label: `Use ${names.this} there`, run: () => take("this") },
    { key: "s", label: `Use ${names.other} there`, run: () => take("other") },
    { key: "d", label: "Use both there", run: () => take("both") },
  ]);
  const save = async () => {
    if (editor.current !== undefined) await onSave(editor.current.text());
  };
  return (
    <section class="merge" aria-label="Merged text">
      <div class="merge-head">
        <h3>Merged</h3>
        <span role="status" class={left === 0 ? "good" : "warn"}>
          {found === undefined
            ? "Loading…"
            : left === 0
            ? "Nothing left to choose"
            : `${counted(left, "place")} left to choose`}
        </span>
        {left > 0 && <Button kind="plain" onClick={() => show(next)}>Next Place</Button>}
        <Button
          kind={left === 0 ? "primary" : "usual"}
          isDisabled={left > 0 || found === undefined}
          onClick={save}
        >
          Save the Merged Text
        </Button>
      </div>
      <div class="merge-text" ref={place} />
    </section>
  );
}
