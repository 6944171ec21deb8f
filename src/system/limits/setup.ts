// Limits on set-up and join codes. Pure.

/** Bytes of one line that a user types as an answer: more than an address or a join code has. */
export const INPUT_LINE_BYTES = 64 * 1024;

/**
 * Characters of a join code: what a QR code holds in bytes (ISO/IEC 18004, version 40-L), and more
 * than any needs.
 */
export const JOIN_CODE_CHARACTERS = 2_900;

/** Characters of a branch, a host or a topic in a join code: a topic of ours has 36. */
export const JOIN_TEXT_CHARACTERS = 250;

/**
 * Bytes of a file that set-up lists before it is published: git hosts warn above it, and the
 * history keeps it.
 */
export const RISKY_FILE_BYTES = 50 * 1024 * 1024;

/**
 * Bytes of a file in which set-up searches for private keys and tokens: a key has less than 15 KB.
 */
export const KEY_FILE_BYTES = 64 * 1024;

/** Files in which set-up searches for private keys: each takes 50 µs. */
export const FIRST_SAVE_FILES_READ = 100_000;

/**
 * Bytes of all files that set-up reads whole in search of tokens: some seconds. Of others it reads
 * the beginning.
 */
export const FIRST_SAVE_BYTES_READ = 256 * 1024 * 1024;
