// The part of one sync's progress that is about the branch.

import type { Contact } from "../git/commands/destinations.ts";

/** How far one sync is with the branch. */
export interface BranchProgress {
  /** Whether everything local is committed, as far as this sync knows. */
  saved: boolean;
  /** The last proof that the remote has the branch as it is here: a fetch, or a push to all of its addresses. */
  contact: Contact;
  /** How many ways to mend missing objects were tried. */
  repairs: number;
  /** Whether the history that a shallow clone lacks was asked for. */
  isDeepened: boolean;
}
