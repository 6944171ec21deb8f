// A merged text in an editor: what git has merged, and the places where the user chooses.

import { history, historyKeymap, invertedEffects, standardKeymap } from "@codemirror/commands";
import { EditorState, type Extension, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, keymap, WidgetType } from "@codemirror/view";
import type { MergedPart } from "../../src/adapters/window/api/history.ts";
import { basics, lineSeparatorOf } from "./basics.ts";
import { choiceBar } from "./choice_bar.ts";
import type { Difference, Names, VersionChoice } from "./difference.ts";

const setChoice = StateEffect.define<
  { readonly at: number; readonly chosen: VersionChoice | undefined }
>();

/** The places of a text; each moves with the edits around it. */
const PLACES = StateField.define<readonly Difference[]>({
  create: () => [],
  update(places, { changes, effects, docChanged }) {
    let next = places;
    if (docChanged) {
      next = next.map((place) => ({
        ...place,
        from: changes.mapPos(place.from, -1),
        to: changes.mapPos(place.to, 1),
      }));
    }
    for (const effect of effects) {
      if (!effect.is(setChoice)) continue;
      const { at, chosen } = effect.value;
      next = next.map((place, index) => index === at ? { ...place, chosen } : place);
    }
    return next;
  },
});

/** The choice before an undone one. */
const UNDONE = invertedEffects.of(({ startState, effects }) =>
  effects.flatMap((effect) =>
    effect.is(setChoice)
      ? [setChoice.of({
        at: effect.value.at,
        chosen: startState.field(PLACES)[effect.value.at]?.chosen,
      })]
      : []
  )
);

/** Returns the state of an editor that begins with what git has merged. */
export function mergeState(
  parts: readonly MergedPart[],
  { names, label, onChange }: {
    readonly names: Names;
    readonly label: string;
    /** Called with the places whenever one of them, or the text, has changed. */
    readonly onChange: (places: readonly Difference[]) => void;
  },
): EditorState {
  const separator = lineSeparatorOf(
    ...parts.flatMap((part) => part.kind === "merged" ? [part.text] : [part.this, part.other]),
  );
  let text = "";
  let at = 0;
  const places: Difference[] = [];
  for (const part of parts) {
    if (part.kind === "choose") {
      places.push({ this: part.this, other: part.other, from: at, to: at, chosen: undefined });
    } else {
      text += part.text;
      at += part.text.split(separator).join("\n").length;
    }
  }
  const extensions: Extension = [
    basics(label),
    EditorState.lineSeparator.of(separator),
    PLACES.init(() => places),
    EditorView.decorations.compute([PLACES], (state) => decorations(state, names)),
    UNDONE,
    history(),
    keymap.of([...standardKeymap, ...historyKeymap]),
    EditorView.updateListener.of(({ state, docChanged, startState }) => {
      const changed = state.field(PLACES);
      if (docChanged || changed !== startState.field(PLACES)) onChange(changed);
    }),
  ];
  return EditorState.create({ doc: text, extensions });
}

/** Returns the places of an editor. */
export function differencesOf(state: EditorState): readonly Difference[] {
  return state.field(PLACES);
}

/** Puts a version, or both, in a place; text that the user has typed there goes. */
export function choose(view: EditorView, at: number, chosen: VersionChoice | undefined): void {
  const place = view.state.field(PLACES)[at];
  if (place === undefined) return;
  const { from, to } = place;
  view.dispatch({
    changes: { from, to, insert: chosen === undefined ? "" : textOf(place, chosen) },
    effects: setChoice.of({ at, chosen }),
    userEvent: "input",
  });
}

/** Shows a place, and sets the cursor there. */
export function showDifference(view: EditorView, at: number): void {
  const place = view.state.field(PLACES)[at];
  if (place === undefined) return;
  view.dispatch({
    selection: { anchor: place.from },
    effects: EditorView.scrollIntoView(place.from, { y: "center" }),
  });
}

function textOf(place: Difference, chosen: VersionChoice): string {
  if (chosen !== "both") return place[chosen];
  // The first of the two may end without a line end.
  const isOpen = place.this !== "" && !place.this.endsWith("\n");
  return place.this + (isOpen ? "\n" : "") + place.other;
}

const OPEN_LINE = Decoration.line({ class: "place-line" });

function decorations(state: EditorState, names: Names): DecorationSet {
  const places = state.field(PLACES);
  const all = places.flatMap((place, at) => {
    const widget = new PlaceWidget({ place, at, count: places.length, names });
    const bar = Decoration.widget({ widget, block: true, side: -1 }).range(place.from);
    const lines = [];
    for (let from = place.from; from < place.to;) {
      const line = state.doc.lineAt(from);
      lines.push(OPEN_LINE.range(line.from));
      from = line.to + 1;
    }
    return [bar, ...lines];
  });
  return Decoration.set(all, true);
}

class PlaceWidget extends WidgetType {
  constructor(
    readonly shown: {
      readonly place: Difference;
      readonly at: number;
      readonly count: number;
      readonly names: Names;
    },
  ) {
    super();
  }

  override eq({ shown: { place, at } }: PlaceWidget): boolean {
    const own = this.shown;
    return own.at === at && own.place.chosen === place.chosen && own.place.this === place.this;
  }

  override toDOM(view: EditorView): HTMLElement {
    const { at } = this.shown;
    return choiceBar({ ...this.shown, onChoose: (chosen) => choose(view, at, chosen) });
  }

  override ignoreEvent(): boolean {
    return true;
  }
}
