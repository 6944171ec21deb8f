// The texts that are nobody else's business: they were only ever in ignored files that git does not track, on
// a machine whose user has left the rules alone. No app may publish one of them.

import type { World } from "../world.ts";
import { isHiddenAt } from "./filtered.ts";
import { type Mark, marksOf, type Tree } from "./tree.ts";

/** Reports whether a file is one of those that all machines ignore from the start. */
export function isPrivate(name: string): boolean {
  return name.split("/").some((part) => part.startsWith("private"));
}

/** Texts that must not leave their machine. */
export class Secrets {
  readonly #isFiltered: boolean;
  readonly #secret = new Set<Mark>();
  readonly #open = new Set<Mark>();

  /** With `isFiltered`, the texts of files with a filter are secret as well. */
  constructor({ isFiltered = false }: { readonly isFiltered?: boolean } = {}) {
    this.#isFiltered = isFiltered;
  }

  /**
   * Takes note of what stands on a machine after its user has done something. Of a private file that is not
   * ignored any more nothing is said: it was secret before, or is new under rules that do not ignore it.
   */
  note(
    tree: Tree,
    { tracked, ignored }: {
      readonly tracked: ReadonlySet<string>;
      readonly ignored: ReadonlySet<string>;
    },
  ): void {
    for (const [name, { kind, bytes }] of tree) {
      if (isPrivate(name) && !tracked.has(name) && !ignored.has(name)) continue;
      const isHidden = this.#isFiltered && isHiddenAt(name) && kind !== "link";
      const isSecret = isHidden || isPrivate(name) && ignored.has(name);
      const marks = isSecret ? this.#secret : this.#open;
      for (const mark of marksOf(bytes)) marks.add(mark);
    }
  }

  /**
   * Takes note of what a sync may publish, when it begins and when a file is edited during it: what is new in private
   * files that the rules of that time do not ignore. Later rules may ignore it.
   */
  offer(tree: Tree, ignored: ReadonlySet<string>): void {
    for (const [name, { bytes }] of tree) {
      if (!isPrivate(name) || ignored.has(name) || this.#isFiltered && isHiddenAt(name)) continue;
      for (const mark of marksOf(bytes)) if (!this.#secret.has(mark)) this.#open.add(mark);
    }
  }

  /** Takes note of texts that may be published: shared ones, or those of a user who has changed the rules. */
  release(tree: Tree): void {
    for (const { bytes } of tree.values()) for (const mark of marksOf(bytes)) this.#open.add(mark);
  }

  /** The secret texts that the remote has. */
  async publishedIn(world: World): Promise<Mark[]> {
    const { stdout } = await world.tryGit(world.remote, [
      "cat-file",
      "--batch",
      "--batch-all-objects",
      "--unordered",
    ]);
    return [...new Set(marksOf(stdout))].filter((mark) =>
      this.#secret.has(mark) && !this.#open.has(mark)
    );
  }
}
