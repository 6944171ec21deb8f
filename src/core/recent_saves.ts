// The recent saves: what a sync has sent and received, in groups. Pure.

import type { FileEdit, Report } from "../engine/mod.ts";
import { shownName } from "../engine/mod.ts";
import { RECENT_SAVES, type RecentSave, type WaitingChange } from "./state.ts";

/**
 * Returns the recent saves after a sync, the newest first. Those that were sent are the saves of this machine, each
 * with its own time; what was received from one machine is one.
 */
export function withRecent(
  before: readonly RecentSave[],
  { report, sent, now }: {
    readonly report: Pick<Report, "received" | "conflicts">;
    readonly sent: readonly WaitingChange[];
    readonly now: number;
  },
): readonly RecentSave[] {
  const conflicts = report.conflicts.map(({ path, origin }): RecentSave => ({
    direction: "received",
    kind: "conflict",
    path: shownName(path),
    count: 1,
    host: origin.host,
    time: now,
  }));
  const received = [...Map.groupBy(report.received, ({ host }) => host)]
    .map(([host, edits]) => group(edits, { direction: "received", host, time: now }));
  const saves = [...Map.groupBy(sent, ({ time }) => time)]
    .map(([time, edits]) => group(edits, { direction: "sent", host: undefined, time }))
    .toReversed();
  const fresh = [...conflicts, ...received, ...saves];
  return fresh.length === 0 ? before : [...fresh, ...before].slice(0, RECENT_SAVES);
}

function group(
  edits: readonly FileEdit[],
  about: Pick<RecentSave, "direction" | "host" | "time">,
): RecentSave {
  const { path, kind, from } = edits[0]!;
  const isOne = edits.every((edit) => edit.kind === kind);
  return { path, kind: isOne ? kind : "changed", count: edits.length, from, ...about };
}
