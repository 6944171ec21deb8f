// Plans an update of the work tree, with everything that is in its way. Only files of ours are written.

import { join } from "node:path";
import { stampAt } from "../../../system/file_state.ts";
import { inSlices, Pace } from "../../../system/pace.ts";
import { viewIndex } from "../../git/commands/index.ts";
import { changesBetween, emptyTree } from "../../git/commands/trees.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { fileName } from "../../git/values/path.ts";
import { isWritten, namedPaths } from "../../git/values/tree.ts";
import { leavingPaths } from "../../rules/leaving.ts";
import { digestsOf } from "../digests.ts";
import { givePermissions } from "../permissions.ts";
import { preparedStates } from "../placed_files.ts";
import { statesAt } from "./in_the_way.ts";
import { keptInTheWay } from "./kept_in_the_way.ts";
import { preparedFolder, prepareFiles } from "./prepare.ts";
import { checkShape, refusedByName } from "./tree_names.ts";
import { unplacedPaths } from "./unplaced_paths.ts";
import type { Update, UpdatePlan } from "./update_plan.ts";

/**
 * Writes the new files into a folder of ours, and reads the state of each path that is to change. Returns "unsaved"
 * when something that is not committed yet stands there.
 *
 * Throws `GitError` of kind "bad name" when the commit holds names that git refuses (`.git`, `..` and
 * their disguises), of kind `damaged` when its tree is none.
 */
export async function planUpdate(
  repository: Repository,
  update: Update,
): Promise<UpdatePlan | "unsaved"> {
  const { from, to } = update;
  const pace = new Pace();
  const indexStamp = await stampAt(join(repository.gitDir, "index"));
  const changes = await changesBetween(repository, from ?? await emptyTree(repository), to);
  await pace.rest();
  await inSlices(checkShape(changes));
  const written = changes.filter((change) => isWritten(change.new));
  update.onPlaced?.(0, written.length);
  // Deno can neither name nor list such a file: what stands there stays.
  const unnamed = changes.filter(({ path }) => fileName(path) === undefined);
  const index = await viewIndex(repository, changes.map(({ path }) => path));
  await pace.rest();
  const { hidden, own, folded } = await refusedByName(repository, update, {
    changes,
    written,
    index,
  });
  const refused = new Set([...own, ...folded]);
  await pace.rest();
  const missing = await prepareFiles(repository, {
    changes,
    attributes: index.attributes,
    paths: namedPaths(written).filter((path) => !hidden.has(path) && !refused.has(path)),
  });
  const leaving = await leavingPaths(repository, {
    to,
    deleted: changes.filter((change) => isWritten(change.old) && change.new === undefined)
      .map(({ path }) => path),
  });
  // Before git compares them: an edit after this is found by it.
  const states = await statesAt(repository, namedPaths(changes));
  const found = await keptInTheWay(repository, update, {
    changes,
    refused,
    leaving,
    indexed: index.indexed,
    states,
  });
  if (found === "unsaved") return "unsaved";
  const { received, reserved, adopted, unstable, nested } = found;
  await pace.rest();
  // The incoming version could only be written unfiltered, as a pointer or ciphertext.
  const unfiltered = namedPaths(written).filter((path) =>
    update.lacksFilter?.(path) && states.get(path) !== undefined && !own.has(path)
  );
  const unplaced = unplacedPaths(changes, {
    folded,
    missing,
    nested,
    own,
    reserved,
    received,
    unfiltered,
  });
  const untouched = new Set([
    ...unplaced.keys(),
    ...hidden,
    ...leaving,
    ...adopted,
    ...unnamed.map(({ path }) => path),
  ]);
  // The version before, which stays in the place of one that would spoil git's own rules.
  const spoiled = changes.filter(({ path, old }) =>
    own.has(path) && !update.meetsOwn(path) && isWritten(old) && !hidden.has(path)
  ).map(({ path }) => path);
  await givePermissions(repository, written.filter(({ path }) => !untouched.has(path)), { states });
  await pace.rest();
  const suspects = namedPaths(written).filter((path) => update.suspects?.has(path));
  return {
    indexStamp,
    changes,
    received,
    states,
    unstable,
    hidden,
    unplaced,
    leaving,
    adopted,
    untouched,
    stood: new Map([
      ...await digestsOf(repository.root, [...missing.keys(), ...spoiled]),
      ...unnamed.flatMap(({ path, old }) =>
        isWritten(old) && !hidden.has(path) ? [[path, old.oid] as const] : []
      ),
    ]),
    digests: await digestsOf(preparedFolder(repository), suspects),
    prepared: await preparedStates(preparedFolder(repository), changes),
  };
}
