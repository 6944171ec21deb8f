// The paths of `--publish`, `--settle`, `--history` and `--restore`, from the shell or our own
// lists.

import { basename, dirname, isAbsolute, join, normalize, relative, resolve } from "node:path";
import { isQuotedPath } from "../engine/mod.ts";
import { isWithin, realPath } from "../system/real_path.ts";
import { lstatIfThere } from "../system/file_state.ts";
import { quote, withoutSlashes } from "../system/text.ts";

/**
 * Returns the path relative to the synced folder. In `startedIn`, where the program was started,
 * the shell's meaning counts for an absolute path, one that begins with `.` or `..`, and one that
 * exists there; any other is a name in the synced folder. Throws when it leads out of that.
 */
export async function publishPath(
  given: string,
  { startedIn, folder, verb = "publish" }: {
    readonly startedIn: string;
    readonly folder: string;
    /** The verb of the message. */
    readonly verb?: string;
  },
): Promise<string> {
  const root = await realPath(folder);
  const plain = normalize(given);
  const isInShell = isAbsolute(given) || /^\.{1,2}(?:\/|$)/.test(given) || plain.startsWith("../");
  const here = await inFolder(resolve(startedIn, given), root);
  if (here !== undefined && (isInShell || await lstatIfThere(join(root, here)) !== undefined)) {
    return here;
  }
  if (isInShell) throw new Error(`Cannot ${verb} ${quote(given)}: it is not in ${quote(folder)}`);
  return withoutSlashes(plain);
}

/**
 * Returns the path of a file of the history relative to the synced folder, which may be gone; the
 * empty text for the folder itself. In the synced folder, or leading into it, the shell's meaning
 * counts; elsewhere it is a name in the synced folder. So is a quoted path, as `--history` prints
 * it. Throws when it leads out of that.
 */
export async function historyPath(
  given: string,
  { startedIn, folder }: { readonly startedIn: string; readonly folder: string },
): Promise<string> {
  if (isQuotedPath(given)) return given;
  const root = await realPath(folder);
  const isInShell = isAbsolute(given) || isWithin(await realPath(startedIn), root) ||
    isWithin(await realPath(resolve(startedIn, given)), root);
  const from = isInShell ? startedIn : root;
  const path = resolve(from, given);
  if (await realPath(path) === root) return "";
  const here = await inFolder(path, root);
  if (here === undefined) {
    throw new Error(`Cannot find ${quote(given)}: it is not in ${quote(folder)}`);
  }
  return here;
}

/**
 * Returns a path relative to a folder, `undefined` outside of it. A link at its end is not
 * followed.
 */
async function inFolder(path: string, root: string): Promise<string | undefined> {
  const plain = withoutSlashes(path);
  const parent = await realPath(dirname(plain));
  const real = join(parent, basename(plain));
  return real !== root && isWithin(real, root) ? relative(root, real) : undefined;
}
