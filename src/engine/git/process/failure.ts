// Failures that git reports, as values. Pure.

/** Why a git command did not do what it was asked. */
export type FailureKind =
  /** The other side cannot be reached, or the connection broke, or its server is out of order. */
  | "offline"
  /** The other side wants to know who it is, or does not believe it. */
  | "sign in"
  /** The same over ssh: it takes none of the keys that ssh can use without asking. */
  | "ssh key"
  /** The other side may not be who it says it is. */
  | "host key"
  /** The file system does not allow it. */
  | "permission"
  /** Known to the other side, and not allowed there. */
  | "remote permission"
  /** A repository of another user, which git does not use unless `safe.directory` allows it. */
  | "remote owner"
  /** Somebody else was quicker: look again. */
  | "rejected"
  /** One of several addresses of the remote does not have what the others have. */
  | "addresses differ"
  /** The other side does not take a file, or a push, of this size. */
  | "too large"
  /** A program that git runs for somebody refused: a hook of either side, or a filter. */
  | "hook"
  /** Another git holds a lock, or a killed one has left it. */
  | "lock"
  | "disk full"
  /** The same on the other side. */
  | "remote full"
  /** Objects are missing or broken on the other side. */
  | "remote damaged"
  | "not a repository"
  /** There is no such remote, or no repository where it points: also a disk that is not plugged in. */
  | "remote not found"
  /** A file whose bytes are not in the encoding that its attributes name. */
  | "encoding"
  /** A name that git or the volume refuses. */
  | "bad name"
  /** Broken settings, objects, refs or index, of either side. */
  | "damaged"
  | "hung"
  /** A rule of `.gitignore` or `.gitattributes` with which git does not come to an end. */
  | "slow rules"
  /** The remote, or whatever git runs, prints without end. */
  | "endless output"
  | "aborted"
  | "unknown";

/** A failure, as far as it can be told from what git said. */
export interface Failure {
  readonly kind: FailureKind;
  /** One line for a person, in git's own words, without secrets; never empty. */
  readonly detail: string;
  /** Absolute path of the lock in the way. With a remote it may be a path of the remote's machine. */
  readonly lock?: string;
  /** Present for a sign-in whose password git cannot keep. */
  readonly lacksHelper?: true;
  /** The file that it is about, as git shows it. */
  readonly path?: string;
}
