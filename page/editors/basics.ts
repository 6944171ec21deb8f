// The common parts of all editors of the page: their look, the nonce of their styles, and how they show characters that
// hide.

import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, highlightSpecialChars, lineNumbers } from "@codemirror/view";

/** Returns the nonce that the policy of the page asks styles for. */
function nonce(): string {
  return document.querySelector<HTMLMetaElement>("meta[name=csp-nonce]")?.content ?? "";
}

const THEME = EditorView.theme({
  "&": { backgroundColor: "var(--surface)", color: "var(--text)", fontSize: "13px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "20px" },
  ".cm-content": { caretColor: "var(--text)" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  ".cm-gutters": {
    backgroundColor: "var(--surface)",
    borderRight: "1px solid var(--line)",
    color: "var(--quiet)",
  },
  ".cm-specialChar": { color: "var(--bad)" },
  ".cm-collapsedLines": {
    background: "var(--raised)",
    color: "var(--accent)",
    "&:before, &:after": { content: '""' },
  },
  "&.cm-merge-a .cm-changedLine, .cm-deletedChunk": { backgroundColor: "var(--bad-wash)" },
  "&.cm-merge-b .cm-changedLine": { backgroundColor: "var(--good-wash)" },
  "&.cm-merge-a .cm-changedText, .cm-deletedChunk .cm-deletedText": {
    background: "color-mix(in srgb, var(--bad) 28%, transparent)",
  },
  "&.cm-merge-b .cm-changedText": {
    background: "color-mix(in srgb, var(--good) 28%, transparent)",
  },
  "&.cm-merge-a .cm-changedLineGutter, .cm-deletedLineGutter": { background: "var(--bad)" },
  "&.cm-merge-b .cm-changedLineGutter": { background: "var(--good)" },
});

/** Characters that turn the direction of a line, or are not seen, beside those that CodeMirror knows. */
const HIDING = /[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** Returns what all editors have. `label` is for a screen reader. */
export function basics(label: string): Extension {
  return [
    EditorView.cspNonce.of(nonce()),
    THEME,
    lineNumbers(),
    EditorView.lineWrapping,
    highlightSpecialChars({ addSpecialChars: HIDING }),
    EditorView.contentAttributes.of({ "aria-label": label }),
  ];
}

/** Returns what makes an editor one to read. The keyboard gets to it, so that it can be scrolled. */
export function readOnly(): Extension {
  return [
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    EditorView.contentAttributes.of({ tabindex: "0" }),
  ];
}

/** Returns a text as lines, with whatever ends them, so that nothing of it is changed. */
export function lineSeparatorOf(...texts: readonly string[]): string {
  const isWindows = texts.every((text) => !/(?<!\r)\n/.test(text)) &&
    texts.some((text) => text.includes("\r\n"));
  return isWindows ? "\r\n" : "\n";
}
