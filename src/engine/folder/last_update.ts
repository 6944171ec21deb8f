// Remembers what the last update has put in place: the watcher reports it like any other change.

import { join } from "node:path";
import { type FileState, stampOf, statFile } from "../../system/file_state.ts";

/** So long after an update the watcher may still report it, in milliseconds. */
const ECHO_MS = 5_000;

/** The last update of one folder. */
export class LastUpdate {
  /** Settles when no update of the folder is under way. */
  #running: Promise<void> = Promise.resolve();
  /** The states of the files that it has put in place, by name; `undefined` for a removed one. */
  #placed: ReadonlyMap<string, FileState | undefined> = new Map();
  /** When that was, in milliseconds since 1970. */
  #endedAt = -Infinity;

  /** Follows an update that has begun. `placed` is absent in the result when it was not made. */
  follow(
    updating: Promise<{ readonly placed?: ReadonlyMap<string, FileState | undefined> }>,
  ): void {
    this.#running = updating.then(
      ({ placed }) => {
        this.#placed = placed ?? new Map();
        if (placed !== undefined) this.#endedAt = Date.now();
      },
      () => {},
    );
  }

  /**
   * Reports who changed files: "ours" when they are as the last update has left them, "unknown" when that
   * update has just ended. `names` is called when no update is under way. Never throws.
   */
  async whoseWork(
    root: string,
    names: () => readonly string[] | undefined,
  ): Promise<"ours" | "others" | "unknown"> {
    await this.#running;
    const changed = names();
    if (changed?.length === 0) return "others";
    if (changed === undefined || this.#placed.size === 0) {
      return Date.now() - this.#endedAt < ECHO_MS ? "unknown" : "others";
    }
    return (await this.withoutOwn(root, changed)).length === 0 ? "ours" : "others";
  }

  /** Returns the names without those of files that are as the last update has put them in place. Never throws. */
  async withoutOwn(root: string, names: readonly string[]): Promise<readonly string[]> {
    const others: string[] = [];
    for (const name of names) if (!await this.#isAsPlaced(root, name)) others.push(name);
    return others;
  }

  async #isAsPlaced(root: string, name: string): Promise<boolean> {
    if (!this.#placed.has(name)) return false;
    const then = this.#placed.get(name);
    try {
      const now = await statFile(join(root, name));
      return then === undefined || now === undefined
        ? then === now
        : stampOf(then) === stampOf(now);
    } catch {
      // A volume that does not work any more (EIO): the sync finds out what is wrong.
      return false;
    }
  }
}
