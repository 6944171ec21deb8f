// Gathers what a sync does while it is under way.

import { shownName } from "../git/path.ts";
import type { Memory } from "./memory.ts";
import type { Report } from "./plan.ts";

/** What the sync under way did so far. */
export class Gathered {
  readonly saved: string[] = [];
  pushed = false;
  heard = false;
  readonly pulled = new Map<string, string>();
  readonly conflicts: Report["conflicts"][number][] = [];

  done(memory: Memory | undefined): Report {
    const leftOut = [...memory?.leftOut ?? []].map(([path, reason]) => ({ path, reason }));
    const notPlaced = (memory?.notPlaced ?? []).map((path) => ({ path, reason: "name" as const }));
    return {
      saved: [...new Set(this.saved)],
      pushed: this.pushed,
      pulled: [...this.pulled].map(([path, host]) => ({ path, host })),
      conflicts: this.conflicts,
      openConflicts: memory?.conflicts,
      heard: this.heard,
      notSynced: [...leftOut, ...notPlaced].map(({ path, reason }) => ({
        path: shownName(path),
        reason,
      })),
    };
  }
}
