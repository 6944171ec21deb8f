// The output of `--status`, as text and as JSON. Pure.

import type { IncomingDeletion, NotSynced, OpenConflict, Progress } from "../engine/mod.ts";
import { oneLine } from "../system/text.ts";
import { shownProblem } from "../core/problems.ts";
import type { AppState } from "../core/state.ts";
import {
  folderPart,
  type NamedState,
  type NamedStates,
  overallLine,
  worstOf,
} from "./folders/folders.ts";
import type { LiveConnection, WatchState } from "../core/events.ts";
import { notSyncedSentence } from "./not_synced.ts";
import { problemSentence } from "./problems/problems.ts";
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

/** The status of one folder. Times are ISO 8601 in UTC; absent means unknown or none. */
export interface FolderStatus {
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
  readonly watch: WatchState;
}

/** The output of `--status --json`: the first folder at the top, as the only one. */
export interface Status extends FolderStatus {
  readonly version: typeof STATUS_VERSION;
  readonly mistakes: readonly string[];
  /** Settings in the configuration file that have no effect. */
  readonly warnings: readonly string[];
  readonly link: LiveConnection;
  /** The advice for the user although live updates work. */
  readonly notice: string | undefined;
  /** Why there is no icon, where there should be one. */
  readonly noIcon: string | undefined;
  /** The condition that the icon shows, and the first line of the menu; absent where there is one folder. */
  readonly overall?: Pick<FolderStatus, "condition" | "line">;
  /** All folders, the first one among them; absent where there is one. */
  readonly folders?: readonly NamedStatus[];
}

/** The status of one of several folders. */
export interface NamedStatus extends FolderStatus {
  readonly name: string;
}

/** Returns the status of the running instance. */
export function statusOf(
  folders: NamedStates,
  at: { readonly now: number; readonly clock: FormatTime },
): Status {
  const [first, ...more] = folders;
  const { config, live, noIcon } = first.state;
  const named = more.length === 0 ? {} : {
    overall: {
      condition: condition(worstOf(folders, at.now).state, at.now),
      line: overallLine(folders, at),
    },
    folders: folders.map((one) => ({
      name: one.name,
      ...folderStatus({ ...one, state: folderPart(one.state) }, at),
    })),
  };
  return {
    version: STATUS_VERSION,
    ...folderStatus(first, at),
    mistakes: config.mistakes.map(({ message }) => message),
    warnings: config.warnings,
    link: live.connection,
    notice: live.notice,
    noIcon,
    ...named,
  };
}

/** Returns a status as if this were its only folder; without one it is the same. */
export function statusOfOne(status: Status, folder: NamedStatus | undefined): Status {
  if (folder === undefined) return status;
  const { overall: _, folders: __, ...rest } = status;
  const { name: ___, ...one } = folder;
  return { ...rest, ...one };
}

function folderStatus(
  { state, folder }: NamedState,
  at: { readonly now: number; readonly clock: FormatTime },
): FolderStatus {
  const { upToDateAt, deletion } = state.folder;
  const problem = shownProblem(state.folder);
  return {
    condition: condition(state, at.now),
    line: statusLine(state, at),
    progress: progressOf(state),
    folder,
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
    watch: state.folder.watching.state,
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
  const { folders, overall } = status;
  const lines = folders === undefined || overall === undefined
    ? folderLines(status, configLines(status))
    : [overall.line, ...configLines(status), ...folders.flatMap(namedLines)];
  return [...lines, ...appLines(status)].map(oneLine);
}

function namedLines({ name, line, ...rest }: NamedStatus): string[] {
  const [, ...details] = folderLines({ ...rest, line });
  return [`${name}: ${line}`, ...details.map((detail) => `${name}: ${detail}`)];
}

/** Returns the lines about one folder; the first one has its condition, `config` comes after what is wrong. */
function folderLines(status: FolderStatus, config: readonly string[] = []): string[] {
  const { watch } = status;
  return [
    status.line,
    ...underWay(status),
    ...(status.condition === "not set up"
      ? [
        "Set up a folder with `git-sync-bar --setup`",
      ]
      : []),
    ...(status.folder === undefined ? [] : [`Folder: ${status.folder}`]),
    ...(status.lastUpToDate === undefined
      ? []
      : [`Last up to date: ${onTheClock(status.lastUpToDate)}`]),
    ...(status.error === undefined ? [] : [`Error: ${status.error}`]),
    ...config,
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
    ...(status.deletion === undefined ? [] : deletionLines(status.deletion)),
    ...(watch.kind === "polling" ? [pollingSentence(watch)] : []),
  ];
}

function deletionLines(deletion: NonNullable<Status["deletion"]>): string[] {
  const advice = "To restore them on all machines: `git-sync-bar --sync-now --restore-deletion`";
  return [deletionSentence(deletion), ...(deletion.deleted > 0 ? [advice] : [])];
}

function configLines({ mistakes, warnings }: Status): string[] {
  return [...mistakes.map((mistake) => `Mistake: ${mistake}`), ...warnings];
}

/** Returns the lines about live updates and the icon. */
function appLines({ link, noIcon, notice }: Status): string[] {
  return [
    ...(link.kind === "off"
      ? []
      : [`Live updates: ${link.kind === "up" ? "on" : `off, ${link.reason}`}`]),
    ...(noIcon === undefined ? [] : [noIcon]),
    ...(notice === undefined ? [] : [notice]),
  ];
}

/** Returns how far the sync under way is, where the first line names something else, as a conflict or a pause. */
function underWay({ line, progress }: FolderStatus): string[] {
  if (progress === undefined) return [];
  const said = progressLine(progress);
  return line === said ? [] : [`Under way: ${said}`];
}

/** Returns an ISO 8601 time in the machine's time zone; the names of conflict copies have UTC. */
function onTheClock(time: string): string {
  return new Date(time).toLocaleString("sv-SE");
}
