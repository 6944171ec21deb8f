// The message to the user about the last action.

import { createStore } from "../session/store.ts";

export interface Message {
  /** One line, or several. */
  readonly text: string | readonly string[];
  readonly isFailure?: boolean;
  /** An action to offer, such as to undo it. */
  readonly action?: { readonly label: string; run(): unknown };
}

export const message = createStore<Message | undefined>(undefined);

/** Shows a message in place of the one before, until the user closes it or something else is said. */
export function say(next: Message | undefined): void {
  message.set(next);
}
