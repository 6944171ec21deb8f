// The files that are not synced, and why, as the last scan and the last update found them. Pure.

import type { UnplacedFile } from "../git/repository/unplaced.ts";
import type { PrivatePath } from "../git/repository/private_paths.ts";
import { type GitPath, parentFolders, shownName, withoutSlash } from "../git/values/path.ts";
import type { HeldDeletion, NotSynced } from "../save/save.ts";

/** The files of one folder that are not synced. */
export class SkippedFiles {
  /** Local changes that the last scan has left out of the save. */
  readonly leftOut = new Map<GitPath, NotSynced["reason"]>();
  /** Published files that are not in the folder. */
  unplaced: readonly UnplacedFile[];
  /** Files that stay here because of rules of others, as the last scan has found them. */
  privatePaths: readonly PrivatePath[];
  /** The deletions that wait for the user, as the last scan has found them. */
  heldDeletion: HeldDeletion | undefined;
  /** The paths of a mass deletion that waits, as they are noted on the disk. */
  notedDeletion: ReadonlySet<GitPath>;

  constructor(
    { unplaced, privatePaths, notedDeletion = [] }: {
      readonly unplaced: readonly UnplacedFile[];
      readonly privatePaths: readonly PrivatePath[];
      readonly notedDeletion?: readonly GitPath[];
    },
  ) {
    this.unplaced = unplaced;
    this.privatePaths = privatePaths;
    this.notedDeletion = new Set(notedDeletion);
  }

  /** Replaces what was left out by what a scan leaves out. */
  leave(leftOut: Iterable<readonly [GitPath, NotSynced["reason"]]>): void {
    this.leftOut.clear();
    for (const [path, reason] of leftOut) this.leftOut.set(path, reason);
  }

  /** Reports whether something is left out at one of the paths, above it or below it. */
  areAround(paths: readonly GitPath[]): boolean {
    const named = new Set([
      ...this.leftOut.keys(),
      ...this.privatePaths.map((entry) => withoutSlash(entry.path)),
      ...this.heldDeletion?.paths ?? [],
    ]);
    const folders = new Set([...named].flatMap(parentFolders));
    return paths.some((path) =>
      folders.has(path) || [path, ...parentFolders(path)].some((at) => named.has(at))
    );
  }

  /** Returns all of them, by names that can be shown. Conflict copies are not among them. */
  list(): readonly NotSynced[] {
    const leftOut = [...this.leftOut].map(([path, reason]) => ({ path, reason }));
    const unplaced = this.unplaced.filter(({ path }) => !this.leftOut.has(path));
    return [
      ...[...leftOut, ...unplaced].map(({ path, reason }) => ({ path: shownName(path), reason })),
      ...privateEntries(
        this.privatePaths.filter(({ path, reason }) =>
          reason !== "unknown" || !this.leftOut.has(path)
        ),
      ),
    ];
  }
}

const REASONS: Partial<Readonly<Record<PrivatePath["reason"], NotSynced["reason"]>>> = {
  filter: "lost its filter",
  name: "name",
  unknown: "unknown",
};

function privateEntries(paths: readonly PrivatePath[]): NotSynced[] {
  // Those that came from others are listed where they are edited.
  const held = paths.filter(({ reason }) => !["copy", "published", "received"].includes(reason));
  return held.map(({ path, reason, by }) => ({
    path: shownName(path),
    reason: REASONS[reason] ?? "was ignored",
    ...(by === undefined ? {} : { by }),
  }));
}
