// Changes that are made from the history: each asks first, says what came of it, and offers to undo it.

import type { ChangeAnswer, ChangeRequest } from "../../src/adapters/window/api/history.ts";
import { API, visibleName } from "../../src/adapters/window/api/session.ts";
import { confirm } from "../parts/confirm.tsx";
import { say } from "../parts/say.ts";
import { shortMoment } from "../parts/times.ts";
import { postJson } from "../session/request.ts";

type Change = ChangeRequest["change"];

/** The effect of every change, for the question before it. */
const EVERYWHERE = "The change goes to every machine that syncs this folder. It can be undone.";

/** Makes a change without a question, and returns whether it was done as far as it could be. */
export async function makeChange(change: Change): Promise<boolean> {
  const { lines, error, isDone, id } = await postJson<ChangeAnswer>(API.change, { change });
  const undo = { label: "Undo", run: () => makeChange({ kind: "undo", id: id! }) };
  say({
    text: error === undefined ? lines : [...lines, error],
    isFailure: !isDone || error !== undefined,
    ...(id === undefined ? {} : { action: undo }),
  });
  return isDone;
}

/** Asks, and undoes a save. */
export async function undoSave(
  { id, host, time, fileCount }: {
    readonly id: string;
    readonly host: string;
    readonly time: number;
    readonly fileCount: number;
  },
): Promise<void> {
  const files = fileCount === 1
    ? "Its file becomes as it was"
    : `Its ${fileCount} files become as they were`;
  const isYes = await confirm({
    title: `Undo the save of ${visibleName(host)}, ${shortMoment(time)}?`,
    lines: [
      `${files} before. Files that were changed again since stay as they are, and are named.`,
      EVERYWHERE,
    ],
    action: "Undo This Save",
  });
  if (isYes) await makeChange({ kind: "undo", id });
}

/** Asks, and restores a file as it was in a save. */
export async function restoreVersion(
  { id, path, host, time }: {
    readonly id: string;
    readonly path: string;
    readonly host: string;
    readonly time: number;
  },
): Promise<void> {
  const isYes = await confirm({
    title: `Restore ${visibleName(path)}?`,
    lines: [
      `It becomes as ${visibleName(host)} has saved it, ${shortMoment(time)}. ` +
      "The present state stays in the history.",
      EVERYWHERE,
    ],
    action: "Restore",
  });
  if (isYes) await makeChange({ kind: "restore", path, version: { kind: "save", id } });
}

/** Asks, and restores a file, a folder or all of it as it was at a time. */
export async function restoreThen(
  { path, time, isFolder }: {
    /** The empty text is all of the folder. */
    readonly path: string;
    readonly time: number;
    readonly isFolder: boolean;
  },
): Promise<void> {
  const name = path === "" ? "the whole folder" : visibleName(path);
  const isYes = await confirm({
    title: `Restore ${name} as of ${shortMoment(time)}?`,
    lines: [
      isFolder
        ? "Its files become as they were then. Files that came since stay."
        : "It becomes as it was then. The present state stays in the history.",
      EVERYWHERE,
    ],
    action: "Restore",
  });
  if (isYes) await makeChange({ kind: "restore", path, version: { kind: "time", time } });
}
