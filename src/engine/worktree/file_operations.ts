// The operations of an update on the files of the work tree: their order, and those that may not be done.

import { digestOf, isUnchanged, lstatIfThere } from "../../system/file_state.ts";
import type { Repository } from "../git/repository/repository.ts";
import { fileIn, type GitPath, parentFolders, TOP } from "../git/values/path.ts";
import { removeEmptied } from "./emptied_folders.ts";
import { NotWritable, Placing } from "./placing.ts";
import { isWritten } from "../git/values/tree.ts";
import { Pace, untilStopped } from "../../system/pace.ts";
import type { Update, UpdatePlan } from "./plan/update_plan.ts";

/** One path, taken out of the work tree or put into it. */
export interface FileOperation {
  readonly path: GitPath;
  readonly act: () => Promise<void>;
}

/** Returns all that is taken out, then all that is put in: a folder may have to make room for a file. */
export async function operationsOf(
  repository: Repository,
  { changes, untouched }: UpdatePlan,
  { placing, fresh, onPlaced }: {
    readonly placing: Placing;
    readonly fresh: string;
    readonly onPlaced: Update["onPlaced"];
  },
): Promise<FileOperation[]> {
  const pace = new Pace();
  const out: FileOperation[] = [];
  const into: FileOperation[] = [];
  let placed = 0;
  const put = async (...about: Parameters<Placing["put"]>) => {
    await placing.put(...about);
    onPlaced?.(++placed, into.length);
  };
  for (const [at, { path, old, new: next }] of changes.entries()) {
    if (pace.isDue) await pace.rest();
    if (untouched.has(path)) continue;
    if (isWritten(old) && !isWritten(next)) {
      out.push({ path, act: () => placing.remove(path, { at, old }) });
    } else if (old !== undefined && next === undefined) {
      out.push({ path, act: () => placing.removeGitlink(path) });
    }
    if (isWritten(next)) into.push({ path, act: () => put(path, { at, old, next, fresh }) });
    else if (next !== undefined) into.push({ path, act: () => placing.makeGitlink(path) });
  }
  const removed = out.map(({ path }) => path);
  return [...out, { path: TOP, act: () => removeEmptied(repository, removed) }, ...into];
}

/**
 * Runs all of it. Returns the paths that may not be written and are as they were, each with what `stoodAt`
 * says of it. Throws `NotWritable` for a path at which something was moved already.
 */
export async function runAll(
  operations: readonly FileOperation[],
  { signal, stoodAt }: {
    readonly signal: AbortSignal | undefined;
    readonly stoodAt: (path: GitPath) => Promise<string | undefined | "changed">;
  },
): Promise<ReadonlyMap<GitPath, string | undefined>> {
  const refused = new Map<GitPath, string | undefined>();
  const inUse = new Set<GitPath>();
  for (const { path, act } of untilStopped(operations, signal)) {
    // A file has to stay in the folder that would make room for this one.
    if (inUse.has(path)) {
      refused.set(path, undefined);
      continue;
    }
    try {
      await act();
    } catch (error) {
      const stood = error instanceof NotWritable ? await stoodAt(error.path) : "changed";
      if (!(error instanceof NotWritable) || stood === "changed") throw error;
      refused.set(error.path, stood);
      for (const folder of parentFolders(error.path)) inUse.add(folder);
    }
  }
  return refused;
}

/**
 * Returns the id of the bytes of the published version that stands at a path, `undefined` when nothing does,
 * and "changed" when the file is another one than was compared.
 */
export async function stoodAt(
  { root }: Repository,
  { path, plan }: { readonly path: GitPath; readonly plan: UpdatePlan },
): Promise<string | undefined | "changed"> {
  const file = fileIn(root, path);
  const seen = plan.states.get(path);
  if (seen === undefined) return await lstatIfThere(file) === undefined ? undefined : "changed";
  if (seen.kind === "folder") return undefined;
  const old = plan.changes.find((change) => change.path === path)?.old;
  const bytes = seen.kind === "link" ? old?.oid : await digestOf(file).catch(() => undefined);
  return bytes !== undefined && await isUnchanged(seen, file) ? bytes : "changed";
}

/** Returns the plan as it turned out: these paths were left alone as well. */
export function withRefused(
  plan: UpdatePlan,
  refused: ReadonlyMap<GitPath, string | undefined>,
): UpdatePlan {
  if (refused.size === 0) return plan;
  const stood = new Map(plan.stood);
  for (const [path, bytes] of refused) if (bytes !== undefined) stood.set(path, bytes);
  return {
    ...plan,
    stood,
    unplaced: new Map([
      ...plan.unplaced,
      ...[...refused.keys()].map((path) => [path, "not writable"] as const),
    ]),
    untouched: new Set([...plan.untouched, ...refused.keys()]),
  };
}
