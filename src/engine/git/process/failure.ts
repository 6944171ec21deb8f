// The failures that git reports, as values. Pure.

/** Why a git command failed. */
export type FailureKind =
  /** The remote cannot be reached, the connection broke, or the server does not work. */
  | "offline"
  /** The remote asks for a user and a password, or refuses them. */
  | "sign in"
  /** The ssh server accepts none of the keys that ssh can use without a prompt. */
  | "ssh key"
  /** The server's host key or certificate is unknown or wrong. */
  | "host key"
  /** The local file system denies access. */
  | "permission"
  /** The remote knows the user and denies access, or refuses the push. */
  | "remote permission"
  /** A repository of another user at the remote, which git uses only where `safe.directory` allows it. */
  | "remote owner"
  /** The remote has commits that are not here: another machine pushed first. */
  | "rejected"
  /** One of several addresses of the remote does not have the commits that the others have. */
  | "addresses differ"
  /** The remote does not accept a file, or a push, of this size. */
  | "too large"
  /** Git-lfs lacks the content of a file to be sent, or has it damaged. */
  | "lfs content"
  /** A hook, here or at the remote, or a filter failed. */
  | "hook"
  /** Another git process holds a lock, or a killed git process has left it. */
  | "lock"
  | "disk full"
  /** The disk of the remote is full. */
  | "remote full"
  /** Objects are missing or damaged at the remote. */
  | "remote damaged"
  | "not a repository"
  /** There is no such remote, or no repository at its address, as when a disk is not plugged in. */
  | "remote not found"
  /** A file is not in the encoding that .gitattributes names. */
  | "encoding"
  /** Git or the volume does not allow a file name. */
  | "bad name"
  /** Settings, objects, refs or the index are damaged, here or at the remote. */
  | "damaged"
  /** Git printed nothing for too long, or transferred too little. */
  | "hung"
  /** Rules of `.gitignore` or `.gitattributes` take git too long. */
  | "slow rules"
  /** The output of the remote, or of a program that git runs, does not end. */
  | "endless output"
  /** The app ended git, as it ends itself. */
  | "aborted"
  | "unknown";

/** A failure, as far as git's messages tell. */
export interface Failure {
  readonly kind: FailureKind;
  /** Git's own message, on one line, without secrets; never empty. */
  readonly detail: string;
  /** The absolute path of a lock, here or on the machine of the remote. */
  readonly lock?: string;
  /** Present for a sign-in when git has no credential helper that keeps the password. */
  readonly lacksHelper?: true;
  /** Present for a sign-in when the remote's address has a password, so that git asks for no other one. */
  readonly hasPassword?: true;
  /** The file in question, as git shows it. */
  readonly path?: string;
}
