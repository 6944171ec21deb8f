// Limits on the history. Pure.

/**
 * Saves of the history that are read at a time where nothing else is asked for: two screens of
 * lines.
 */
export const SAVES_AT_ONCE = 50;

/**
 * Lines that `--history` prints, and versions of a file in the window: older ones are rarely
 * wanted.
 */
export const HISTORY_LINES = 1_000;

/** Older saves that a shallow clone gets at a time: a month of a busy folder. */
export const OLDER_SAVES = 1_000;

/** Saves that one search reads: about a second. The next one goes on where it ended. */
export const SAVES_SEARCHED = 10_000;

/** Saves of twelve weeks that are counted by day: one every two minutes, day and night. */
export const DAYS_SAVES = 60_000;

/**
 * Saves in which machines are found: one that was not used for so long is no machine of the user
 * any more.
 */
export const HOSTS_SAVES = 20_000;

/** Entries of a folder of the history that are listed at a time. */
export const FOLDER_ENTRIES = 500;

/** Files of one save of the history that are named; of the others only their number is known. */
export const SAVE_FILES = 1_000;

/** The same in the search for deleted files. */
export const DELETED_FILES = 10_000;

/**
 * Bytes that git may print of the history: 50 saves of 100,000 files each. It is read as it comes.
 */
export const HISTORY_OUTPUT_BYTES = 1024 * 1024 * 1024;

/**
 * Files on each side of a save compared for edited renames: 40,000 pairs take < 1 s. Pure ones are
 * always found.
 */
export const RENAME_CANDIDATES = 200;

/**
 * Milliseconds for git to name a save's files before trees are counted instead: it names a million,
 * 300 bytes each.
 */
export const SLOW_SAVE_MS = 1_000;

/** Renames of one file that are followed into the past. */
export const VERSION_RENAMES = 100;

/** Saves of machines that had not received each other's at a time: each costs two git processes. */
export const FRONTIER_COMMITS = 50;

/**
 * Bytes of one version that are read for display. They are held in memory, and a photo has about 10
 * MB.
 */
export const VERSION_BYTES = 32 * 1024 * 1024;
