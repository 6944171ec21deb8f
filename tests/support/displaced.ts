// Lets a day pass for the files that updates have displaced.

import { join } from "node:path";

/** Makes all displaced files of a repository two days old, so that its next sync checks them. */
export function ageDisplaced(gitDir: string): void {
  const then = new Date(Date.now() - 2 * 24 * 60 * 60 * 1000);
  for (const name of displacedIn(gitDir)) {
    const note = join(gitDir, "gitsyncbar", "old", name);
    if (name.endsWith(".json")) Deno.utimeSync(note, then, then);
  }
}

/** Returns the names in the folder of displaced files. */
export function displacedIn(gitDir: string): string[] {
  try {
    return [...Deno.readDirSync(join(gitDir, "gitsyncbar", "old"))].map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
