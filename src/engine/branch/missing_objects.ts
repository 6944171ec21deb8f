// Objects that are missing or damaged here, as after a power cut: most of them are at the remote,
// or can be made again from the files of the folder.

import { join } from "node:path";
import type { Upstream } from "../git/values/git_config.ts";
import { isAboutSettings } from "../git/process/classify.ts";
import type { Failure } from "../git/process/failure.ts";
import { readIndex } from "../git/commands/index.ts";
import { branchReflog, earlierCommits, knownCommits } from "../git/commands/reflog.ts";
import { moveRef, readRef } from "../git/commands/refs.ts";
import { isObjectId } from "../git/values/object_id.ts";
import { lstatIfThere } from "../../system/file_state.ts";
import type { Repository } from "../git/repository/repository.ts";
import { fileName, type GitPath } from "../git/values/path.ts";
import { isPartial } from "../git/repository/partial_clone.ts";
import { isWritten } from "../git/values/tree.ts";
import { FILTER_SILENCE_MS, git } from "../git/process/git.ts";
import { fetchBranch, type TransferSettings } from "./transfer.ts";

/** Reports whether a failure may be about objects that are missing or damaged here. */
export function isAboutObjects(failure: Failure): boolean {
  const others = /config|gitfile|index file|signature|reference broken|packed-refs|needs force/;
  return failure.kind === "damaged" && !isAboutSettings(failure) && !others.test(failure.detail);
}

/**
 * Fetches what the remote has. Unless `isThorough`, an ordinary fetch has to do, which brings the
 * objects of a branch that lacks its newest commit. Else damaged objects and a broken tracking ref
 * are moved away, files are written as objects again, and the remote is asked for its whole
 * history. Throws `GitError`.
 */
export async function repairObjects(
  repository: Repository,
  { upstream, isThorough, ...options }: TransferSettings & {
    readonly upstream: Upstream;
    readonly isThorough: boolean;
  },
): Promise<void> {
  if (isThorough) {
    await dropBrokenTracking(repository, upstream);
    await moveDamagedObjects(repository);
    await writeFilesAgain(repository);
  }
  await fetchBranch(repository, upstream, { ...options, history: isThorough ? "again" : "new" });
}

/**
 * Drops what is remembered of the remote's branch where it names no commit that is here: git
 * refuses to fetch as long as it does, and the fetch remembers it anew.
 */
async function dropBrokenTracking(
  { run, reftable, commonDir }: Repository,
  { tracking }: Upstream,
): Promise<void> {
  const { code } = await run(["cat-file", "-e", `${tracking}^{commit}`], { access: "reads" });
  if (code === 0) return;
  const deleted = await run(["update-ref", "-d", tracking], { access: "writes" });
  if (deleted.code === 0 || reftable) return;
  // Git deletes no ref that it cannot read.
  const file = join(commonDir, tracking);
  if ((await lstatIfThere(file))?.isFile) await Deno.remove(file);
}

/** So many earlier commits of a branch are tried; each costs a git process. */
const EARLIER_COMMITS = 20;

/**
 * Moves a branch whose newest commit is lost back to the newest earlier one that is complete, by
 * git's own memory of it. The folder and the index have all that the lost commit had, so the next
 * save commits it anew. With `sent`, the commit that the remote has, only where the lost one is a
 * save that was never sent. Reports whether it did. Throws `GitError`.
 */
export async function goBack(
  repository: Repository,
  { branch, head, ...given }: {
    readonly branch: string;
    readonly head: string | undefined;
    readonly sent?: string | undefined;
  },
): Promise<boolean> {
  if (head === undefined || await isComplete(repository, head)) return false;
  const reflog = await branchReflog(repository, branch);
  if ("sent" in given && (given.sent === head || !isSaveLast(reflog))) return false;
  const earlier = earlierCommits(reflog).filter((oid) => oid !== head).slice(0, EARLIER_COMMITS);
  for (const to of earlier) {
    if (!await isComplete(repository, to)) continue;
    const reason = "sync: go back, the newest commit is lost";
    return await moveRef(repository, { ref: `refs/heads/${branch}`, to, from: head, reason });
  }
  return false;
}

/**
 * Puts a branch whose ref a power cut has emptied or taken away back to the newest complete commit
 * of git's own memory of it, which goes with a branch that its user deletes. `head` is what the ref
 * holds. Reports whether it is there again. Throws `GitError`.
 */
export async function mendRef(
  repository: Repository,
  { branch, head }: { readonly branch: string; readonly head: string | undefined },
): Promise<boolean> {
  if (repository.reftable || isObjectId(head)) return false;
  const ref = `refs/heads/${branch}`;
  for (const to of knownCommits(await branchReflog(repository, branch)).slice(0, EARLIER_COMMITS)) {
    if (!await isComplete(repository, to)) continue;
    // The user may have put it back meanwhile.
    if (await readRef(repository, ref) !== head) return true;
    // Git moves no ref that it cannot read.
    if (head !== undefined) await Deno.remove(join(repository.commonDir, ref));
    const from = await readRef(repository, ref) ?? repository.zeroId;
    return await moveRef(repository, { ref, to, from, reason: "sync: put back, the ref was lost" });
  }
  return false;
}

/**
 * Reports whether a save of the app is the last that happened to a branch (`engine/save/save.ts`).
 */
function isSaveLast(reflog: string): boolean {
  return reflog.trimEnd().endsWith("\tsync: save");
}

/** Reports whether a commit and all files of it are here. */
async function isComplete(repository: Repository, commit: string): Promise<boolean> {
  const { code } = await repository.run([
    "rev-list",
    "--objects",
    "--no-walk",
    "--quiet",
    ...(isPartial(repository) ? ["--exclude-promisor-objects"] : []),
    commit,
    "--",
  ], { access: "reads", silenceMs: FILTER_SILENCE_MS });
  return code === 0;
}

/** Moves damaged object files into a folder of ours: git would neither read nor replace them. */
async function moveDamagedObjects(repository: Repository): Promise<void> {
  const { commonDir, ownDir } = repository;
  // Packs are left out: a damaged one hides no other copy of an object.
  const { stderr } = await repository.run(["fsck", "--no-full", "--no-dangling"], {
    access: "reads",
    silenceMs: FILTER_SILENCE_MS,
  });
  const folder = join(ownDir, "damaged");
  for (const [, oid] of stderr.matchAll(/^error: ([0-9a-f]{40,64}): object corrupt or missing/gm)) {
    const file = join(commonDir, "objects", oid!.slice(0, 2), oid!.slice(2));
    if (!(await lstatIfThere(file))?.isFile) continue;
    await Deno.mkdir(folder, { recursive: true });
    await Deno.rename(file, join(folder, oid!));
  }
}

/**
 * Writes the files of the folder whose objects are missing as objects. One that was edited gives
 * another. Reports whether it has written any. Throws `GitError`.
 */
export async function writeFilesAgain(repository: Repository): Promise<boolean> {
  // There git would fetch each object that is asked for.
  if (isPartial(repository)) return false;
  const paths = new Map<string, GitPath>();
  for (const { path, entry, isHidden } of await readIndex(repository)) {
    if (isWritten(entry) && !isHidden && !/[\r\n"]/.test(path)) paths.set(entry.oid, path);
  }
  const { stdout } = await git(repository, ["cat-file", "--batch-check"], {
    access: "reads",
    stdin: [...paths.keys()].map((oid) => `${oid}\n`).join(""),
  });
  const missing = [...stdout.matchAll(/^([0-9a-f]{40,64}) missing$/gm)].map(([, oid]) => oid!);
  const files: GitPath[] = [];
  for (const oid of missing) {
    const path = paths.get(oid)!;
    const name = fileName(path);
    const info = name === undefined ? undefined : await lstatIfThere(join(repository.root, name));
    if (info?.isFile) files.push(path);
  }
  if (files.length === 0) return false;
  const { code } = await repository.run(["hash-object", "-w", "--stdin-paths"], {
    access: "writes",
    stdin: files.map((path) => `${path}\n`).join(""),
    silenceMs: FILTER_SILENCE_MS,
  });
  return code === 0;
}
