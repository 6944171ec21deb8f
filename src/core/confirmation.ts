// What a user has confirmed for one sync. Pure.

/** What the user lets through. */
export interface Confirmation {
  /** A mass deletion. */
  readonly confirmDeletion: boolean;
  /** A large update that comes in. */
  readonly confirmIncoming?: true;
  /** Syncs a private path, named as `--status` names it, or all of those below a folder. */
  readonly publish?: string;
  /** Not a deletion or an update: locks that a killed git has left are to be taken away. */
  readonly unlock?: true;
}
