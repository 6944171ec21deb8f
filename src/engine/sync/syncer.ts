// The syncing of one folder: one sync after the other, and what is known from the last one.

import { join } from "node:path";
import { stampOf, statFile } from "../../system/file_state.ts";
import { upstreamOf } from "../git/values/git_config.ts";
import { withHelper } from "../git/process/credentials.ts";
import type { Failure } from "../git/process/failure.ts";
import { readHead } from "../git/commands/refs.ts";
import { blockedBy, failureOf } from "../errors.ts";
import { current, type Memory } from "./cache.ts";
import type { SyncOutcome } from "./outcome.ts";
import { Gathered } from "./report.ts";
import type { SyncRequest, SyncSettings } from "./settings.ts";
import { sync } from "./sync.ts";
import { findConflicts } from "./housekeeping.ts";

/** Syncs one folder, one sync at a time. */
export interface Syncer {
  /** Never throws: whatever goes wrong is an outcome. */
  sync(request: SyncRequest): Promise<SyncOutcome>;
  /**
   * Syncs nothing because of `reason`. Where the folder itself cannot be synced, that is the outcome's
   * reason, as it says more. Never throws.
   */
  refuse(reason: Error): Promise<SyncOutcome>;
  /** Whether the branch is where the last sync left it, equal to the remote's: it was moved by that alone. */
  isSettled(): Promise<boolean>;
  /**
   * Whose work it is that files have changed: "ours" when they are just as the last update has left them,
   * "unknown" when that update was a moment ago and nobody can tell. `names` is asked for theirs when no
   * update is under way.
   */
  whoseWork(names: () => readonly string[] | undefined): Promise<"ours" | "others" | "unknown">;
  /** Lets the step under way end; the sync fails there with the kind `aborted`. */
  stop(): void;
}

/** So long after an update the watcher may still tell of it, in milliseconds. */
const ECHO_MS = 5_000;

/** Prepares the syncing of one folder; nothing is touched yet. */
export function createSyncer(settings: SyncSettings): Syncer {
  let memory: Memory | undefined;
  let isStopping = false;
  return {
    stop: () => {
      isStopping = true;
    },
    async isSettled() {
      if (memory?.related?.relation !== "equal") return false;
      const { repository, branch, related } = memory;
      const head = await readHead(repository).catch(() => undefined);
      return head?.kind === "branch" && head.branch === branch && head.oid === related.head;
    },
    async whoseWork(names) {
      await memory?.updating;
      const changed = names();
      if (memory === undefined || changed?.length === 0) return "others";
      if (changed === undefined || memory.placed.size === 0) {
        return Date.now() - memory.placedAt < ECHO_MS ? "unknown" : "others";
      }
      return (await withoutOwnWork(memory, changed)).length === 0 ? "ours" : "others";
    },
    async sync(request) {
      const report = new Gathered();
      try {
        memory = await current(settings, memory);
        const { paths } = request;
        const asked = paths === undefined
          ? request
          : { ...request, paths: await withoutOwnWork(memory, paths) };
        return await sync(settings, {
          memory,
          request: asked,
          report,
          isStopping: () => isStopping,
        });
      } catch (error) {
        return await ended(error, report);
      }
    },
    async refuse(reason) {
      const report = new Gathered();
      try {
        memory = await current(settings, memory);
        return await ended(reason, report);
      } catch (error) {
        const isVague = blockedBy(error) === undefined && blockedBy(reason) !== undefined;
        return await ended(isVague ? reason : error, report);
      }
    },
  };

  function signInOf(failure: Failure): Failure {
    if (memory === undefined) return failure;
    const { repository: { config }, branch } = memory;
    return withHelper(failure, { config, remote: upstreamOf(config, branch)?.remote });
  }

  async function ended(error: unknown, report: Gathered): Promise<SyncOutcome> {
    // Open conflicts can be named all the same, unless it is git itself that does not work.
    if (memory !== undefined) await findConflicts({ memory, report }).catch(() => {});
    const reported = report.done(memory);
    // Nothing that was believed before is certain now.
    memory?.forget();
    const problem = blockedBy(error) ?? signInOf(failureOf(error));
    // The user settles it by checking out the branch that the remote has.
    if (problem.kind === "no such branch") memory = undefined;
    return { kind: "problem", problem, report: reported };
  }
}

/** Leaves the names of files out that are just as the last update has put them in place. */
async function withoutOwnWork(
  { placed, repository }: Memory,
  names: readonly string[],
): Promise<readonly string[]> {
  const others: string[] = [];
  for (const name of names) {
    const then = placed.get(name);
    const now = placed.has(name) ? await statFile(join(repository.root, name)) : undefined;
    const isOurs = then === undefined || now === undefined
      ? placed.has(name) && then === now
      : stampOf(then) === stampOf(now);
    if (!isOurs) others.push(name);
  }
  return others;
}
