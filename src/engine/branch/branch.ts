// The synced branch: what is known of it from one sync to the next, and what is done with it.

import { BlockedError } from "../errors.ts";
import { type Contact, pushToDestinations } from "../git/commands/destinations.ts";
import { readHead, readRef } from "../git/commands/refs.ts";
import { withHelper } from "../git/process/credentials.ts";
import type { Failure } from "../git/process/failure.ts";
import type { Repository } from "../git/repository/repository.ts";
import { type Upstream, upstreamOf } from "../git/values/git_config.ts";
import { isUnsent, relate, type Related } from "./compare.ts";
import { graft } from "./graft.ts";
import { ensureWholeIndex } from "./index_checksum.ts";
import { joinSaves, type UnsentSaves } from "./join_saves.ts";
import { keep, keepLeftCommit } from "./kept_commits.ts";
import { wasPublished, writeLastSynced } from "./last_synced.ts";
import { mendRef } from "./missing_objects.ts";
import { ownRemoteObstacle } from "./own_remote.ts";
import { type BranchTips, preflight } from "./preflight.ts";
import { forgetTip, mayMakeBranch, rememberTip } from "./remote_branch.ts";

/** The synced branch of one repository. */
export class Branch {
  /** How the branch stands to the remote's, as it was last compared. */
  related: Related | undefined;
  /** The commit at which the last sync left the branch. */
  head: string | undefined;
  /** When all history was last fetched because of missing objects, in milliseconds since 1970. */
  repairedAt = -Infinity;
  readonly repository: Repository;
  readonly name: string;

  constructor(repository: Repository, name: string) {
    this.repository = repository;
    this.name = name;
  }

  /** Where the branch is published; `undefined` when it is nowhere. */
  get upstream(): Upstream | undefined {
    return upstreamOf(this.repository.config, this.name);
  }

  /** Whether the branch has commits that the remote may lack; `undefined` when nobody knows. */
  get isUnsent(): boolean | undefined {
    return this.related && isUnsent(this.related.relation);
  }

  /**
   * Returns how the branch stands. Throws `BlockedError` when the repository is not to be touched.
   */
  async readTips(): Promise<BranchTips> {
    return await preflight(this.repository, this.name);
  }

  /** Returns the newest commit of the branch. */
  async readHead(): Promise<string | undefined> {
    return await readRef(this.repository, `refs/heads/${this.name}`);
  }

  /** Reports whether the branch is where the last sync left it, equal to the remote's. */
  async isSettled(): Promise<boolean> {
    if (this.related?.relation !== "equal") return false;
    const { head: left } = this.related;
    const head = await readHead(this.repository).catch(() => undefined);
    return head?.kind === "branch" && head.branch === this.name && head.oid === left;
  }

  /** Compares the branch with the remote's; asks git only when one has moved. Throws `GitError`. */
  async compare({ head, tip, upstream }: BranchTips): Promise<Related> {
    const { related } = this;
    if (related !== undefined && related.head === head && related.tip === tip) return related;
    const at = { branch: this.name, head, tip, tracking: upstream.tracking };
    this.related = await relate(this.repository, at);
    return this.related;
  }

  /**
   * Notes saves on top of a commit. Where the remote has that commit, the branch is ahead of it.
   */
  advance(from: string | undefined, to: string): void {
    const { related } = this;
    if (related === undefined || related.head !== from || related.tip === undefined) return;
    if (related.relation !== "equal" && related.relation !== "ahead") return;
    this.related = { ...related, relation: "ahead", head: to };
  }

  /** Notes that a push has brought a commit to the remote. */
  async notePushed(upstream: Upstream, commit: string): Promise<void> {
    await rememberTip(this.repository, upstream, commit);
    this.related = { relation: "equal", head: commit, tip: commit, bases: [] };
  }

  /**
   * Asks the remote whether the branch has to be created there. Throws `BlockedError` where the
   * remote has other branches.
   */
  async mayCreateOnRemote(upstream: Upstream): Promise<boolean> {
    return await mayMakeBranch(this.repository, upstream);
  }

  /** Forgets the commit of the remote's branch, which was seen at `tip` and is gone. */
  async forgetRemoteTip(upstream: Upstream, tip: string): Promise<void> {
    await forgetTip(this.repository, upstream, tip);
  }

  /**
   * Sends the commit to each address of the remote that lacks it; `known` have just shown that they
   * have it. Reports whether anything was sent. Throws `GitError`.
   */
  async pushToAllAddresses(
    at: { readonly upstream: Upstream; readonly commit: string; readonly known: Contact },
  ): Promise<boolean> {
    return await pushToDestinations(this.repository, at);
  }

  /** Joins the unsent saves without a file that the remote refused. Reports whether it did. */
  async joinSaves(saves: Omit<UnsentSaves, "branch">): Promise<boolean> {
    return await joinSaves(this.repository, { ...saves, branch: this.name }, Date.now());
  }

  /** Returns a failure with what is known of the sign-in to the remote. */
  explain(failure: Failure): Failure {
    return withHelper(failure, {
      config: this.repository.config,
      remote: this.upstream?.remote,
    });
  }

  /** Ties the branch to the published commit that it rewrites. Throws `GitError`. */
  async graft(head: string, rewritten: string): Promise<void> {
    await graft(this.repository, { branch: this.name, head, rewritten });
  }

  /** Keeps a commit that the branch is about to leave behind. */
  async keep(commit: string): Promise<void> {
    await keep(this.repository, commit, Date.now());
  }

  /**
   * Begins a sync: checks the remote and the index, puts a lost ref back, and keeps the commit of
   * the last sync where the branch has left it. Returns how the branch stands. Throws as `readTips`
   * does, and `BlockedError` for a damaged index.
   */
  async begin(): Promise<BranchTips> {
    const { repository, name: branch } = this;
    const found = await this.readTips();
    const obstacle = await ownRemoteObstacle(repository, found.upstream);
    if (obstacle !== undefined) throw new BlockedError(obstacle);
    const isMended = await mendRef(repository, { branch, head: found.head });
    const tips = isMended ? await this.readTips() : found;
    // Once: a power cut damages the index, and from then on git replaces it as a whole.
    if (this.head === undefined) await ensureWholeIndex(repository);
    await keepLeftCommit(repository, { branch, head: tips.head, time: Date.now() });
    return tips;
  }

  /** Ends a sync: notes where it leaves the branch. */
  async end(): Promise<void> {
    this.head = await this.readHead();
    if (this.head === undefined) return;
    const isPublished = this.related?.relation === "equal" ||
      await wasPublished(this.repository, this.name);
    await writeLastSynced(this.repository, { branch: this.name, oid: this.head, isPublished });
  }
}
