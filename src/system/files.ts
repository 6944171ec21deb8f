// Files and folders that may not be there.

import { readDir } from "./disk/quick_files.ts";
import { lstatIfThere } from "./file_state.ts";

/** Removes a file or a folder with its content, if it is there. */
export async function removeAll(path: string): Promise<void> {
  // Most often there is nothing, which is a short call.
  if (await lstatIfThere(path) === undefined) return;
  await Deno.remove(path, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}

/** Returns the names in a folder; none when there is no such folder. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readDir(folder)).map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
