// The way to mend a damaged repository by hand. Pure.

/** What to do, in full and for the menu. */
interface Cure {
  readonly full: string;
  readonly brief: string;
}

/** Returns what to do about damage, of which git has said `detail`. */
export function cureOf({ detail }: { readonly detail: string }): Cure {
  if (/index file (?:smaller|corrupt)|^bad signature 0x/.test(detail)) {
    return {
      full:
        "in the folder, `git read-tree HEAD` makes the index anew (`git read-tree --empty` on a branch " +
        "without commits); where git was told to leave files alone (skip-worktree, assume-unchanged), " +
        "quit Git Sync Bar first, and tell git again",
      brief: "Show Log has details; git read-tree HEAD in the folder mends it",
    };
  }
  if (/packed-refs/.test(detail)) {
    return {
      full: "move the file packed-refs out of the .git folder; the next sync puts the branch back",
      brief: "Show Log has details; move packed-refs out of the .git folder",
    };
  }
  const otherwise = "make a fresh clone and copy your newest files into it";
  return { full: otherwise, brief: `Show Log has details; ${otherwise}` };
}
