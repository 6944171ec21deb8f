// Keyboard shortcuts: single keys, which do nothing while the user types or a dialog is open.

import { useEffect, useRef } from "preact/hooks";
import { createStore, useStore } from "../session/store.ts";
import { Dialog } from "./confirm.tsx";

export interface Shortcut {
  /** As `KeyboardEvent.key` has it. */
  readonly key: string;
  /** Its effect, for the list of all of them. */
  readonly label: string;
  run(): void;
}

const shortcuts = createStore<readonly Shortcut[]>([]);
const isListShown = createStore(false);

/** Offers shortcuts as long as the component is drawn. */
export function useShortcuts(own: readonly Shortcut[]): void {
  const newest = useRef(own);
  newest.current = own;
  useEffect(() => {
    const offered = own.map((one, at) => ({ ...one, run: () => newest.current[at]?.run() }));
    shortcuts.set([...shortcuts.get(), ...offered]);
    return () => shortcuts.set(shortcuts.get().filter((one) => !offered.includes(one)));
  }, own.map(({ key, label }) => `${key} ${label}`));
}

/** Performs the shortcut of a pressed key. */
export function pressKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (isTyping(event.target) || document.querySelector("dialog[open]") !== null) return;
  if (event.key === "?") isListShown.set(true);
  else {
    // The newest one, as that belongs to what is drawn last.
    const shortcut = shortcuts.get().findLast(({ key }) => key === event.key);
    if (shortcut === undefined) return;
    shortcut.run();
  }
  event.preventDefault();
}

/** Shows all shortcuts. */
export function showShortcuts(): void {
  isListShown.set(true);
}

export function ShortcutList() {
  const isShown = useStore(isListShown);
  const all = useStore(shortcuts);
  if (!isShown) return null;
  const close = () => isListShown.set(false);
  return (
    <Dialog title="Keyboard" onClose={close}>
      <dl class="shortcuts">
        {[...all, { key: "?", label: "Show this list" }].map(({ key, label }) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
      <div class="dialog-buttons">
        <button type="button" class="button primary" onClick={close}>Close</button>
      </div>
    </Dialog>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement &&
    (target.isContentEditable || target.closest("input, textarea, select") !== null);
}
