// The words about one kind of problem, as a row of a table. Pure.

import type { UserCommand } from "../../core/events.ts";

/** The words about one kind of problem. `P` has its data. */
export interface Words<P> {
  /** The first line of the menu and of `--status`. */
  readonly line: string | ((problem: P, at: LineContext) => string);
  /** The sentence of `--status`, `--once`, `--check` and the log: what happened, and what to do about it. */
  readonly sentence: string | ((problem: P) => string);
  /** The advice, in at most 80 characters; absent when the user can do nothing. `system` is `Deno.build.os`. */
  readonly advice?: string | ((problem: P, system: string, where: Where) => string | undefined);
  /** The action of a click on the lines about it, or why none helps. */
  readonly click: ProblemClick | ((problem: P) => ProblemClick);
  /** Present when the user's own work with git causes it: it is worth a notification only when it lasts. */
  readonly isOwnWork?: true;
  /** Present when the configured folder may be the wrong one, as after a spelling mistake in `sync_dir`. */
  readonly isWrongFolder?: true;
  /** How the log begins the sentence, when not with "Cannot sync". */
  readonly log?: "Trying again" | "nothing";
}

/** Where an advice is read: in the menu a click on the text does what it says, elsewhere it does not. */
export type Where = "menu" | "elsewhere";

/** Returns an advice to do what a click on its line in the menu does. */
export function clickAdvice(words: string, where: Where): string {
  return where === "menu" ? `Click to ${words}` : words[0]!.toUpperCase() + words.slice(1);
}

/** The action of a click on the lines about a problem: its next step, as far as that is known. */
export type ProblemClick =
  | UserCommand
  | AccessAction
  | "edit configuration"
  | "open folder"
  | "open terminal"
  | "show log"
  /** Why no click helps. */
  | { readonly none: string };

/**
 * An action that gives this machine access to the remote: a sign-in, the key of a host, the ssh key of this machine.
 */
export type AccessAction = "sign in" | "trust host" | "offer ssh key";

/** The values on which a status line depends besides the problem. */
export interface LineContext {
  /** Whether this machine has changes that the remote does not have. */
  readonly hasChanges: boolean;
  readonly isPaused: boolean;
}
