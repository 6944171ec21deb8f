// Compares a file that an update took out of the work tree: it is deleted only when a checkout of the
// history gives its very bytes.

import { join } from "node:path";
import { byteAttributes, contentId } from "../../git/attributes/attributes.ts";
import { hasFilter } from "../../git/values/byte_attributes.ts";
import { isSlowRule } from "../../git/attributes/slow_rules.ts";
import { treeEntries } from "../../git/commands/trees.ts";
import { removeAll } from "../../../system/files.ts";
import { setEntries, withIndex } from "../../git/commands/index.ts";
import { digestOf, holdsBlob } from "../../../system/file_state.ts";
import { comesBackAs } from "../../git/attributes/lossy_files.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { baseName, fileIn, fileName, type GitPath } from "../../git/values/path.ts";
import { checkoutInto } from "../../git/commands/checkout.ts";
import type { Entry } from "../../git/values/tree.ts";

/** A file that was taken out, where it is now, and what was published of it. */
export interface ComparedFile {
  readonly path: GitPath;
  /** The id of its content, as it was published. */
  readonly oid: string;
  readonly displaced: string;
  /** Whether its size or time is another one since. */
  readonly touched: boolean;
}

/**
 * How a displaced file stands to the history.
 *
 * - `same`: a checkout gives its bytes.
 * - `tolerated`: its line ends are others, or git's own keyword in it.
 * - `filtered`: a filter gives other bytes, or git does not come to an end with a rule.
 * - `differs`: it was written, or git would have lost bytes of it.
 */
export type DisplacedState = "same" | "tolerated" | "filtered" | "differs";

/** Compares displaced files with the commit that had them (`from`), under its attributes. Throws `GitError`. */
export async function compareDisplaced(
  repository: Repository,
  { files, from }: { readonly files: readonly ComparedFile[]; readonly from: string | null },
): Promise<ReadonlyMap<ComparedFile, DisplacedState>> {
  const standings = new Map<ComparedFile, DisplacedState>();
  const unlike: ComparedFile[] = [];
  for (const file of files) {
    if (await holdsBlob(file.displaced, file.oid)) standings.set(file, "same");
    else if (!(await Deno.lstat(file.displaced)).isFile) standings.set(file, "differs");
    else unlike.push(file);
  }
  if (unlike.length === 0) return standings;
  const folder = join(repository.ownDir, "attributes");
  await removeAll(folder);
  await Deno.mkdir(folder);
  try {
    const attributes = await checkOut(repository, { folder, files: unlike, from });
    for (const file of unlike) {
      const back = fileIn(folder, file.path);
      const said = attributes.get(file.path)!;
      const isSame = await digestOf(back).catch(() => undefined) === await digestOf(file.displaced);
      standings.set(
        file,
        isSame
          ? "same"
          : !await isPublishedAs(repository, { ...file, folder })
          ? "differs"
          : hasFilter(said)
          ? "filtered"
          : await comesBackAs({ file: file.displaced, back, attributes: said })
          ? "tolerated"
          : "differs",
      );
    }
  } catch (error) {
    if (!isSlowRule(error)) throw error;
    // Nobody can mend the attributes of the history: what cannot be compared is kept.
    for (const file of unlike) standings.set(file, file.touched ? "differs" : "filtered");
  } finally {
    await removeAll(folder);
  }
  return standings;
}

/** Writes the files as they were published into a folder of ours, with the attributes that counted then. */
async function checkOut(
  repository: Repository,
  { folder, files, from }: {
    readonly folder: string;
    readonly files: readonly ComparedFile[];
    readonly from: string | null;
  },
) {
  const tree = from === null ? [] : await treeEntries(repository, from);
  const entries = new Map<GitPath, Entry>(
    files.map(({ path, oid }) => [path, { mode: "100644", oid }]),
  );
  for (const [path, entry] of tree) {
    if (baseName(path) === ".gitattributes") entries.set(path, entry);
  }
  return await withIndex(repository, async (index) => {
    await setEntries(repository, entries, index);
    await checkoutInto(repository, { folder, index, paths: [...entries.keys()] });
    return await byteAttributes(repository, files.map(({ path }) => path), { index });
  });
}

async function isPublishedAs(
  repository: Repository,
  { path, oid, displaced, touched, folder }: ComparedFile & { readonly folder: string },
): Promise<boolean> {
  const ask = () => contentId(repository, displaced, { path: fileName(path)!, folder });
  const found = await ask();
  // Of a filter that gives something else each time, nothing can be learned: then its size and time count.
  return found === oid || !touched && found !== undefined && await ask() !== found;
}
