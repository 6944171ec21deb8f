// The open conflicts of a repository, as far as they are known from one sync to the next.

import type { Repository } from "../git/repository/repository.ts";
import type { GitPath } from "../git/values/path.ts";
import {
  concernsConflicts,
  localConflicts,
  type OpenConflict,
  type SyncedConflicts,
  syncedConflicts,
} from "./open_conflicts.ts";

/** The open conflicts of one repository. */
export class Conflicts {
  /** All of them, as the last call of `find` has found them. */
  open: readonly OpenConflict[] | undefined;
  #repository: Repository;
  /** Those that are synced; `undefined` when they are to be searched for again. */
  #synced: SyncedConflicts | undefined;
  /** The commit that has them. */
  #head: string | undefined;

  constructor(repository: Repository) {
    this.#repository = repository;
  }

  /** Notes that files have changed: a conflict may have come or been settled by that. */
  changed(names: readonly string[]): void {
    if (concernsConflicts(names, this.#synced)) this.forget();
  }

  /** Notes that the app has moved the branch, with changes that `changed` is told. */
  moved(from: string | undefined, to: string): void {
    if (from === this.#head) this.#head = to;
  }

  /** Drops what is known: they are searched for again. */
  forget(): void {
    this.#synced = undefined;
  }

  /**
   * Finds all of those that a commit has, and those among the files that a save has left out; asks git only when they
   * are not known, or the user has committed since. Throws `GitError`.
   */
  async find(
    { head, leftOut }: {
      readonly head: string | undefined;
      readonly leftOut: Iterable<GitPath>;
    },
  ): Promise<void> {
    if (head !== this.#head) this.forget();
    const { open } = this.#synced ??= await syncedConflicts(this.#repository);
    this.#head = head;
    const local = await localConflicts(this.#repository, leftOut);
    const copies = new Set(open.map(({ copy }) => copy));
    this.open = [...open, ...local.filter(({ copy }) => !copies.has(copy))];
  }
}
