// What stands where an update would write or remove something, and has to stay.

import type { FileState } from "../../../system/file_state.ts";
import { Pace } from "../../../system/pace.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { fileName, type GitPath } from "../../git/values/path.ts";
import { type Change, isWritten, namedPaths } from "../../git/values/tree.ts";
import { formerSubmodulesAmong } from "../../rules/own_rules.ts";
import { stillHolding } from "../digests.ts";
import { inTheWay } from "./in_the_way.ts";
import { privateInTheWay } from "./private_here.ts";
import type { Update, UpdatePlan } from "./update_plan.ts";

/** What stays in the way of an update. */
export interface KeptInTheWay extends Pick<UpdatePlan, "received" | "unstable" | "adopted"> {
  /** Paths at which a repository stands. */
  readonly nested: readonly GitPath[];
  /** Paths at which a private file stands with other bytes. */
  readonly reserved: readonly GitPath[];
}

/** Returns what stays in the way; "unsaved" when something that is not committed yet stands there. */
export async function keptInTheWay(
  repository: Repository,
  update: Update,
  { changes, refused, leaving, indexed, states }: {
    readonly changes: readonly Change[];
    /** Changed paths whose names are not written. */
    readonly refused: ReadonlySet<GitPath>;
    readonly leaving: ReadonlySet<GitPath>;
    readonly indexed: ReadonlySet<GitPath>;
    readonly states: ReadonlyMap<GitPath, FileState | undefined>;
  },
): Promise<KeptInTheWay | "unsaved"> {
  const { leftOut, fold } = update;
  const pace = new Pace();
  const standing = await inTheWay(
    repository,
    changes.filter(({ path }) =>
      !leaving.has(path) && !refused.has(path) && fileName(path) !== undefined
    ),
  );
  await pace.rest();
  const received = await update.receivedNames?.(changes) ?? new Set<GitPath>();
  // Git compares bytes: what stands there may have a spelling in which a rule ignores it.
  const ignored = fold === undefined ? new Set<GitPath>() : received;
  const isPrivate = (path: GitPath) =>
    !leftOut.has(path) && (ignored.has(path) || (update.isPrivate?.(path) ?? false));
  const written = changes.filter((change) => isWritten(change.new));
  const { reserved, adopted } = await privateInTheWay(repository, {
    paths: namedPaths(written).filter((path) => !refused.has(path)),
    indexed,
    formerSubmodules: formerSubmodulesAmong(changes),
    kept: [...standing.ignored, ...standing.unsaved.filter(isPrivate), ...ignored],
    states,
  });
  await pace.rest();
  const unstable = await stillHolding(repository.root, update.unstable ?? new Map());
  const isUnsaved = (path: GitPath) =>
    !leftOut.has(path) && !unstable.has(path) && !isPrivate(path);
  if (standing.unsaved.some(isUnsaved)) return "unsaved";
  return {
    received,
    unstable,
    adopted,
    nested: standing.nested,
    reserved: reserved.filter((path) => !adopted.has(path)),
  };
}
