// What can happen to the app, in short words.

import type { AppEvent, UserCommand } from "../../src/core/events.ts";

/** Something in the folder. */
export const CHANGED: AppEvent = { kind: "changed" };

/** The same, when nobody can tell it from what came in. */
export const MAYBE_CHANGED: AppEvent = { kind: "changed", isGuess: true };

/** Another machine has sent something. */
export const MESSAGE: AppEvent = { kind: "message" };

/** The machine slept, or its clock was set. */
export const WOKE: AppEvent = { kind: "woke" };

/** Live updates work. */
export const UP: AppEvent = { kind: "connection", connection: { kind: "up" } };

/** Live updates do not work. */
export const DOWN: AppEvent = {
  kind: "connection",
  connection: { kind: "down", reason: "no answer" },
};

/** The folder cannot be watched. */
export const UNWATCHED: AppEvent = {
  kind: "watch",
  watch: { kind: "polling", reason: "too many folders" },
};

/** A user asks for something. */
export function clicked(command: UserCommand): AppEvent {
  return { kind: "asked", command };
}

/** A mistake in the configuration. */
export function mistake(text: string): { key: string; message: string } {
  return { key: text, message: text };
}
