// A conflict: two versions of one file, of which one keeps its name. Pure.

import type { CopyForm, Origin } from "../git/values/conflict_name.ts";
import type { GitPath } from "../git/values/path.ts";
import type { Entry } from "../git/values/tree.ts";

/** The local side, or the published one. */
export type Side = "ours" | "theirs";

/** A conflict: the version at `path` kept its name, the other is at `copy`. */
export interface Conflict {
  readonly path: GitPath;
  readonly copy: GitPath;
  readonly side: Side;
  readonly origin: Origin;
}

/** The form of a copy, or "local" for one that is not published, as no name of it has the right attributes. */
export type Placement = CopyForm | "local";

/** A conflict copy that is not published: the version itself stands nowhere else. */
export interface LocalCopy extends Conflict {
  readonly entry: Entry;
}
