// Limits on commits of others, and on the updates to them. Pure.

/**
 * Bytes of a machine's or author's name that count: more is no name, and would fill the menu and
 * the state file.
 */
export const HOST_BYTES = 120;

/**
 * Bytes of a field of a commit that count (author, subject, a trailer): git prints hundreds of MB
 * of a push of 1 MB.
 */
export const COMMIT_FIELD_BYTES = 2 * 1024;

/**
 * Characters of a path that is taken from outside: no system opens a longer one (PATH_MAX of
 * Linux).
 */
export const PATH_CHARACTERS = 4096;

/**
 * Changed files that come in without a question: more are changed rarely and on purpose. They take
 * minutes to place.
 */
export const INCOMING_FILES = 100_000;

/**
 * Changed files that are never received: 300,000 took 517 MB (the limit: 500); a push of 200 KB can
 * hold billions.
 */
export const MOST_INCOMING_FILES = 200_000;

/**
 * Files in which each side of a merge may differ from their common commit. It is more than what may
 * come in, as many saves of this machine must not keep small updates out, and a compared file takes
 * little memory.
 */
export const MOST_COMPARED_FILES = 500_000;

/** Bytes that git prints for a changed file beside its name (git-diff, "Raw output format"). */
export const CHANGE_BYTES = 100;

/**
 * Folders above a changed path. A path of more is longer than systems take (macOS: 1,024 bytes).
 */
export const INCOMING_DEPTH = 250;

/** Bytes of one tree object that are read: a folder of more than a million names. */
export const TREE_BYTES = 64 * 1024 * 1024;

/**
 * Bytes of all trees that are read to count what differs: those of more names than are compared, on
 * both sides.
 */
export const TREES_BYTES = 256 * 1024 * 1024;

/** Folders that differ and are held to count what is in them, about 400 bytes each. */
export const TREES_FOLDERS = 500_000;

/**
 * Days for which a replaced file is kept when a checkout gives other bytes: long enough to miss it.
 */
export const KEPT_DAYS = 30;
