// A dialog that asks before something is done.

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { createStore, useStore } from "../session/store.ts";
import { Button } from "./button.tsx";

export interface Question {
  readonly title: string;
  /** The consequence. */
  readonly lines: readonly string[];
  /** The label of the button that does it: a verb, such as `Restore`. */
  readonly action: string;
  /** It takes something away: the button that does it does not look like the usual choice. */
  readonly isDestructive?: boolean;
}

interface Asked extends Question {
  answer(isYes: boolean): void;
}

const asked = createStore<Asked | undefined>(undefined);

/** Asks the user, and returns whether to go on. A question before that is answered with no. */
export function confirm(question: Question): Promise<boolean> {
  asked.get()?.answer(false);
  return new Promise((resolve) => {
    asked.set({
      ...question,
      answer(isYes) {
        asked.set(undefined);
        resolve(isYes);
      },
    });
  });
}

/** Draws the question that is asked, if there is one. */
export function ConfirmDialog() {
  const question = useStore(asked);
  if (question === undefined) return null;
  return (
    <Dialog title={question.title} onClose={() => question.answer(false)}>
      {question.lines.map((line) => <p key={line}>{line}</p>)}
      <div class="dialog-buttons">
        <Button onClick={() => question.answer(false)}>Cancel</Button>
        <Button
          kind={question.isDestructive === true ? "danger" : "primary"}
          onClick={() => question.answer(true)}
        >
          {question.action}
        </Button>
      </div>
    </Dialog>
  );
}

/** A dialog above the screen: the focus stays in it until it is closed, and returns to where it was. */
export function Dialog({ title, onClose, children }: {
  readonly title: string;
  onClose(): void;
  readonly children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const cancel = (event: Event) => {
    event.preventDefault();
    onClose();
  };
  return (
    <dialog class="dialog" ref={dialog} aria-labelledby="dialog-title" onCancel={cancel}>
      <h2 id="dialog-title">{title}</h2>
      {children}
    </dialog>
  );
}
