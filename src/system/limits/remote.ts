// Limits on the remote: its address, its answers, and transfers. Pure.

/** Characters of a remote's address that are read: longer ones are no addresses of ssh. */
export const URL_CHARACTERS = 4096;

/**
 * Milliseconds that an ssh may take to show the key of a host: it gives up a connection after 30 s
 * itself.
 */
export const SSH_ANSWER_MS = 45_000;

/** Bytes that a fetch or a push may print: hours of progress, one line a second. */
export const REMOTE_OUTPUT_BYTES = 20 * 1024 * 1024;

/**
 * Bytes that git may hold in memory of what a remote says before it sends any files: its branches and
 * tags, of which a million take 250 MB.
 */
export const REMOTE_MEMORY_BYTES = 512 * 1024 * 1024;

/** Milliseconds from one look at that memory to the next: a fast host fills 200 MB in it. */
export const REMOTE_MEMORY_MS = 2_000;

/**
 * Milliseconds that a fetch may take however little arrives: a small server packs a large
 * repository.
 */
export const FETCH_MS = 600_000;

/**
 * Bytes that have to arrive in each further millisecond: a fifth of what the slowest modem brought.
 */
export const FETCH_BYTES_PER_MS = 1;

/**
 * Files above this size are not held in memory by a fetch: 400 MB of zeros arrive in 400 kB. What
 * is held does not count as arrived, so a file below it has to come within `FETCH_MS` on the
 * slowest line.
 */
export const FETCH_BIG_FILE = "512k";

/**
 * Milliseconds in which a push has to get further itself, whatever the host says: its hooks may
 * take long.
 */
export const PUSH_STALL_MS = 1_800_000;

/** Milliseconds after which changes are saved while a transfer still goes on, again and again. */
export const SAVE_DURING_TRANSFER_MS = 60_000;

/**
 * Milliseconds between fetches of all history for missing objects: in vain, each sync would cost
 * that again.
 */
export const REPAIR_REST_MS = 24 * 60 * 60 * 1000;

/** Bytes of the addresses of servers in a `.lfsconfig` that are read. */
export const LFS_CONFIG_BYTES = 64 * 1024;
