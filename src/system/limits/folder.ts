// Limits on the files of the folder, and on the rules about them. Pure.

/**
 * More than half of at least this many files deleted at once waits for the user, or is reported.
 */
export const MASS_DELETION_FILES = 20;

/**
 * Milliseconds to ask which deleted paths incoming rules ignore: many `**` never end. Then none
 * counts as ignored.
 */
export const RULES_CHECK_MS = 10_000;

/** So many rules in one file may keep git busy for minutes, as it compares each of 100,000 paths with each: 20 s. */
export const MANY_RULES = 10_000;

/** So many `**` in one file may do so as well: with two in each rule, 90 paths 70 folders deep take 450 ms. */
export const MANY_RULE_STARS = 1_000;

/** Bytes of a file of rules that are searched for the rule that is to blame; a larger one is itself. */
export const RULES_FILE_BYTES = 1024 * 1024;

/** Milliseconds after which a scan is ended, when a rule is to blame that may not end. */
export const SLOW_SCAN_MS = 60_000;

/**
 * So many `**` in one rule may keep git busy for minutes, at a path 70 folders deep: 3 take 254 ms,
 * 4 take 2.8 s.
 */
export const SLOW_RULE_STARS = 3;

/** Files that are saved by their names while a scan of the whole folder does not end. */
export const NAMED_SAVES = 200;

/**
 * Bytes of one `.gitattributes` that are read for the names of its filters; larger ones are left to
 * git.
 */
export const ATTRIBUTES_BYTES = 1024 * 1024;

/**
 * Files that are read, and bytes of each, to find what was renamed to an ignored name in a save.
 */
export const HIDDEN_RENAMES = 50;
export const RENAMED_BYTES = 64 * 1024 * 1024;

/** Folders in one folder that are searched before it counts as one that may hold a file. */
export const FOLDERS_CHECKED = 1_000;

/**
 * Folders that are searched for other disks in them, the uppermost first: disks are rarely mounted
 * deep.
 */
export const MOUNT_FOLDERS = 5_000;

/**
 * Folders behind links in one folder at the top that are watched, on Linux. The system has 8,192
 * watches for a user at least; a workspace of packages that link each other has some thousands of
 * such folders.
 */
export const LINKED_FOLDERS = 20_000;
