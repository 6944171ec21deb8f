// Plans an update of the work tree, with everything that is in its way. Only files of ours are written.

import { join } from "node:path";
import { changesBetween, emptyTree } from "../../git/commands/trees.ts";
import type { Fold } from "../../git/repository/case_folding.ts";
import { type IndexView, viewIndex } from "../../git/commands/index.ts";
import { leavingPaths } from "../../rules/leaving.ts";
import { type FileState, stampAt } from "../../../system/file_state.ts";
import { digestsOf, stillHolding } from "../digests.ts";
import type { UnplacedReason } from "../../git/repository/unplaced.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { formerSubmodulesAmong, spoilingRules } from "../../rules/own_rules.ts";
import { fileName, type GitPath } from "../../git/values/path.ts";
import { givePermissions } from "../permissions.ts";
import { privateInTheWay } from "./private_here.ts";
import { preparedFolder, prepareFiles } from "./prepare.ts";
import { preparedStates } from "../placed_files.ts";
import { unplacedBySparse } from "../../git/commands/sparse.ts";
import { inTheWay, statesAt } from "./in_the_way.ts";
import { type Change, isWritten, namedPaths } from "../../git/values/tree.ts";
import { checkShape, foldedNames } from "./tree_names.ts";
import { unplacedPaths } from "./unplaced_paths.ts";
import type { Volume } from "../volume.ts";
import { gathered, inSlices, Pace } from "../../../system/pace.ts";

/** From which commit to which one. */
export interface Update {
  readonly branch: string;
  /** The branch's commit; `undefined` for a branch without one. */
  readonly from: string | undefined;
  readonly to: string;
  /** Local changes that are kept out of the sync: they make room for what comes in. */
  readonly leftOut: ReadonlySet<GitPath>;
  /**
   * Files that git finds changed although they hold the bytes of this id, which are in the history: as
   * long as they do, they give way without a copy.
   */
  readonly unstable?: ReadonlyMap<GitPath, string>;
  /** Paths at which it is to be known which bytes were written. */
  readonly suspects?: ReadonlySet<GitPath>;
  /** Reports whether an incoming path would be the app's own, or take the place of what is. */
  readonly meetsOwn: (path: GitPath) => boolean;
  /** Reports whether an untracked file at a path is private. */
  readonly isPrivate?: (path: GitPath) => boolean;
  /** Reports whether the file at a path is not sent, as its filter is missing here. */
  readonly lacksFilter?: (path: GitPath) => boolean;
  /** Returns the new names and links of the changes that are ignored here. */
  readonly receivedNames?: (changes: readonly Change[]) => Promise<ReadonlySet<GitPath>>;
  /** Called with the changes, and those names, before the first file is put in place. */
  readonly beforePlacing?: (
    changes: readonly Change[],
    received: ReadonlySet<GitPath>,
  ) => Promise<void>;
  /** Called before files are written, and with each that is in place. */
  readonly onPlaced?: (done: number, total: number) => void;
  readonly volume: Volume;
  /** Present when the volume ignores case or Unicode form. */
  readonly fold?: Fold;
}

/** Everything that is known before the first file is touched. */
export interface UpdatePlan {
  /** The stamp of the index. */
  readonly indexStamp: string;
  readonly changes: readonly Change[];
  /** The new names and links that are ignored here. */
  readonly received: ReadonlySet<GitPath>;
  /** The state of each path that is renamed or replaced. */
  readonly states: ReadonlyMap<GitPath, FileState | undefined>;
  /** Those of the unstable files that still hold their bytes. */
  readonly unstable: ReadonlyMap<GitPath, string>;
  /** Changed paths that are marked skip-worktree, or that a sparse checkout leaves out. */
  readonly hidden: ReadonlySet<GitPath>;
  /** Changed paths that cannot be placed, and why. */
  readonly unplaced: ReadonlyMap<GitPath, UnplacedReason>;
  /** Deleted paths that the new commit ignores: they leave the sync, and their files stay. */
  readonly leaving: ReadonlySet<GitPath>;
  /** Private files that hold the bytes which come in: the index gets them, and nothing is written. */
  readonly adopted: ReadonlySet<GitPath>;
  /** Changed paths that are left alone: hidden, unplaced, leaving, adopted, and names that are not UTF-8. */
  readonly untouched: ReadonlySet<GitPath>;
  /** The ids of the bytes that stand at paths that cannot be placed. */
  readonly stood: ReadonlyMap<GitPath, string>;
  /** The ids of the bytes of the new files at the suspects. */
  readonly digests: ReadonlyMap<GitPath, string>;
  /** The states of the new files of a little update, by name. */
  readonly prepared: ReadonlyMap<string, FileState | undefined>;
}

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
  const { from, to, leftOut } = update;
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
  const isOwnOrFolded = (path: GitPath) => own.has(path) || folded.has(path);
  await pace.rest();
  const missing = await prepareFiles(repository, {
    changes,
    attributes: index.attributes,
    paths: namedPaths(written).filter((path) => !hidden.has(path) && !isOwnOrFolded(path)),
  });
  const leaving = await leavingPaths(repository, {
    to,
    deleted: changes.filter((change) => isWritten(change.old) && change.new === undefined)
      .map(({ path }) => path),
  });
  // Before git compares them: an edit after this is found by it.
  const states = await statesAt(repository, namedPaths(changes));
  const local = await inTheWay(
    repository,
    changes.filter(({ path }) =>
      !leaving.has(path) && !isOwnOrFolded(path) && fileName(path) !== undefined
    ),
  );
  await pace.rest();
  const received = await update.receivedNames?.(changes) ?? new Set<GitPath>();
  // Git compares bytes: what stands there may have a spelling in which a rule ignores it.
  const isIgnored = (path: GitPath) => update.fold !== undefined && received.has(path);
  const isPrivate = (path: GitPath) =>
    !leftOut.has(path) && (isIgnored(path) || (update.isPrivate?.(path) ?? false));
  const { reserved, adopted } = await privateInTheWay(repository, {
    paths: namedPaths(written).filter((path) => !isOwnOrFolded(path)),
    indexed: index.indexed,
    formerSubmodules: formerSubmodulesAmong(changes),
    kept: [
      ...local.ignored,
      ...local.unsaved.filter(isPrivate),
      ...[...received].filter(isIgnored),
    ],
    states,
  });
  await pace.rest();
  // The incoming version could only be written unfiltered, as a pointer or ciphertext.
  const unfiltered = namedPaths(written).filter((path) =>
    update.lacksFilter?.(path) && states.get(path) !== undefined && !own.has(path)
  );
  const unstable = await stillHolding(repository.root, update.unstable ?? new Map());
  if (local.unsaved.some((path) => !leftOut.has(path) && !unstable.has(path) && !isPrivate(path))) {
    return "unsaved";
  }
  await pace.rest();
  const unplaced = unplacedPaths(changes, {
    folded,
    missing,
    nested: local.nested,
    own,
    reserved: reserved.filter((path) => !adopted.has(path)),
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

/** Returns the changed paths that are hidden, the app's own, or the same name to the volume as another one. */
async function refusedByName(
  repository: Repository,
  { to, meetsOwn, fold }: Update,
  { changes, written, index }: {
    readonly changes: readonly Change[];
    readonly written: readonly Change[];
    readonly index: IndexView;
  },
): Promise<Readonly<Record<"hidden" | "own" | "folded", ReadonlySet<GitPath>>>> {
  const pace = new Pace();
  const arriving = changes.filter((change) => change.new !== undefined)
    .map(({ path }) => path).filter((path) => !index.indexed.has(path));
  await pace.rest();
  const hidden = new Set([...index.hidden, ...await unplacedBySparse(repository, arriving)]);
  const spoiling = await spoilingRules(
    repository,
    changes.map(({ path, new: next }) => [path, next] as const),
  );
  await pace.rest();
  const isOwn = ({ path }: Change) => meetsOwn(path) || spoiling.has(path);
  const own = new Set((await gathered(changes, isOwn)).map(({ path }) => path));
  const folded = fold === undefined
    ? new Set<GitPath>()
    : await foldedNames(repository, { to, added: written, fold });
  return { hidden, own, folded };
}
