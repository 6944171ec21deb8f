// What is kept out of a save, and why.

import { join } from "node:path";
import { keptByLfs } from "../git/attributes.ts";
import type { Failure } from "../git/errors.ts";
import { isEvicted } from "../git/evicted.ts";
import { isReadable, lstatIfThere } from "../git/look.ts";
import { movedAmong } from "../git/moved.ts";
import type { Repository } from "../git/open.ts";
import { fileName, type GitPath, gitPath } from "../git/path.ts";
import { refusedNames, stageAll, status } from "../git/staging.ts";
import type { LocalStatus } from "../git/status.ts";
import { GitError } from "../git/verb.ts";
import type { NotSynced } from "./plan.ts";

/** Paths that are kept out, each with its reason. */
export type LeftOut = ReadonlyMap<GitPath, NotSynced["reason"]>;

/**
 * What is seen at a look: nested repositories, files that are in iCloud alone, those over the limit
 * (`maxBytes`; 0 means that none is) unless git-lfs keeps them, and what cannot be read.
 */
export async function toLeaveOut(
  repository: Repository,
  { changes, unreadable, maxBytes }: LocalStatus & { readonly maxBytes: number },
): Promise<Map<GitPath, NotSynced["reason"]>> {
  const leftOut = new Map<GitPath, NotSynced["reason"]>();
  const large: GitPath[] = [];
  for (const { path, kind, unstaged } of changes) {
    if (kind === "nested") leftOut.set(path, "nested repository");
    if (kind === "deleted" && await isEvicted(repository.root, path)) leftOut.set(path, "evicted");
    const name = fileName(path);
    if (name === undefined || kind === "nested" || !unstaged || maxBytes === 0) continue;
    if (isTooLarge(await lstatIfThere(join(repository.root, name)), maxBytes)) large.push(path);
  }
  if (large.length > 0) {
    const kept = await keptByLfs(repository, large);
    const rest = large.filter((path) => !kept.has(path));
    // What was only moved is published already: left out, it would be deleted everywhere.
    const moved = await movedAmong(repository, { large: rest, minBytes: maxBytes });
    for (const path of rest) if (!moved.has(path)) leftOut.set(path, "too large");
  }
  for (const path of unreadable) leftOut.set(path, "unreadable");
  return leftOut;
}

/** Whether a file is over the limit in bytes; 0 means that none is. */
export function isTooLarge(info: Deno.FileInfo | undefined, maxBytes: number): boolean {
  return info !== undefined && info.isFile && maxBytes > 0 && info.size > maxBytes;
}

/**
 * Stages everything that can be staged `besides` some names, and adds what cannot to `leftOut`: unreadable
 * files, and those that their attributes make fail, which git names one at a time. Answers the names that
 * git refuses. Throws `GitError`.
 */
export async function stageWhatGoesIn(
  repository: Repository,
  leftOut: Map<GitPath, NotSynced["reason"]>,
  besides: readonly GitPath[],
): Promise<GitPath[]> {
  let refused: GitPath[];
  for (;;) {
    try {
      const { code, stderr } = await stageAll(repository, [...leftOut.keys(), ...besides]);
      if (code === 0) return [];
      refused = refusedNames(stderr);
      break;
    } catch (error) {
      const failing = error instanceof GitError ? failingFile(error.failure) : undefined;
      if (failing === undefined || leftOut.has(failing.path)) throw error;
      leftOut.set(failing.path, failing.reason);
    }
  }
  // Git said that something did not go in. What can be read was saved again just now: the next look
  // takes it.
  for (const { path, kind, unstaged } of (await status(repository)).changes) {
    if (leftOut.has(path) || !unstaged || kind === "deleted") continue;
    if (!await isReadable(join(repository.root, fileName(path) ?? ""))) {
      leftOut.set(path, "unreadable");
    }
  }
  return refused;
}

/** The file that git names when a required filter ends with an error, or an encoding does not fit. */
function failingFile(
  { kind, path }: Failure,
): { readonly path: GitPath; readonly reason: NotSynced["reason"] } | undefined {
  if (path === undefined) return undefined;
  if (kind === "hook") return { path: gitPath(path), reason: "filter" };
  return kind === "encoding" ? { path: gitPath(path), reason: "encoding" } : undefined;
}
