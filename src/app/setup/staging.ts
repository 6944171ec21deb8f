// The folder under a name of ours in which a clone is made, next to its place or in it.

import { dirname } from "node:path";
import { ownPathIn } from "../../engine/mod.ts";
import { lstatIfThere } from "../../system/file_state.ts";
import { removeAll } from "../../system/files.ts";

export interface Staging {
  /** Where it is; `undefined` when there is none. */
  readonly path: string | undefined;
  /** Makes it in a folder, which is made if need be. `note` is given its path before it is there. */
  make(parent: string, note: (path: string) => Promise<void>): Promise<string>;
  /** Notes that it has gone into its place. */
  noteMoved(): void;
  remove(): Promise<void>;
  /** Removes the folders above it that were made for it and are empty. */
  removeParents(): Promise<void>;
}

/** Returns one that is not made yet. */
export function createStaging(): Staging {
  /** The deepest first. */
  const parents: string[] = [];
  let path: string | undefined;
  return {
    get path() {
      return path;
    },
    async make(parent, note) {
      for (let at = parent; await lstatIfThere(at) === undefined; at = dirname(at)) {
        parents.push(at);
      }
      await Deno.mkdir(parent, { recursive: true });
      const made = ownPathIn(parent);
      await note(made);
      await Deno.mkdir(made);
      path = made;
      return made;
    },
    noteMoved: () => path = undefined,
    async remove() {
      if (path !== undefined) await removeAll(path);
      path = undefined;
    },
    async removeParents() {
      for (const folder of parents) await Deno.remove(folder).catch(() => {});
    },
  };
}
