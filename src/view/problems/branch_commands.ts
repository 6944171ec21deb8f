// The commands of git that mend the name of a branch. Pure.

/** A branch name, which others may have chosen, that can be pasted into a shell. */
const PASTED = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,59}$/;

/**
 * Returns the commands after which the branch that is checked out continues as the one that the remote has.
 * Unsent saves go with it, which `git switch` would leave behind.
 */
export function renaming(others: readonly string[]): readonly string[] {
  const [name = "NEW", ...more] = others;
  return [
    `git branch -m ${more.length === 0 && PASTED.test(name) ? name : "NEW"}`,
    "git branch --unset-upstream",
  ];
}
