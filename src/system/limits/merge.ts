// Limits on merges and conflicts. Pure.

/**
 * Bytes of a text that is merged. A larger one is kept in both versions: git's merge grows with the
 * square of the places that differ (50 MB with 700,000 of them: more than 11 minutes).
 */
export const MERGE_TEXT_BYTES = 10_000_000;

/** Milliseconds after which texts that still do not merge are kept in both versions. */
export const MERGE_MS = 60_000;

/** Milliseconds more for each of them: thousands may differ at once. */
export const MERGE_TEXT_MS = 20;

/**
 * Characters of a mark in a merge: with longer ones a text of 10 MB would take more than 500 MB of
 * git's memory.
 */
export const MERGE_MARK_CHARACTERS = 64;

/**
 * Conflict copies of one file that may be made in an hour, and that may stand open. A program that
 * writes one file on two machines makes a dozen in a minute; further versions are in the history
 * alone.
 */
export const COPIES_AN_HOUR = 5;
export const OPEN_COPIES = 20;

/** Names that are tried for a conflict copy that becomes a file of its own. */
export const PLAIN_NAMES = 20;

/**
 * Conflict copies without original that the history is asked about, by two git processes each.
 * Others stay listed.
 */
export const SETTLED_COPIES_ASKED = 50;

/**
 * Saves near the times of conflict copies that are searched for their versions, with a git process
 * each.
 */
export const OWN_VERSIONS_ASKED = 50;

/**
 * Bytes of a file in an encoding of its own that is compared as text, without line ends: twice as
 * much is held.
 */
export const COMPARED_TEXT_BYTES = 16 * 1024 * 1024;

/**
 * Bytes of a version of a conflict that is shown as text to be merged: a browser edits it without
 * delay.
 */
export const CONFLICT_TEXT_BYTES = 2 * 1024 * 1024;

/**
 * Milliseconds that the versions of a conflict may take to merge; then the user chooses between
 * them as a whole.
 */
export const CONFLICT_MERGE_MS = 10_000;

/**
 * Characters of the marks between what is merged and what is to choose: longer runs are no text.
 */
export const MARK_CHARACTERS = 1_000;
