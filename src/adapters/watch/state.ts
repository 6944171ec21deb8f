// The state of a folder's watchers: whether all of it is watched, and if not, why. Pure.

import { sep } from "node:path";
import { quote } from "../../system/text.ts";
import type { Unwatched } from "./coverage.ts";
import type { WatchedFolders } from "./targets.ts";
import type { WatcherState } from "./types.ts";

/** Returns the state of a folder whose watcher thread does not answer. */
export function unansweredState(root: string): WatcherState {
  const reason = "the system tells of no change, maybe as a named pipe is in it";
  return { kind: "polling", reason: `Cannot watch ${quote(root)}: ${reason}` };
}

/** Returns the state of a folder with these watchers, and these subfolders that have none. */
export function stateOf(
  { root, head, heads }: WatchedFolders,
  parts: {
    readonly watches: readonly { readonly path: string; readonly trouble: string | undefined }[];
    readonly unwatched: readonly Unwatched[];
  },
): WatcherState {
  const all = [
    ...parts.watches.flatMap(({ path, trouble }) =>
      trouble === undefined ? [] : [{ path, reason: trouble }]
    ),
    ...parts.unwatched,
  ];
  const first = all.find(({ path }) => path === root) ?? all[0];
  if (first === undefined) return { kind: "watching" };
  const { reason } = first;
  const inside = root + sep;
  const isAll = all.some(({ path }) => !path.startsWith(inside) || path === head || path === heads);
  if (isAll) return { kind: "polling", reason };
  return { kind: "polling", reason, parts: all.map(({ path }) => path.slice(inside.length)) };
}
