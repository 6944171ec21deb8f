// The bar of a place where the versions differ: both of them, and what was chosen. It stands in the editor, which draws
// with elements of its own.

import type { Difference, Names, VersionChoice } from "./difference.ts";

/** Lines of a version that are shown before it is chosen. */
const SHOWN_LINES = 12;

export function choiceBar({ place, at, count, names, onChoose }: {
  readonly place: Difference;
  readonly at: number;
  readonly count: number;
  readonly names: Names;
  readonly onChoose: (chosen: VersionChoice | undefined) => void;
}): HTMLElement {
  const bar = element("div", place.chosen === undefined ? "place open" : "place");
  const head = element("div", "place-head");
  head.append(element("span", "place-title", `Place ${at + 1} of ${count}`));
  if (place.chosen === undefined) {
    bar.append(head, versionsOf({ place, names, onChoose }));
    head.append(button("Use Both", () => onChoose("both")));
    return bar;
  }
  const chosen = { this: names.this, other: names.other, both: "both" }[place.chosen];
  head.append(element("span", "place-chosen", `Chosen: ${chosen}`));
  head.append(button("Choose Again", () => onChoose(undefined)));
  bar.append(head);
  return bar;
}

function versionsOf({ place, names, onChoose }: {
  readonly place: Difference;
  readonly names: Names;
  readonly onChoose: (chosen: VersionChoice) => void;
}): HTMLElement {
  const versions = element("div", "place-versions");
  for (const side of ["this", "other"] as const) {
    const version = element("div", `place-version ${side}`);
    const text = place[side];
    version.append(
      button(`Use ${names[side]}`, () => onChoose(side)),
      text === ""
        ? element("p", "place-nothing", "Nothing here")
        : element("pre", "", shownLines(text)),
    );
    versions.append(version);
  }
  return versions;
}

/** Returns the first lines, with characters that hide or turn the direction of a line as their codes. */
function shownLines(text: string): string {
  const lines = text.replace(/\r?\n$/, "").split(/\r?\n/);
  const shown = lines.slice(0, SHOWN_LINES).join("\n").replace(
    /[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
  const rest = lines.length - SHOWN_LINES;
  return rest > 0 ? `${shown}\n… ${rest} more` : shown;
}

function element(name: string, className: string, text?: string): HTMLElement {
  const made = document.createElement(name);
  if (className !== "") made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function button(label: string, onClick: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button";
  made.textContent = label;
  made.addEventListener("click", onClick);
  return made;
}
