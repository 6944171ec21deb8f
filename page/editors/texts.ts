// Texts to be read: one, or two next to each other, on a narrow screen below each other, with what differs.

import { Chunk, MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorState, type Extension, Text } from "@codemirror/state";
import { Decoration, EditorView } from "@codemirror/view";
import { basics, lineSeparatorOf, readOnly } from "./basics.ts";

/** A text and whose it is. */
export interface TextSide {
  readonly label: string;
  readonly text: string;
}

/** Unchanged lines around each place that differs. */
const AROUND = { margin: 3, minSize: 6 };

/** A comparison that takes longer is less exact, in milliseconds. */
const EXACT = { scanLimit: 5_000, timeout: 500 };

/** Shows two texts. Returns what takes them away again. */
export function showDiff(
  parent: HTMLElement,
  { before, after, isWide }: {
    readonly before: TextSide;
    readonly after: TextSide;
    readonly isWide: boolean;
  },
): () => void {
  const separator = lineSeparatorOf(before.text, after.text);
  const extensions = (label: string) => [
    basics(label),
    readOnly(),
    EditorState.lineSeparator.of(separator),
  ];
  const common = { collapseUnchanged: AROUND, diffConfig: EXACT, gutter: true };
  const view = isWide
    ? new MergeView({
      a: { doc: before.text, extensions: extensions(before.label) },
      b: { doc: after.text, extensions: extensions(after.label) },
      parent,
      ...common,
    })
    : new EditorView({
      doc: after.text,
      extensions: [
        extensions(after.label),
        unifiedMergeView({ original: before.text, mergeControls: false, ...common }),
      ],
      parent,
    });
  return () => view.destroy();
}

/** Shows one text; with `against`, the lines that differ from that one are marked. Returns what takes it away again. */
export function showText(
  parent: HTMLElement,
  { text, label, against }: TextSide & { readonly against: string | undefined },
): () => void {
  const separator = lineSeparatorOf(text, against ?? "");
  const extensions = [
    basics(label),
    readOnly(),
    EditorState.lineSeparator.of(separator),
    against === undefined ? [] : differing(docOf(text, separator), docOf(against, separator)),
  ];
  const view = new EditorView({ doc: text, extensions, parent });
  return () => view.destroy();
}

function docOf(text: string, separator: string): Text {
  return Text.of(text.split(separator));
}

const DIFFERENT = Decoration.line({ class: "different-line" });

/** Returns what marks the lines of a text that another one does not have. */
function differing(text: Text, other: Text): Extension {
  const lines = new Set<number>();
  for (const { fromA, endA } of Chunk.build(text, other, EXACT)) {
    for (let at = fromA; at <= endA && fromA < endA;) {
      const line = text.lineAt(at);
      lines.add(line.from);
      at = line.to + 1;
    }
  }
  const marks = [...lines].map((from) => DIFFERENT.range(from));
  return EditorView.decorations.of(Decoration.set(marks, true));
}
