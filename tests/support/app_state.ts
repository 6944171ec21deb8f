// A state of the app with some fields replaced, whichever group they belong to.

import type { AppState, ConfigState, FolderState, LiveState } from "../../src/core/state.ts";

/** Fields of the state and of its groups. */
export type StateParts = Partial<
  Pick<AppState, "paused" | "stopping" | "noIcon"> & ConfigState & LiveState & FolderState
>;

/** Returns the state with all the parts in it; the last one of a field counts. */
export function withParts(state: AppState, ...parts: readonly StateParts[]): AppState {
  const all: StateParts = Object.assign({}, ...parts);
  const of = <Group extends object>(group: Group): Group => ({
    ...group,
    ...Object.fromEntries(Object.entries(all).filter(([key]) => key in group)),
  });
  const { paused, stopping, noIcon } = { ...state, ...all };
  return {
    paused,
    stopping,
    noIcon,
    config: of(state.config),
    live: of(state.live),
    folder: of(state.folder),
  };
}
