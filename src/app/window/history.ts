// The history in the window: what is read of it, and changes that are made from it.

import { isDeepStrictEqual } from "node:util";
import { WindowError } from "../../adapters/window/answers.ts";
import type { HistoryActions } from "../../adapters/window/routes/history.ts";
import {
  type Found,
  type History,
  NotInHistory,
  openHistory,
  problemOf,
  type ShownSave,
  type SyncSettings,
  TooManyFiles,
} from "../../engine/mod.ts";
import { HISTORY_LINES } from "../../system/limits/history.ts";
import { WINDOW_SAVE_FILES } from "../../system/limits/window.ts";
import { isChangeDone } from "../../view/history/changed_lines.ts";
import { answerOf } from "../../view/outcome.ts";
import { problemSentence } from "../../view/problems/problems.ts";
import { NOT_IN_FORCE, syncFor } from "../control/sync_request.ts";
import type { Clock } from "../loop.ts";
import { createHistoryReads } from "./history_reads.ts";
import type { RunningFolder } from "../folders/running_folder.ts";

/** The parts of the app that this needs. */
export interface HistoryParts {
  readonly folder: RunningFolder;
  /** Returns how the folder is synced on this machine. Throws one line before a folder is configured. */
  readonly settings: () => Promise<SyncSettings>;
  readonly clock: Pick<Clock, "now" | "setTimer">;
}

/** Returns the actions. */
export function historyActions(
  { folder, settings, clock }: HistoryParts,
): Omit<HistoryActions, "conflicts"> {
  const readHistory = createHistoryReads({ settings, open: openHistory, clock });

  /** Reads the history as it is at the moment. */
  async function read<Result>(work: (history: History) => Promise<Result>): Promise<Result> {
    try {
      return await readHistory(work);
    } catch (error) {
      if (error instanceof NotInHistory) throw new WindowError("gone", GONE[error.what]);
      if (error instanceof TooManyFiles) throw new WindowError("failed", TOO_MANY);
      if (error instanceof WindowError) throw error;
      throw new WindowError(
        "failed",
        `Cannot read the history: ${problemSentence(problemOf(error))}`,
      );
    }
  }

  return {
    saves: ({ path, start, ...filter }) =>
      read(async (history) => {
        const from = start === undefined ? {} : { start };
        const begin = await history.start();
        const since = begin === undefined ? {} : { start: begin };
        if (path !== undefined) {
          const { saves, next } = await history.saves({ path: named(path), ...from });
          return { saves: saves.map(short), ...nextOf(next), ...since };
        }
        const found = await history.search(filter, from);
        return { saves: found.items.map(short), ...pageOf(found), ...since };
      }),
    save: ({ id, skip }) => read((history) => history.save(id, { skip })),
    versions: (path) =>
      read(async (history) => {
        const versions = await history.versions(named(path), { limit: HISTORY_LINES });
        const today = await history.today(named(path));
        return { versions, ...(today === undefined ? {} : { today }) };
      }),
    deleted: ({ name, start }) =>
      read(async (history) => {
        const found = await history.deleted({
          ...(name === undefined ? {} : { name }),
          ...(start === undefined ? {} : { start }),
        });
        return { versions: found.items, ...pageOf(found) };
      }),
    folderAt: ({ time, folder, skip }) =>
      read(async (history) => {
        const found = await history.folder({ time, folder: named(folder) }, { skip });
        if (found === undefined) return { entries: [], count: 0 };
        const { save: { files: _, fileCount: _count, ...save }, entries, count } = found;
        return { save, entries, count };
      }),
    span: () =>
      read(async (history) => {
        const first = await history.first();
        return first === undefined ? {} : { first };
      }),
    days: () => read(async (history) => ({ days: await history.days(clock.now()) })),
    hosts: () => read(async (history) => ({ hosts: await history.hosts() })),
    content: ({ id, path, asSeen }) =>
      read((history) => history.content({ id, path: named(path) }, { asSeen })),
    conflict: (copy) =>
      read(async (history) => {
        const { other, deleted, base, content, ...found } = await history.conflict(named(copy));
        const isPlain = content.kind !== "text";
        return {
          ...found,
          ...(other === undefined ? {} : { other }),
          ...(deleted === undefined ? {} : { deleted }),
          ...(base === undefined ? {} : { base }),
          content: isPlain
            ? content
            : { kind: "text", ...(content.parts === undefined ? {} : { parts: content.parts }) },
        };
      }),
    async older() {
      const outcome = await syncFor({ command: "fetch older" }, folder);
      if (outcome === undefined) throw new WindowError("failed", `Cannot do it: ${NOT_IN_FORCE}`);
      const { lines, error } = answerOf(outcome);
      const isDone = outcome.kind === "synced";
      return { lines, ...(error === undefined ? {} : { error }), isDone };
    },
    async change(change) {
      const outcome = await syncFor({ command: change.kind, change }, folder);
      if (outcome === undefined) throw new WindowError("failed", `Cannot do it: ${NOT_IN_FORCE}`);
      const { lines, error } = answerOf(outcome);
      const made = outcome.report.changed?.find((one) => isDeepStrictEqual(one.change, change));
      return {
        lines,
        ...(error === undefined ? {} : { error }),
        isDone: made !== undefined && isChangeDone(made),
        ...(made?.id === undefined ? {} : { id: made.id }),
      };
    },
  };
}

const TOO_MANY =
  "The folder and that time differ in more files than are listed, or folders are nested too deep";

const GONE: Readonly<Record<NotInHistory["what"], string>> = {
  save: "The history has no such save any more",
  path: "It is not in the history",
  name: "Its name is not UTF-8",
};

/** Returns a path of the page as one that a history may have. Throws `WindowError` where it leads elsewhere. */
function named(path: string): string {
  const isElsewhere = path !== "" &&
    path.replace(/\/$/, "").split("/").some((part) => ["", ".", ".."].includes(part));
  if (isElsewhere || path.includes("\0")) throw new WindowError("gone", GONE.path);
  return path;
}

/** Returns a save with the first of its files. */
function short(save: ShownSave): ShownSave {
  return { ...save, files: save.files.slice(0, WINDOW_SAVE_FILES) };
}

function nextOf<Next>(next: Next | undefined): { readonly next?: Next } {
  return next === undefined ? {} : { next };
}

function pageOf({ next, searchedTo }: Pick<Found<unknown>, "next" | "searchedTo">) {
  return { ...nextOf(next), ...(searchedTo === undefined ? {} : { searchedTo }) };
}
