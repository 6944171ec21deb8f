// Objects that are missing or damaged here, as after a power cut: most of them are at the remote, or can be
// made again from the files of the folder.

import { join } from "node:path";
import type { Upstream } from "../git/values/git_config.ts";
import type { Failure } from "../git/process/failure.ts";
import { readIndex } from "../git/commands/index.ts";
import { lstatIfThere } from "../../system/file_state.ts";
import type { Repository } from "../git/repository/repository.ts";
import { fileName, type GitPath } from "../git/values/path.ts";
import { isPartial } from "../git/repository/partial_clone.ts";
import { fetch, type TransferOptions } from "../git/commands/fetch_push.ts";
import { isWritten } from "../git/values/tree.ts";
import { FILTER_SILENCE_MS, git } from "../git/process/git.ts";

/** Reports whether a failure may be about objects that are missing or damaged here. */
export function isAboutObjects({ kind, detail }: Failure): boolean {
  const others = /config|gitfile|index file|signature|reference broken|packed-refs|needs force/;
  return kind === "damaged" && !others.test(detail);
}

/**
 * Fetches what the remote has. Unless `isThorough`, an ordinary fetch has to do, which brings the objects of
 * a branch that lacks its newest commit. Else damaged objects and a broken tracking ref are set aside, files are written as objects
 * again, and the remote is asked for its whole history. Throws `GitError`.
 */
export async function repairObjects(
  repository: Repository,
  { upstream, isThorough, ...options }: TransferOptions & {
    readonly upstream: Upstream;
    readonly isThorough: boolean;
  },
): Promise<void> {
  if (isThorough) {
    await dropBrokenTracking(repository, upstream);
    await setDamagedAside(repository);
    await writeFilesAgain(repository);
  }
  await fetch(repository, upstream, { ...options, history: isThorough ? "again" : "new" });
}

/**
 * Drops what is remembered of the remote's branch where it names no commit that is here: git refuses to fetch
 * as long as it does, and the fetch remembers it anew.
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

/** Moves damaged object files into a folder of ours: git would neither read nor replace them. */
async function setDamagedAside(repository: Repository): Promise<void> {
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

/** Writes the files of the folder whose objects are missing as objects. One that was edited gives another. */
async function writeFilesAgain(repository: Repository): Promise<void> {
  // There git would fetch each object that is asked for.
  if (isPartial(repository)) return;
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
  if (files.length === 0) return;
  await repository.run(["hash-object", "-w", "--stdin-paths"], {
    access: "writes",
    stdin: files.map((path) => `${path}\n`).join(""),
    silenceMs: FILTER_SILENCE_MS,
  });
}
