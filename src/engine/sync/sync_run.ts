// One sync under way.

import type { BranchProgress } from "../branch/branch_progress.ts";
import { OwnChanges } from "../restore/own_change.ts";
import type { SaveProgress } from "../folder/save_report.ts";
import type { GitError } from "../git/process/git.ts";
import type { Observation } from "./next_step.ts";
import type { ReportBuilder } from "./report.ts";
import type { SyncRequest, SyncSettings } from "./settings.ts";
import type { SyncState } from "./sync_state.ts";

export interface SyncRun {
  readonly settings: SyncSettings;
  readonly state: SyncState;
  readonly request: SyncRequest;
  readonly report: ReportBuilder;
  readonly progress: RunProgress;
  /** Reports whether it is to stop before the next step. */
  readonly isStopping: () => boolean;
}

/** How far one sync is. */
export interface RunProgress extends SaveProgress, BranchProgress {
  /** The changes of our own that are asked for. */
  ownChanges: OwnChanges;
  remote: Observation["remote"];
  /** Present when the push was refused, and what others sent is received without it. */
  refusal: GitError | undefined;
  rejections: number;
  /** When the first one was, in milliseconds since 1970. */
  rejectedAt: number | undefined;
  /** When the try to send under way began, in milliseconds since 1970. */
  tryAt: number;
  /** Whether the remote had the branch once and does not have it any more. */
  isGone: boolean;
}

/** Returns the progress of a sync that begins. */
export function initialProgress(): RunProgress {
  return {
    saved: false,
    slowRule: undefined,
    ownChanges: new OwnChanges([], new Map()),
    restored: undefined,
    remote: "remembered",
    refusal: undefined,
    rejections: 0,
    rejectedAt: undefined,
    tryAt: 0,
    isGone: false,
    contact: "fetched",
    repairs: 0,
    isDeepened: false,
  };
}
