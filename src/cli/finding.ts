// One line of `--check`.

/** One thing that was looked at. */
export interface Finding {
  readonly subject:
    | "git"
    | "folder"
    | "files"
    | "lock"
    | "branch"
    | "remote"
    | "sign-in"
    | "identity"
    | "clone"
    | "filters"
    | "objects"
    | "address";
  readonly ok: boolean;
  /** What was found, and what to do when it is not well. */
  readonly text: string;
}
