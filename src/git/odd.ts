// Names that are not UTF-8: Deno cannot name such a file, so git alone handles it.

import type { Repository } from "./open.ts";
import { fileName } from "./path.ts";
import { checkoutInto } from "./staging.ts";
import { type Change, isWritten } from "./tree.ts";

/**
 * Writes the new files of such names that the index has, where nothing is. This comes last in an update:
 * they could not be taken back.
 */
export async function placeOdd(
  repository: Repository,
  changes: readonly Change[],
): Promise<void> {
  const added = changes.filter(({ path, old, new: now }) =>
    fileName(path) === undefined && old === undefined && isWritten(now)
  );
  if (added.length === 0) return;
  await checkoutInto(repository, {
    folder: repository.root,
    paths: added.map(({ path }) => path),
  });
}
