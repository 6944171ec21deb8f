// The mass deletion of another machine that is to be reported, from one sync to the next.

import type { Repository } from "../git/repository/repository.ts";
import {
  type IncomingDeletion,
  massDeletionBetween,
  readIncomingDeletion,
  restoringCommit,
  writeIncomingDeletion,
} from "./incoming_deletion.ts";

/** The newest mass deletion of another machine. */
export class ReportedDeletion {
  /** `undefined` when there is none to report. */
  current: IncomingDeletion | undefined;
  #repository: Repository;

  constructor(repository: Repository) {
    this.#repository = repository;
  }

  async read(): Promise<void> {
    this.current = await readIncomingDeletion(this.#repository, Date.now());
  }

  /** Notes an update when it is a mass deletion. Throws `GitError`. */
  async note(update: Parameters<typeof massDeletionBetween>[1]): Promise<void> {
    const found = await massDeletionBetween(this.#repository, update);
    if (found === undefined) return;
    this.current = found;
    await writeIncomingDeletion(this.#repository, found);
  }

  /** Returns a commit on top of `head` with the deleted files; `undefined` when there is nothing to restore. */
  async restoringCommit(head: string): Promise<string | undefined> {
    const deletion = this.current;
    if (deletion === undefined) return undefined;
    return await restoringCommit(this.#repository, { deletion, head });
  }

  async drop(): Promise<void> {
    this.current = undefined;
    await writeIncomingDeletion(this.#repository, undefined);
  }
}
