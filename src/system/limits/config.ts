// Limits on the configuration, and on the app's own files. Pure.

/**
 * Characters of one text in the configuration: no system opens a longer path (PATH_MAX of Linux).
 */
export const CONFIG_TEXT_CHARACTERS = 4096;

/**
 * Folders under one icon: each has a watcher, a lock, a line of the menu and 60 lines below that.
 */
export const MOST_FOLDERS = 30;

/**
 * Characters of the name of a folder: it stands in a line of the menu, before what is to be said of
 * the folder.
 */
export const FOLDER_NAME_CHARACTERS = 40;

/** Characters of one line of the log: a tenth of one of its files. */
export const LOG_LINE_CHARACTERS = 100_000;

/**
 * Bytes of the saved state: 20 saves of two longest paths, six bytes a character, take under 1.1
 * MB.
 */
export const STATE_FILE_BYTES = 2 * 1024 * 1024;
