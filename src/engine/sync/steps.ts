// The steps of a sync that do something: each changes the repository and says what that means for the
// steps to come. Which one is next is decided in `engine/sync/plan.ts`.

import { copiedFrom } from "../git/values/conflict_name.ts";
import { concernsConflicts } from "../merge/open_conflicts.ts";
import { savesOnlyTracked, type Upstream } from "../git/values/git_config.ts";
import { commitTree } from "../git/commands/commits.ts";
import { treeOf } from "../git/commands/trees.ts";
import { delay, Pace } from "../../system/delay.ts";
import { keep } from "../branch/kept_commits.ts";
import type { Repository } from "../git/repository/repository.ts";
import { baseName, type GitPath, shownName } from "../git/values/path.ts";
import { realVolume } from "../worktree/volume.ts";
import { deleteRef, moveRef, readRef, setRef } from "../git/commands/refs.ts";
import { GitError } from "../git/process/git.ts";
import { type UpdateResult, updateWorktree } from "../worktree/update.ts";
import {
  massDeletionBetween,
  noteIncomingDeletion,
  restoringCommit,
} from "../incoming/incoming_deletion.ts";
import type { Pushed } from "../git/commands/fetch_push.ts";
import { type Contact, reachAll } from "../git/commands/destinations.ts";
import type { Memory } from "./cache.ts";
import { graftMessage } from "../git/repository/commit_message.ts";
import { type Observation, PATIENCE_MS, pauseAfterRejection } from "./plan.ts";
import type { Report } from "./outcome.ts";
import { beforeUpdate, heldBy, rulesUnchanged } from "./privacy.ts";
import type { Related } from "../branch/compare.ts";
import type { Gathered } from "./report.ts";
import type { SyncRequest, SyncSettings } from "./settings.ts";

/** A sync under way: its settings, what is known, what it is asked for and what it did. */
export interface Run {
  readonly memory: Memory;
  readonly request: SyncRequest;
  readonly report: Gathered;
  readonly progress: Progress;
  /** Whether it is to stop before the next step. */
  readonly isStopping: () => boolean;
}

/** What this sync has already made sure of. */
export interface Progress {
  saved: boolean;
  /** Whether deleted files were brought back, where that is asked for. */
  restored: boolean;
  remote: Observation["remote"];
  rejections: number;
  /** When the first one was, in milliseconds since 1970. */
  rejectedAt: number | undefined;
  /** When the try to send under way began, in milliseconds since 1970. */
  tryAt: number;
  /** Whether the remote had the branch once and does not have it any more. */
  isGone: boolean;
  /** What showed last that the remote has the branch as it is here: a fetch, or a push to all of its addresses. */
  contact: Contact;
  /** The rule with which a look at the folder does not end. */
  slowRule: GitError | undefined;
  /** How many ways to mend missing objects were tried (`engine/sync/mend.ts`). */
  repairs: number;
  /** Whether the history that a shallow clone lacks was asked for. */
  isDeepened: boolean;
}

/** An update of so few paths cannot push anything of the person's out of what the watcher reports. */
const FEW_PATHS = 4;

/** Takes note of what the remote said to a push. Throws `GitError` when it has refused for too long. */
export async function afterPush(
  run: Run,
  push: {
    readonly sent: Pushed;
    readonly commit: string;
    readonly upstream: Upstream;
    /** When it began, in milliseconds since 1970. */
    readonly at: number;
    readonly patienceMs: number | undefined;
  },
): Promise<void> {
  const { memory, report, progress } = run;
  if (push.sent === "rejected") {
    progress.remote = "moved";
    progress.rejections = progress.rejections + 1;
    const now = Date.now();
    progress.rejectedAt ??= now;
    // What was fetched in between did not help: it may be another address that refuses.
    if (progress.rejections > 1) {
      const { upstream, commit } = push;
      await reachAll(memory.repository, { upstream, commit, known: "fetched" });
    }
    if (now - progress.rejectedAt <= (push.patienceMs ?? PATIENCE_MS)) return;
    const detail = `the remote had something new at each of ${progress.rejections} tries`;
    throw new GitError({ kind: "rejected", detail }, "git push");
  }
  progress.remote = "fresh";
  progress.contact = push.sent === "partly" ? "none" : "pushed";
  report.askedAt = push.at;
  report.pushed = true;
  // Git does this itself when the remote's fetch refspec covers the branch.
  const { tracking } = push.upstream;
  const seen = await readRef(memory.repository, tracking);
  if (seen !== push.commit) await setRef(memory.repository, tracking, push.commit);
  memory.related = {
    relation: "equal",
    head: push.commit,
    tip: push.commit,
    bases: [],
  };
}

/** Machines that were rejected at the same moment must not come back at the same moment. */
export async function jitter({ rejections, tryAt }: Progress): Promise<void> {
  const tookMs = Math.max(0, Date.now() - tryAt);
  await delay(pauseAfterRejection({ rejections, tookMs, chance: Math.random() })).done;
}

/** Brings the work tree from one commit to another; `undefined` when it has to be looked at again first. */
async function updateTo(
  settings: SyncSettings,
  { memory, progress, report }: Run,
  { from, to, hosts }: {
    readonly from: string | undefined;
    readonly to: string;
    /** Who has changed a path. */
    readonly hosts: ReadonlyMap<GitPath, string>;
  },
): Promise<Extract<UpdateResult, { kind: "updated" }> | undefined> {
  const { repository, branch } = memory;
  let hasNewRules = false;
  const held = await heldBy(memory);
  const updating = updateWorktree(repository, {
    branch,
    from,
    to,
    beforePlacing: async (changes) => {
      hasNewRules = await beforeUpdate(memory, { head: from, changes, hosts });
    },
    isPrivate: (path) =>
      held.holds(path, { tracked: false }) ||
      savesOnlyTracked(repository.config) && copiedFrom(path) === undefined,
    lacksFilter: (path) => memory.leftOut.get(path) === "no filter",
    ...keptOut(memory),
    suspects: memory.restless.suspects(),
    meetsOwn: held.meetsOwn,
    volume: settings.volume ?? realVolume,
    ...(memory.fold === undefined ? {} : { fold: memory.fold }),
  });
  memory.updating = updating.then(
    (result) => {
      memory.placed = result.kind === "updated" ? result.placed : new Map();
      if (result.kind === "updated") memory.placedAt = Date.now();
    },
    () => {},
  );
  const result = await updating;
  const known = memory.indexStamp;
  memory.indexStamp = undefined;
  memory.isIndexFresh = false;
  // What was looked at is not all that there is: only the whole tree tells.
  if (result.kind !== "updated") {
    progress.saved = false;
    return undefined;
  }
  // Our own work is among what the watcher reports next, and is as the index has it. Nobody else has
  // written the index, so whatever is not among it is still as the last look has found it.
  const isLittle = result.paths.length <= FEW_PATHS && result.copies.length === 0 && !hasNewRules;
  if (isLittle && known === result.index.before) memory.indexStamp = result.index.after;
  memory.notPlaced = result.notPlaced;
  // Git does not look at these any more, which is the better reason.
  for (const { path, reason } of result.notPlaced) {
    if (reason === "missing filter") memory.leftOut.delete(path);
  }
  // Of very many commits that come in, not all are looked at for the names that are told.
  if (concernsConflicts(result.paths.map(shownName), memory.syncedConflicts)) {
    memory.syncedConflicts = undefined;
  }
  await memory.restless.received(repository.root, result);
  for (const copy of result.copies) report.conflicts.push(editedMeanwhile(repository, copy));
  if (hasNewRules) {
    progress.saved = false;
    memory.lacksFilters = undefined;
  } else rulesUnchanged(memory, { from, to });
  if (result.copies.length > 0) progress.saved = false;
  return result;
}

/** Brings the work tree to what the remote has. */
export async function doUpdate(
  settings: SyncSettings,
  run: Run & { readonly related: Related },
): Promise<void> {
  const { memory, report, related } = run;
  const { repository } = memory;
  const incoming = related.incoming?.commits ?? [];
  // The newest commit that names a path has the last word.
  const hosts = new Map<GitPath, string>();
  for (const { paths, origin } of incoming.toReversed()) {
    for (const path of paths) hosts.set(path, origin.host);
  }
  const [from, to] = [related.head, related.tip!];
  const { forced } = related;
  if (forced?.isReplaced && from !== undefined) await keep(repository, from, Date.now());
  const result = await updateTo(settings, run, { from, to, hosts });
  if (result === undefined) return;
  // Who wrote the file last may be somebody who did not know the rule.
  const ruler =
    incoming.find(({ paths }) => paths.some((path) => baseName(path) === ".gitignore")) ??
      incoming[0];
  const pace = new Pace();
  for (const path of result.paths) {
    if (pace.isDue) await pace.rest();
    const host = hosts.get(path);
    if (result.leaving.has(path)) {
      report.left.set(shownName(path), ruler?.origin.host ?? host ?? repository.host);
      continue;
    }
    // A path that no incoming commit names came with our own merge: it is a conflict copy.
    if (host === undefined) continue;
    report.pulled.set(shownName(path), { host, deleted: result.deleted.has(path) });
  }
  report.forced ??= forced;
  if (from === undefined) return;
  const { deleted, leaving } = result;
  const host = deleted.values().map((path) => hosts.get(path)).find((host) => host !== undefined);
  const found = await massDeletionBetween(repository, {
    from,
    to,
    host: host ?? incoming[0]?.origin.host ?? repository.host,
    time: Date.now(),
    deleted,
    leaving,
  });
  if (found === undefined) return;
  memory.deletion = found;
  await noteIncomingDeletion(repository, found);
}

/** Brings back what another machine has deleted, as a save of this one. */
export async function doRestore(
  settings: SyncSettings,
  run: Run & { readonly head: string | undefined },
): Promise<void> {
  const { memory, report, progress, head } = run;
  const { repository, deletion } = memory;
  if (deletion !== undefined && head !== undefined) {
    const commit = await restoringCommit(repository, { deletion, head });
    if (commit !== undefined) {
      const result = await updateTo(settings, run, { from: head, to: commit, hosts: new Map() });
      if (result === undefined) return;
      for (const path of result.paths) report.saved.push(shownName(path));
    }
  }
  progress.restored = true;
  memory.deletion = undefined;
  await noteIncomingDeletion(repository, undefined);
}

function keptOut(
  { leftOut, restless, notPlaced, privatePaths }: Memory,
): { readonly leftOut: Set<GitPath>; readonly restless: Map<GitPath, string> } {
  const paths = [...leftOut];
  const filtered = privatePaths.filter(({ reason }) => reason === "filter");
  return {
    leftOut: new Set([
      ...paths.filter(([, reason]) => reason !== "restless").map(([path]) => path),
      // A deleted file that is still there must not hold up another one of its name.
      ...notPlaced.filter(({ reason }) => reason === "not writable").map(({ path }) => path),
      ...filtered.map(({ path }) => path),
    ]),
    restless: new Map(
      paths.filter(([, reason]) => reason === "restless").map(([path]) =>
        [path, restless.digest(path)!] as const
      ),
    ),
  };
}

/** A version that somebody saved while the folder was being updated. */
export function editedMeanwhile(
  repository: Repository,
  { path, copy }: { readonly path: GitPath; readonly copy: GitPath },
): Report["conflicts"][number] {
  return { path, copy, side: "ours", origin: { host: repository.host, time: Date.now() } };
}

/** Ties what the person rewrote to what was published, so that his amendment is no conflict. */
export async function doGraft(
  repository: Repository,
  graft: { readonly branch: string; readonly head: string; readonly rewritten: string },
): Promise<void> {
  const { branch, head, rewritten } = graft;
  const commit = await commitTree(repository, {
    tree: await treeOf(repository, head),
    parents: [rewritten, head],
    message: graftMessage(repository.host),
  });
  await moveRef(repository, {
    ref: `refs/heads/${branch}`,
    to: commit,
    from: head,
    reason: "sync: rewritten history",
  });
}

/** The remote has no such branch any more: what was remembered of it is not true. */
export async function forgetTip(
  repository: Repository,
  upstream: Upstream,
  tip: string,
): Promise<void> {
  await deleteRef(repository, upstream.tracking, tip);
}
