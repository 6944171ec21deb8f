// The text of the configuration file, to be shown and to be replaced as a whole. A file that somebody else has changed
// in between is not overwritten.

import { createHash } from "node:crypto";
import { realPath } from "../../system/real_path.ts";
import { replaceFile } from "../../system/replace_file.ts";
import { quote } from "../../system/text.ts";
import { readText, reason } from "./file.ts";
import type { ConfigLocation } from "./schema.ts";

/** The text of a file as it was read. */
export interface SavedText {
  readonly text: string;
  /** Names this very text. */
  readonly revision: string;
  /** Its permissions. */
  readonly mode: number;
}

/** Reads the text. Throws one line. */
export async function readSavedText({ file }: ConfigLocation): Promise<SavedText> {
  try {
    const { text, mode } = await readText(file);
    return { text, revision: createHash("sha256").update(text).digest("hex"), mode };
  } catch (error) {
    throw new Error(`Cannot read the configuration ${quote(file)}: ${reason(error)}`);
  }
}

/**
 * Replaces the text as a whole, with the permissions of before; where the file is a link, that of its target. Reports
 * whether it had the revision; else nothing is written. Throws one line.
 */
export async function replaceText(
  origin: ConfigLocation,
  { revision, text }: { readonly revision: string; readonly text: string },
): Promise<boolean> {
  const { revision: earlier, mode } = await readSavedText(origin);
  if (earlier !== revision) return false;
  try {
    await replaceFile(await realPath(origin.file), text, {
      mode: mode & 0o777,
      async beforeRename(fresh) {
        await fresh.sync();
        if ((await readSavedText(origin)).revision !== revision) throw new ChangedElsewhere();
      },
    });
    return true;
  } catch (error) {
    if (error instanceof ChangedElsewhere) return false;
    throw new Error(`Cannot write the configuration ${quote(origin.file)}: ${reason(error)}`);
  }
}

class ChangedElsewhere extends Error {}
