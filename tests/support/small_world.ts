// A folder, its remote and the network between them, as small as can be: what of the folder is saved and
// sent. Its syncs do what real ones do, so that an app at play can be held against what is true.

import type { SyncTask } from "../../src/core/events.ts";
import type { SyncOutcome } from "../../src/engine/sync/outcome.ts";
import { blocked, confirmed, CONFLICT, failed, REBASE, unconfirmed } from "./outcomes.ts";

/** What may be in the way. */
export const OBSTACLES = [
  "offline",
  "sign-in",
  "lock",
  "rebase",
  "nothing",
] as const;
export type Obstacle = typeof OBSTACLES[number];

/** The whole truth; only its own functions change it. */
export interface SmallWorld {
  obstacle: Obstacle;
  /** Edits that no save has begun to take. */
  unsaved: number;
  /** Edits that the sync under way is to save. */
  taken: number;
  /** Edits that are saved and not sent. */
  unsent: number;
  /** What others have sent and this machine does not have. */
  unseen: number;
  /** Whether a conflict copy stands in the folder. */
  isInConflict: boolean;
}

/** A world in which everything is equal. */
export function smallWorld(): SmallWorld {
  return { obstacle: "nothing", unsaved: 0, taken: 0, unsent: 0, unseen: 0, isInConflict: false };
}

/** A sync begins: it takes what was edited so far. */
export function beginSync(world: SmallWorld): void {
  world.taken = world.unsaved;
  world.unsaved = 0;
}

/** A sync ends, as things are now. */
export function endSync(world: SmallWorld, request: SyncTask): SyncOutcome {
  const stopped = stopAtSave(world);
  if (stopped !== undefined) {
    world.unsaved += world.taken;
    world.taken = 0;
    return stopped;
  }
  const saved = Array.from({ length: world.taken }, (_, index) => `file ${index}`);
  world.unsent += world.taken;
  world.taken = 0;
  const openConflicts = world.isInConflict ? [CONFLICT] : [];
  const needsRemote = request.remote === "ask" || request.remote === "send" && world.unsent > 0;
  if (!needsRemote) return unconfirmed({ saved, openConflicts });
  if (world.obstacle === "offline") return failed("offline", { saved, openConflicts });
  if (world.obstacle === "sign-in") return failed("sign in", { saved, openConflicts });
  const did = {
    saved,
    openConflicts,
    pushed: world.unsent > 0,
    pulled: world.unseen > 0 ? [{ path: "theirs", host: "desktop", kind: "edited" as const }] : [],
  };
  world.unsent = 0;
  world.unseen = 0;
  return confirmed(did);
}

function stopAtSave(world: SmallWorld): SyncOutcome | undefined {
  switch (world.obstacle) {
    case "lock":
      return failed("lock");
    case "rebase":
      return blocked(REBASE);
    case "offline":
    case "sign-in":
    case "nothing":
      return undefined;
  }
}
