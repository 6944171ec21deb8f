// The conflicts that nobody has settled yet: the copies that still stand in the tree.

import { conflictOf } from "./conflict_name.ts";
import type { Repository } from "./open.ts";
import { nulFields, shownName } from "./path.ts";
import { git } from "./verb.ts";

/** A conflict copy that nobody has deleted or renamed yet. Names are for a person's eyes. */
export interface OpenConflict {
  readonly path: string;
  readonly copy: string;
  readonly host: string;
  /** When the version in the copy was committed, in milliseconds since 1970. */
  readonly time: number;
}

/** All open conflicts. Their names tell everything, so every machine and every restart sees the same. */
export async function openConflicts(repository: Repository): Promise<OpenConflict[]> {
  const { stdout } = await git(
    repository,
    ["ls-files", "-z", "--", ":(top,glob)**/* (conflict *"],
    {
      access: "reads",
    },
  );
  return nulFields(stdout).flatMap((copy) => {
    const conflict = conflictOf(copy);
    return conflict === undefined
      ? []
      : [{ ...conflict, path: shownName(conflict.path), copy: shownName(copy) }];
  });
}
