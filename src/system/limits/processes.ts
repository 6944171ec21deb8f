// Limits on git, its hooks and filters, and the programs of the system. Pure.

/**
 * Milliseconds of silence after which git counts as hung: a slow transfer reports each second.
 * Filters get more.
 */
export const GIT_SILENCE_MS = 120_000;

/**
 * Milliseconds after which a lock without a living git counts as left: git holds most for less than
 * a second.
 */
export const LOCK_AGE_MS = 60_000;

/** Bytes of output that one git command may print: more than a million paths need. */
export const GIT_OUTPUT_BYTES = 256 * 1024 * 1024;

/**
 * Bytes kept of the beginning of git's messages: 20,000 names of unreadable files. A remote or hook
 * may not end.
 */
export const GIT_MESSAGES_FIRST_BYTES = 4 * 1024 * 1024;

/** The same of its end, where the outcome of a push stands. */
export const GIT_MESSAGES_LAST_BYTES = 64 * 1024;

/**
 * Characters at each end of git's messages that are searched for a cause: ten lines are many,
 * without progress.
 */
export const FAILURE_CHARACTERS = 16 * 1024;

/**
 * Characters of one line of git's messages: a path has 4,096 at most. A longer one is cut at a
 * word.
 */
export const FAILURE_LINE_CHARACTERS = 5_000;

/** Characters of git's message about a failure that a user is shown: some lines on a screen. */
export const DETAIL_CHARACTERS = 1_000;

/**
 * Files of one update that a filter fails to write before it is given up: each asks a server that
 * lacks them.
 */
export const FAILED_FILES = 20;

/**
 * Milliseconds for files written to the disk together, then each alone: others may have left
 * gigabytes to write.
 */
export const TOGETHER_MS = 10_000;

/**
 * Milliseconds for a small program of the system (`ps`): `lsof`, the slowest, takes seconds on a
 * busy machine.
 */
export const TOOL_MS = 60_000;

/** Bytes that such a program may print: the names of a million open files. */
export const TOOL_OUTPUT_BYTES = 128 * 1024 * 1024;

/** Bytes of one line of the icon's helper, whose lines are short. */
export const HELPER_LINE_BYTES = 64 * 1024;

/** Characters of the error output of the icon's helper that are kept for the log: some lines. */
export const HELPER_ERROR_CHARACTERS = 2_000;
