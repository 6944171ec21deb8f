// Gathers what a sync does while it is under way.

import { type GitPath, shownName } from "../git/values/path.ts";
import type { PrivatePath } from "../git/repository/private_paths.ts";
import type { Memory } from "./cache.ts";
import type { NotPublished } from "../save/publish.ts";
import type { Relation } from "../branch/compare.ts";
import type { Place, Pulled, Report } from "./outcome.ts";
import type { NotSynced } from "../save/not_synced.ts";

/** What the sync under way did so far. */
export class Gathered {
  place: Place | undefined;
  readonly saved: string[] = [];
  readonly deleted = new Set<string>();
  pushed = false;
  remade = false;
  forced: Report["forced"];
  unlocked = 0;
  notPublished: readonly NotPublished[] = [];
  heard = false;
  askedAt: number | undefined;
  readonly pulled = new Map<string, Omit<Pulled, "path">>();
  /** Path to host. */
  readonly left = new Map<string, string>();
  readonly conflicts: Report["conflicts"][number][] = [];
  readonly kept: Report["kept"][number][] = [];
  readonly uncopied: Report["uncopied"][number][] = [];
  readonly hidden: Report["hidden"][number][] = [];

  /** Adds what a commit has saved; a later commit has the last word on whether a path is deleted. */
  addSaved(
    { paths, deleted }: {
      readonly paths: readonly GitPath[];
      readonly deleted: ReadonlySet<GitPath>;
    },
  ): void {
    for (const path of paths) {
      const name = shownName(path);
      this.saved.push(name);
      this.deleted.delete(name);
    }
    for (const path of deleted) this.deleted.add(shownName(path));
  }

  done(memory: Memory | undefined): Report {
    const leftOut = [...memory?.leftOut ?? []].map(([path, reason]) => ({ path, reason }));
    const notPlaced = memory?.notPlaced.filter(({ path }) => !memory.leftOut.has(path)) ?? [];
    return {
      place: this.place,
      saved: [...new Set(this.saved)],
      deleted: [...this.deleted],
      pushed: this.pushed,
      remade: this.remade,
      ...(this.unlocked === 0 ? {} : { unlocked: this.unlocked }),
      ...(this.notPublished.length === 0 ? {} : { notPublished: this.notPublished }),
      pulled: [...this.pulled].map(([path, how]) => ({ path, ...how })),
      deletion: memory?.deletion,
      forced: this.forced,
      left: [...this.left].map(([path, host]) => ({ path, host })),
      conflicts: this.conflicts,
      kept: this.kept,
      uncopied: this.uncopied,
      hidden: this.hidden,
      openConflicts: memory?.conflicts,
      unsent: isUnsent(memory?.related?.relation),
      heard: this.heard,
      askedAt: this.heard ? this.askedAt : undefined,
      notSynced: [
        ...[...leftOut, ...notPlaced].map(({ path, reason }) => ({
          path: shownName(path),
          reason,
        })),
        ...privateEntries(memory?.privatePaths ?? []),
      ],
    };
  }
}

/** Returns the report of a sync that did nothing and knows nothing. */
export function emptyReport(): Report {
  return new Gathered().done(undefined);
}

/** Copies are listed as conflicts. */
function privateEntries(paths: readonly PrivatePath[]): NotSynced[] {
  const held = paths.filter(({ reason }) => reason !== "copy" && reason !== "published");
  return held.map(({ path, reason, by }) => ({
    path: shownName(path),
    reason: reason === "filter" ? "lost its filter" : "was ignored",
    ...(by === undefined ? {} : { by }),
  }));
}

function isUnsent(relation: Relation | undefined): boolean | undefined {
  switch (relation) {
    case undefined:
      return undefined;
    case "empty":
    case "equal":
    case "behind":
      return false;
    case "unpublished":
    case "ahead":
    case "diverged":
    case "rewritten":
    case "unrelated":
      return true;
  }
}
