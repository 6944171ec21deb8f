// The note by which an orphaned git is found after the app has ended (`engine/git/repository/leftovers.ts`).

import type { GitOptions, GitSettings } from "./types.ts";

/**
 * Returns the note of a git process that had to be killed: no later one takes its place, as it may have left a lock.
 */
export function killedNote(note: string): string {
  return `${note}.killed`;
}

/** Returns the note of a git process that talks to the remote: while it does, another one may save. */
export function transferNote(note: string): string {
  return `${note}.transfer`;
}

/**
 * Keeps the note of a git process that was killed. An earlier one stays: it knows of its own lock, and of later ones as
 * well.
 */
export async function keepNote(settings: GitSettings, options: GitOptions): Promise<void> {
  const note = noteOf(settings, options);
  if (note === undefined) return;
  const kept = killedNote(settings.note!);
  if (await Deno.lstat(kept).catch(() => undefined) !== undefined) return;
  // Gone together with the folder, it is of no use.
  await Deno.rename(note, kept).catch(() => {});
}

/** Returns the note of a command; `undefined` for one that leaves none. */
export function noteOf(
  { note }: GitSettings,
  { access, isTransfer = false }: GitOptions,
): string | undefined {
  if (note === undefined || access === "reads") return undefined;
  return isTransfer ? transferNote(note) : note;
}
