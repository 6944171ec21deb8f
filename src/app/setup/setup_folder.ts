// A private folder for one set-up, and what a set-up that was killed has left: it is removed by the next one.

import { join } from "node:path";
import { readNote, writeNote } from "../../system/json_file.ts";
import { isJsonObject, isText } from "../../system/json_value.ts";
import { namesIn, removeAll } from "../../system/files.ts";
import { makePrivate } from "../../system/private_folder.ts";
import { isReserved } from "../../system/reserved_names.ts";

/** The folder of one set-up. */
export interface SetupFolder extends AsyncDisposable {
  readonly folder: string;
  /** A repository that has the address of the remote. */
  readonly scratch: string;
  /** Notes a folder that is being made elsewhere, before it is made. */
  note(staging: string): Promise<void>;
}

/**
 * Opens the folder of one set-up below `folder`, and removes those of set-ups that were killed, with what they noted.
 */
export async function openSetupFolder(folder: string): Promise<SetupFolder> {
  await makePrivate(folder);
  for (const name of await namesIn(folder)) await removeLeft(join(folder, name));
  const own = await Deno.makeTempDir({ dir: folder, prefix: "set-up-" });
  const lock = await Deno.open(join(own, "lock"), { create: true, write: true, mode: 0o600 });
  await lock.tryLock(true);
  return {
    folder: own,
    scratch: join(own, "scratch"),
    note: async (staging) => await writeNote(join(own, "staging.json"), { staging }),
    async [Symbol.asyncDispose]() {
      await removeAll(own);
      lock.close();
    },
  };
}

/** Removes the folder of a set-up that does not run any more. */
async function removeLeft(folder: string): Promise<void> {
  try {
    using lock = await Deno.open(join(folder, "lock"), { write: true });
    if (!await lock.tryLock(true)) return;
    const note = await readNote(join(folder, "staging.json"), isNote);
    // It never has another name as long as it is not the user's.
    if (note !== undefined && isReserved(note.staging.split("/").at(-1) ?? "")) {
      await removeAll(note.staging);
    }
    await removeAll(folder);
  } catch {
    // Another set-up has just made it, or removes it.
  }
}

function isNote(content: unknown): content is { readonly staging: string } {
  return isJsonObject(content) && isText(content.staging) && content.staging.startsWith("/");
}
