// Scratch folders in the work tree. A file or folder is made in one, and then renamed or linked to
// its place: under a name that cannot be guessed, in a folder that no other user may open.

import { dirname, join } from "node:path";
import { readNote, writeNote } from "../../../system/json_file.ts";
import { isJsonObject, isText } from "../../../system/json_value.ts";
import { randomReservedName } from "../../../system/replace_file.ts";
import { RESERVED_PREFIX } from "../../../system/reserved_names.ts";

/** The name of every scratch folder of a repository. */
export type ScratchName = string;

const NAME = new RegExp(`^\\${RESERVED_PREFIX}[0-9a-f]{32}$`);

/**
 * Returns the name, 128 random bits, which is on the disk before a folder has it: so the next start finds what
 * a crash left. One name for all folders, as what is in them is found by their place. Where it cannot be
 * written, nothing else can be either. With `isNoted` false a new name is not written.
 */
export async function scratchName(
  ownDir: string,
  { isNoted = true }: { readonly isNoted?: boolean } = {},
): Promise<ScratchName> {
  const file = join(ownDir, "scratch.json");
  const noted = await readNote(file, isScratch);
  if (noted !== undefined) return noted.name;
  const name = randomReservedName();
  if (isNoted) await writeNote(file, { name }).catch(() => {});
  return name;
}

function isScratch(content: unknown): content is { readonly name: ScratchName } {
  return isJsonObject(content) && isText(content.name) && NAME.test(content.name);
}

/** Lends the scratch folder in a folder, and removes it when nothing is left in it. */
export async function inScratch<Result>(
  scratch: string,
  use: () => Promise<Result>,
): Promise<Result> {
  await makeScratch(scratch);
  try {
    return await use();
  } finally {
    await leaveScratch(scratch);
  }
}

/**
 * Makes a scratch folder, or takes the one that is there. Throws `PermissionDenied` when something else has
 * its name, `NotFound` and `NotADirectory` when its folder is gone.
 */
export async function makeScratch(scratch: string): Promise<void> {
  try {
    await Deno.mkdir(scratch, { mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    const { isDirectory, uid } = await Deno.lstat(scratch);
    // Some volumes give everything to one user, who has the folder around it as well.
    const isOurs = uid === Deno.uid() || uid === (await Deno.lstat(dirname(scratch))).uid;
    if (isDirectory && isOurs) return;
    throw new Deno.errors.PermissionDenied(`Cannot use "${scratch}": something else has its name`);
  }
}

/** Removes a scratch folder when nothing is left in it. */
export async function leaveScratch(scratch: string): Promise<void> {
  // A folder that is not empty stays.
  await Deno.remove(scratch).catch(() => {});
}
