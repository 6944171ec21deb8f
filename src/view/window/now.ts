// The present state in the window, made from the same state as the menu. Pure.

import type {
  Button,
  Conflict,
  FileChange,
  FolderTab,
  Moment,
  NotSynced,
  Now,
  RecentChange,
} from "../../adapters/window/api/now.ts";
import { shownProblem } from "../../core/problems.ts";
import type { AppState } from "../../core/state.ts";
import { SHOWN_CHANGES } from "../../system/limits/window.ts";
import { oneLine } from "../../system/text.ts";
import { advice } from "../advice.ts";
import { type ClickAction, clickAction, isPublishable } from "../clicks.ts";
import { editWords } from "../edits.ts";
import { folderLine, folderPart, type NamedState } from "../folders/folders.ts";
import { choiceTitle, deletionChoices, waitingSentence } from "../mass_deletion.ts";
import { iconOf } from "../menu.ts";
import { notSyncedReason } from "../not_synced.ts";
import { problemSentence } from "../problems/problems.ts";
import { percentOf, progressLine } from "../progress_line.ts";
import { counted } from "../quantities.ts";
import {
  deletionSentence,
  manyCopiesSentence,
  pollingSentence,
  whoseVersion,
} from "../report_lines.ts";
import { type FormatTime, statusLine } from "../status_line.ts";
import { adviceLabel, type Buttons, createButtons, folderLabel } from "./buttons.ts";

/** The values on which the window depends besides the state. */
export interface NowContext {
  readonly now: number;
  readonly clock: FormatTime;
  /** As in `Deno.build.os`. */
  readonly system: string;
  /** The synced folder. */
  readonly folder: string | undefined;
  /** The name of this machine in saves. */
  readonly host: string | undefined;
  /** The locale of times, a BCP 47 tag. */
  readonly locale: string | undefined;
  /** The message of the last click. */
  readonly said: string | undefined;
  /** All folders; this one is among them by its name. */
  readonly folders: readonly Pick<NamedState, "name" | "state">[];
  readonly name: string;
  /** Whether there is a desktop on which something can be opened. */
  readonly hasDesktop: boolean;
}

/** The content of the window, and the actions that it offers, by their clicks. */
export interface NowView {
  readonly now: Now;
  readonly actions: ReadonlyMap<string, ClickAction>;
}

/** Returns what the window shows. */
export function nowView(state: AppState, at: NowContext): NowView {
  const buttons = createButtons(at);
  const { folder, config, live, paused } = state;
  const on = (time: number): Moment => ({ time, text: at.clock(time) });
  const { progress } = folder.running ?? {};
  const problem = shownProblem(folder);
  const now: Now = {
    ...(at.folders.length < 2 ? {} : { folders: at.folders.map((one) => tabOf(one, at)) }),
    icon: iconOf(state, at.now),
    line: statusLine(state, at),
    ...adviceOf(state, at, buttons),
    // Of a deletion that waits its notice says more.
    ...(problem === undefined || problem === folder.heldDeletion
      ? {}
      : { problem: problemSentence(problem) }),
    ...(at.said === undefined ? {} : { said: oneLine(at.said) }),
    isPaused: paused,
    buttons: mainButtons(state, at, buttons),
    ...(progress === undefined ? {} : { progress: progressOf(progress) }),
    ...(at.folder === undefined ? {} : { folder: at.folder }),
    ...(folder.place === undefined ? {} : { place: folder.place }),
    ...(at.host === undefined ? {} : { host: at.host }),
    ...liveUpdatesOf(live.connection),
    ...(folder.upToDateAt === undefined ? {} : { upToDate: on(folder.upToDateAt) }),
    waiting: folder.waiting.slice(0, SHOWN_CHANGES).map((
      { kind, path, from, time },
    ): FileChange => ({
      path,
      action: kind,
      ...(from === undefined ? {} : { from }),
      when: on(time),
    })),
    waitingCount: folder.waiting.length,
    ...(paused && folder.count?.changes !== undefined ? { unsaved: folder.count.changes } : {}),
    ...deletionOf(state, at, buttons),
    conflicts: conflictsOf(state, at),
    notSynced: folder.notSynced.slice(0, SHOWN_CHANGES).map((entry): NotSynced => {
      const button = isPublishable(entry) && !state.stopping
        ? buttons.of("Sync It", { kind: "publish", path: entry.path }, { question: PUBLISH })
        : undefined;
      const reason = oneLine(notSyncedReason(entry, "button"));
      return { path: entry.path, reason, ...(button === undefined ? {} : { button }) };
    }),
    recent: folder.recent.map((save): RecentChange => ({
      direction: save.kind === "conflict" ? "conflict" : save.direction,
      text: editWords(save),
      path: save.path,
      when: on(save.time),
    })),
    mistakes: config.mistakes.map(({ message }) => message),
    warnings: warningsOf(state),
    ...(at.locale === undefined ? {} : { locale: at.locale }),
  };
  return { now, actions: buttons.actions };
}

function tabOf({ name, state }: NowContext["folders"][number], at: NowContext): FolderTab {
  const part = folderPart(state);
  const line = folderLine(part, at);
  return { name, icon: iconOf(part, at.now), line, isShown: name === at.name };
}

const PUBLISH = "Sync this file? It is sent to all machines, and stays in the history.";

/** Returns the conflicts that are not settled. */
export function conflictsOf(
  { folder: { conflicts } }: AppState,
  { clock }: Pick<NowContext, "clock">,
): Conflict[] {
  return conflicts.map((conflict) => ({
    path: conflict.path,
    copy: conflict.copy,
    whose: oneLine(whoseVersion(conflict)),
    host: conflict.host,
    when: { time: conflict.time, text: clock(conflict.time) },
    isLocal: conflict.isLocal === true,
  }));
}

function adviceOf(state: AppState, at: NowContext, buttons: Buttons): Pick<Now, "advice"> {
  const { folder } = state;
  // Its notice has the buttons of which the advice for the menu speaks.
  const isInNotice = folder.heldDeletion !== undefined &&
    shownProblem(folder) === folder.heldDeletion;
  const text = isInNotice ? undefined : advice(state, at.system, "elsewhere");
  if (text === undefined) return {};
  const action = clickAction({ kind: "line", line: "advice" }, { state, folder: at.folder });
  const button = action && buttons.of(adviceLabel(action, at.system), action, {
    subject: shownProblem(folder)?.kind,
  });
  return { advice: { text: oneLine(text), ...(button === undefined ? {} : { button }) } };
}

function mainButtons(state: AppState, at: NowContext, buttons: Buttons): Button[] {
  const clicked = (line: "sync" | "pause" | "folder" | "terminal" | "log") =>
    clickAction({ kind: "line", line }, { state, folder: at.folder });
  return [
    buttons.of("Sync Now", clicked("sync")),
    buttons.of(state.paused ? "Resume Syncing" : "Pause Syncing", clicked("pause")),
    buttons.of(folderLabel(at.system), clicked("folder")),
    buttons.of("Open Terminal", clicked("terminal")),
    buttons.of("Show Log", clicked("log")),
  ].filter((button) => button !== undefined);
}

/** Returns the deletion that waits here; else the one that came in. */
function deletionOf(state: AppState, at: NowContext, buttons: Buttons): Pick<Now, "deletion"> {
  const waiting = state.folder.heldDeletion;
  if (waiting !== undefined) {
    const choices = deletionChoices(state).map((choice) => {
      const label = choiceTitle(choice, { state, isAsked: false });
      switch (choice) {
        case "show":
          // The window shows them itself.
          return undefined;
        case "restore":
          return buttons.of(label, { kind: "command", command: "restore here" });
        case "delete":
          return buttons.of(label, { kind: "command", command: "confirm deletion" }, {
            subject: waiting,
            question: `Really delete ${counted(waiting.deleted, "file")} on all machines?`,
            isDestructive: true,
          });
      }
    });
    return {
      deletion: {
        text: oneLine(waitingSentence(waiting)),
        held: waiting.deleted,
        buttons: state.stopping ? [] : choices.filter((button) => button !== undefined),
      },
    };
  }
  const { deletion } = state.folder;
  if (deletion === undefined) return {};
  const action = clickAction({ kind: "line", line: "deletion" }, { state, folder: at.folder });
  const button = buttons.of(deletion.deleted > 0 ? "Restore Them" : "Dismiss", action, {
    subject: deletion.time,
  });
  const text = oneLine(deletionSentence(deletion));
  return { deletion: { text, buttons: button === undefined ? [] : [button] } };
}

function progressOf(
  progress: NonNullable<NonNullable<AppState["folder"]["running"]>["progress"]>,
): NonNullable<Now["progress"]> {
  const percent = percentOf(progress);
  return { text: progressLine(progress), ...(percent === undefined ? {} : { percent }) };
}

function liveUpdatesOf(
  connection: AppState["live"]["connection"],
): Pick<Now, "liveUpdates"> {
  switch (connection.kind) {
    case "off":
      return {};
    case "up":
      return { liveUpdates: "On" };
    case "down":
      return { liveUpdates: oneLine(`Off: ${connection.reason}`) };
  }
}

function warningsOf({ config, live, folder, noIcon }: AppState): string[] {
  const watch = folder.watching.state;
  return [
    ...config.warnings,
    live.notice,
    noIcon,
    manyCopiesSentence(folder.conflicts),
    watch.kind === "polling" ? pollingSentence(watch) : undefined,
  ].filter((line) => line !== undefined).map(oneLine);
}
