// The editor of a merged text.

import { EditorView } from "@codemirror/view";
import type { MergedPart } from "../../src/adapters/window/api/history.ts";
import type { Difference, Names, VersionChoice } from "./difference.ts";
import { choose, differencesOf, mergeState, showDifference } from "./differences.ts";

/** A merged text that is edited. */
export interface Merging {
  /** The whole of it. */
  text(): string;
  differences(): readonly Difference[];
  choose(at: number, chosen: VersionChoice): void;
  /** Brings a place into view. */
  show(at: number): void;
  close(): void;
}

/**
 * Opens an editor that begins with what git has merged; `onChange` comes with its differences, once at the beginning.
 */
export function openMerge(
  parent: HTMLElement,
  { parts, ...options }: {
    readonly parts: readonly MergedPart[];
    readonly names: Names;
    readonly label: string;
    readonly onChange: (differences: readonly Difference[]) => void;
  },
): Merging {
  const state = mergeState(parts, options);
  const view = new EditorView({ state, parent });
  options.onChange(differencesOf(state));
  return {
    text: () => view.state.sliceDoc(),
    differences: () => differencesOf(view.state),
    choose: (at, chosen) => choose(view, at, chosen),
    show: (at) => showDifference(view, at),
    close: () => view.destroy(),
  };
}
