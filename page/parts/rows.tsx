// A list whose rows the arrow keys go through.

import type { ComponentChildren } from "preact";

/** A list. The arrow keys, Home and End go from row to row, to the first link or button of each. */
export function Rows({ label, children }: {
  /** The content of the list, for a screen reader. */
  readonly label: string;
  readonly children: ComponentChildren;
}) {
  return <ul class="rows" aria-label={label} onKeyDown={moveFocus}>{children}</ul>;
}

/** A row: what it is about, what more is to be said at its end, and its buttons. */
export function Row({ children, detail, buttons }: {
  readonly children: ComponentChildren;
  /** Text in a quieter colour, such as a time. */
  readonly detail?: ComponentChildren;
  readonly buttons?: ComponentChildren;
}) {
  return (
    <li class="row">
      <div class="row-main">{children}</div>
      {detail !== undefined && <div class="row-detail">{detail}</div>}
      {buttons !== undefined && <div class="row-buttons">{buttons}</div>}
    </li>
  );
}

const KEYS: readonly string[] = ["ArrowDown", "ArrowUp", "Home", "End"];

function moveFocus(event: KeyboardEvent): void {
  const { key, currentTarget: list, target } = event;
  if (!KEYS.includes(key) || !(list instanceof HTMLElement)) return;
  if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) return;
  const first = [...list.children].map((row) => row.querySelector<HTMLElement>("a[href], button"));
  // Rows without anything to focus are passed over.
  const rows = first.filter((one) => one !== null);
  const at = rows.findIndex((one) => one.closest("li")?.contains(document.activeElement));
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[key] ?? at;
  event.preventDefault();
  rows[Math.min(Math.max(next, 0), rows.length - 1)]?.focus();
}
