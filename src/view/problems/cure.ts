// The way to mend a damaged repository by hand, and what is said of a damaged remote. Pure.

/** The advice, in full and for the menu. */
interface Cure {
  readonly full: string;
  readonly brief: string;
}

/** What to do about a damaged index. */
export const INDEX_CURE: Cure = {
  full:
    "in the folder, `git read-tree HEAD` makes the index anew (`git read-tree --empty` on a branch " +
    "without commits); where git was told to leave files alone (skip-worktree, assume-unchanged), " +
    "quit Git Sync Bar first, and tell git again",
  brief: "Make it anew: git read-tree HEAD in the folder; Show Log has details",
};

/** Returns what to do about damage, of which git has said `detail`. */
export function cureOf({ detail }: { readonly detail: string }): Cure {
  if (/index file (?:smaller|corrupt)|^bad signature 0x/.test(detail)) {
    return INDEX_CURE;
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

/**
 * Returns the sentence about a damaged remote, of which git has said `detail`. Where the remote is a folder, the git
 * that serves it reads the configuration of this user.
 */
export function remoteDamage({ detail }: { readonly detail: string }): string {
  return /config|value for |compression level/.test(detail)
    ? `git's configuration at the remote has a mistake, or, where the remote is a folder, your own ~/.gitconfig: ${detail}`
    : `the repository at the remote is damaged and has to be repaired there: ${detail}`;
}
