// A path that is left out of the sync, and the reason. Pure.

import type { Loss } from "../git/attributes/lossy_files.ts";

/** A path that is kept out of the sync, and why; the name can be shown. */
export interface NotSynced {
  readonly path: string;
  readonly reason:
    | "too large"
    | "nested repository"
    | "own place"
    | "unreadable"
    /** A pipe, a socket or a device in the place of a file that is synced. */
    | "special file"
    | "evicted"
    | "name"
    | "forbidden name"
    | "filter"
    | "encoding"
    /**
     * Git would store other bytes, from which the file cannot be made again
     * (`engine/git/attributes/lossy_files.ts`).
     */
    | Loss
    | "unstable"
    | "smudge filter"
    /** A conflict copy that has another filter than its original. */
    | "copy"
    | "not writable"
    | "sparse"
    /** A new file in the place of a folder whose deletion waits for the user. */
    | "replaces a folder"
    /** Was ignored here until others changed the rules; a click syncs it. */
    | "was ignored"
    /** Had a filter here until others changed the attributes; a click syncs it as it is. */
    | "lost its filter"
    /** Was new or edited when a note of what is private could not be read; a click syncs it. */
    | "unknown"
    /** Its attributes name a filter that this machine does not have. */
    | "no filter"
    /** The same, and others publish a newer version, which could only be written as it is stored. */
    | "missing filter"
    /** Is ignored here, and others publish a file of this name; a click syncs the one that is here. */
    | "private"
    /** The same, and it is a link, which is not made; a click makes it, or syncs what is here. */
    | "link"
    /** Is ignored here and was published by others: edits of it stay here until a click. */
    | "received"
    /** Was deleted here and is to be restored, which its filter has not been able to do yet. */
    | "restoring"
    /** Others have named another server in `.lfsconfig`: the file is synced, and the server is not used. */
    | "lfs server";
  /** The machine whose change it was, where that is known. */
  readonly by?: string;
}
