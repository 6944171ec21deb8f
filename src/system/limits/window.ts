// Limits on the control socket and the window. Pure.

/**
 * Clients of the socket at one time: a system gives a program 256 files (macOS) or 1,024, and git
 * needs some.
 */
export const CONTROL_CLIENTS = 64;

/** Bytes of a request to the running instance: a command and two paths, each character escaped. */
export const CONTROL_REQUEST_BYTES = 64 * 1024;

/**
 * Bytes of what a running instance answers over its socket: a million paths that wait to be sent.
 */
export const CONTROL_ANSWER_BYTES = 128 * 1024 * 1024;

/**
 * Bytes of the head of a request to the window: an address of a path of 4,096 characters, each
 * escaped as three.
 */
export const WINDOW_HEAD_BYTES = 32 * 1024;

/**
 * Bytes of the body of a request to the window: a merged text of 2 MB, some of its characters
 * escaped.
 */
export const WINDOW_BODY_BYTES = 8 * 1024 * 1024;

/** Bytes of a request for a session, which anybody on this machine can send: a token has 43. */
export const WINDOW_SESSION_BYTES = 4 * 1024;

/**
 * Milliseconds in which a request arrives, head and body: it comes from this machine, or through
 * ssh.
 */
export const WINDOW_REQUEST_MS = 10_000;

/** Milliseconds in which a client of the window takes the next piece of an answer. */
export const WINDOW_WRITE_MS = 30_000;

/**
 * Connections to the window at one time: each takes a file, of which git needs some (see
 * `CONTROL_CLIENTS`).
 */
export const WINDOW_CONNECTIONS = 64;

/** Pages of the window at one time, each with a secret, and tokens that wait to be used. */
export const WINDOW_SESSIONS = 8;

/** Milliseconds for which a token opens the window: a browser may have to start first. */
export const WINDOW_TOKEN_MS = 60_000;

/** Milliseconds without a request after which the window ends. */
export const WINDOW_IDLE_MS = 15 * 60_000;

/** Milliseconds in which a browser that was started opens the page. */
export const BROWSER_MS = 10_000;

/** Files of each save in the window's list of saves; the others come when the save is opened. */
export const WINDOW_SAVE_FILES = 20;

/**
 * Files of one list of the window's first screen: nobody reads more, and it is sent again with each
 * change.
 */
export const SHOWN_CHANGES = 200;

/**
 * Reads of the history for the window at one time: each has the output of a git process in memory.
 */
export const WINDOW_READS = 4;

/** Files of a deletion that waits which one answer to the window names; the page asks for more. */
export const WINDOW_HELD_FILES = 200;
