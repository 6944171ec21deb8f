// The conflicts that nobody has settled yet: the copies that still stand in the tree.

import { join } from "node:path";
import { conflictOf } from "./conflict_name.ts";
import { keptIgnored } from "./exclude.ts";
import type { Repository } from "./open.ts";
import { fileName, type GitPath, nulFields, shownName } from "./path.ts";
import { lstatIfThere } from "./look.ts";
import { readPrivatePaths } from "./private_paths.ts";
import { isSparse } from "./sparse.ts";
import { git } from "./verb.ts";

/** A conflict copy that nobody has deleted or renamed yet. Names are for a person's eyes. */
export interface OpenConflict {
  readonly path: string;
  readonly copy: string;
  readonly host: string;
  /** When the version in the copy was committed, in milliseconds since 1970. */
  readonly time: number;
  /** Whether the copy stays on this machine. */
  readonly isLocal?: true;
}

/**
 * The open conflicts that are synced. Their names tell everything, so every machine and every restart
 * sees the same.
 */
export async function syncedConflicts(repository: Repository): Promise<OpenConflict[]> {
  const copies = [":(top,glob)**/* (conflict *", ":(top,glob)**/* (conflict */*"];
  const args = ["ls-files", "-t", "-z", "--", ...copies];
  const { stdout } = await git(repository, args, { access: "reads" });
  // Nobody can settle here what a sparse checkout leaves out.
  return nulFields(stdout).filter((line) => !(isSparse(repository) && line.startsWith("S ")))
    .flatMap((line) => named(line.slice(2)));
}

/** Returns the open conflicts whose copies stay on this machine, where git does not list them. */
export async function localConflicts(repository: Repository): Promise<OpenConflict[]> {
  const found: OpenConflict[] = [];
  const listed = (await readPrivatePaths(repository)).filter(({ reason }) => reason === "copy");
  // Versions before 1.1 had no other list.
  const copies = new Set([...listed.map(({ path }) => path), ...await keptIgnored(repository)]);
  for (const copy of copies) {
    const name = fileName(copy);
    const [conflict] = named(copy);
    if (conflict === undefined || name === undefined) continue;
    if (await lstatIfThere(join(repository.root, name)) !== undefined) {
      found.push({ ...conflict, isLocal: true });
    }
  }
  return found;
}

function named(copy: GitPath): OpenConflict[] {
  const conflict = conflictOf(copy);
  return conflict === undefined
    ? []
    : [{ ...conflict, path: shownName(conflict.path), copy: shownName(copy) }];
}
