// The output of `--status`, as text and as JSON. Pure.

import type { IncomingDeletion, NotSynced, OpenConflict, Progress } from "../engine/mod.ts";
import { oneLine } from "../system/text.ts";
import { shownProblem } from "../core/problems.ts";
import type { AppState } from "../core/state.ts";
import type { LiveConnection, WatchState } from "../core/events.ts";
import { notSyncedSentence } from "./not_synced.ts";
import { problemSentence } from "./problems.ts";
import { percentOf, progressLine } from "./progress_line.ts";
import {
  deletionSentence,
  manyCopiesSentence,
  pollingSentence,
  whoseVersion,
} from "./report_lines.ts";
import { type Condition, condition, type FormatTime, statusLine } from "./status_line.ts";

/**
 * The version of the output of `--status --json`: another number when a field was renamed, removed or given another
 * meaning. Its schema is docs/status.schema.json.
 */
export const STATUS_VERSION = 1;

/** The output of `--status --json`. Times are ISO 8601 in UTC; absent means unknown or none. */
export interface Status {
  readonly version: typeof STATUS_VERSION;
  readonly condition: Condition;
  readonly line: string;
  /** How far the sync under way is, where it takes its time. */
  readonly progress: Progress & { readonly percent?: number } | undefined;
  readonly folder: string | undefined;
  readonly lastUpToDate: string | undefined;
  readonly waiting: readonly string[];
  /** The number of changes that are not saved, as syncing is paused. */
  readonly unsaved: number | undefined;
  readonly conflicts: readonly (Omit<OpenConflict, "time"> & { readonly time: string })[];
  readonly notSynced: readonly NotSynced[];
  /** The newest mass deletion of another machine, until the user has dealt with it. */
  readonly deletion: Omit<IncomingDeletion, "time"> & { readonly time: string } | undefined;
  readonly error: string | undefined;
  readonly mistakes: readonly string[];
  /** Settings in the configuration file that have no effect. */
  readonly warnings: readonly string[];
  readonly link: LiveConnection;
  /** What the user should change although live updates work. */
  readonly notice: string | undefined;
  readonly watch: WatchState;
  /** Why there is no icon, where there should be one. */
  readonly noIcon: string | undefined;
}

/** Returns the status of the running instance. */
export function statusOf(
  state: AppState,
  at: { readonly now: number; readonly clock: FormatTime; readonly folder: string | undefined },
): Status {
  const { folder: { upToDateAt, deletion } } = state;
  const problem = shownProblem(state.folder);
  return {
    version: STATUS_VERSION,
    condition: condition(state, at.now),
    line: statusLine(state, at),
    progress: progressOf(state),
    folder: at.folder,
    lastUpToDate: upToDateAt === undefined ? undefined : new Date(upToDateAt).toISOString(),
    waiting: state.folder.waiting.map(({ path }) => path),
    unsaved: state.paused ? state.folder.count?.changes : undefined,
    conflicts: state.folder.conflicts.map((conflict) => ({
      ...conflict,
      time: new Date(conflict.time).toISOString(),
    })),
    notSynced: state.folder.notSynced,
    deletion: deletion && { ...deletion, time: new Date(deletion.time).toISOString() },
    error: problem === undefined ? undefined : problemSentence(problem),
    mistakes: state.config.mistakes.map(({ message }) => message),
    warnings: state.config.warnings,
    link: state.live.connection,
    notice: state.live.notice,
    watch: state.folder.watching.state,
    noIcon: state.noIcon,
  };
}

function progressOf({ folder: { running } }: AppState): Status["progress"] {
  const { progress } = running ?? {};
  if (progress === undefined) return undefined;
  const percent = percentOf(progress);
  return { ...progress, ...(percent === undefined ? {} : { percent }) };
}

/** Returns the lines of `--status`. */
export function statusLines(status: Status): string[] {
  const { watch, link } = status;
  return [
    status.line,
    ...underWay(status),
    ...(status.condition === "not set up"
      ? [
        "Choose the folder to sync (sync_dir) with `git-sync-bar --edit-config`, then save",
      ]
      : []),
    ...(status.folder === undefined ? [] : [`Folder: ${status.folder}`]),
    ...(status.lastUpToDate === undefined
      ? []
      : [`Last up to date: ${onTheClock(status.lastUpToDate)}`]),
    ...(status.error === undefined ? [] : [`Error: ${status.error}`]),
    ...status.mistakes.map((mistake) => `Mistake: ${mistake}`),
    ...status.warnings,
    ...status.waiting.map((path) => `Waiting: ${path}`),
    ...status.conflicts.map(({ path, copy, host, time, isOwn, isLocal }) =>
      `Conflict: ${path}: ${whoseVersion({ host, isOwn })}, ${onTheClock(time)}, is in "${copy}"` +
      (isLocal ? ", only on this machine" : "")
    ),
    ...(status.conflicts.length === 0
      ? []
      : ["To settle a conflict: `git-sync-bar --settle COPY --keep this|other|both`"]),
    ...([manyCopiesSentence(status.conflicts)].filter((line) => line !== undefined)),
    ...status.notSynced.map(notSyncedSentence),
    ...(status.deletion === undefined ? [] : [deletionSentence(status.deletion)]),
    ...(watch.kind === "polling" ? [pollingSentence(watch)] : []),
    ...(link.kind === "off"
      ? []
      : [`Live updates: ${link.kind === "up" ? "on" : `off, ${link.reason}`}`]),
    ...(status.noIcon === undefined ? [] : [status.noIcon]),
    ...(status.notice === undefined ? [] : [status.notice]),
  ].map(oneLine);
}

/** Returns how far the sync under way is, where the first line names something else, as a conflict or a pause. */
function underWay({ line, progress }: Status): string[] {
  if (progress === undefined) return [];
  const said = progressLine(progress);
  return line === said ? [] : [`Under way: ${said}`];
}

/** Returns an ISO 8601 time in the machine's time zone, as in the names of conflict copies. */
function onTheClock(time: string): string {
  return new Date(time).toLocaleString("sv-SE");
}
