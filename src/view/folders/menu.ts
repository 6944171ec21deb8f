// The menu of several folders, and what clicks in it do; with one folder it is the menu of that one. Pure.

import type { Click, FolderLineId, FolderMenu, TrayView } from "../../adapters/tray/menu.ts";
import { type ClickAction, clickAction } from "../clicks.ts";
import { LONGEST, type MenuContext, trayView } from "../menu.ts";
import {
  folderLine,
  folderPart,
  namedLine,
  type NamedState,
  type NamedStates,
  overallLine,
  worstOf,
} from "./folders.ts";

/** The values on which the menu depends besides the states. */
export interface FoldersContext extends Omit<MenuContext, "folder" | "isDeletionAsked"> {
  /** The folder whose mass deletion the user has just clicked to confirm. */
  readonly askedDeletion?: string | undefined;
}

/** Returns everything that the menu bar shows. */
export function foldersView(folders: NamedStates, at: FoldersContext): TrayView {
  const [first, ...more] = folders;
  if (more.length === 0) return viewOf(first, at);
  const worst = worstOf(folders, at.now);
  const title = overallLine(folders, { ...at, longest: LONGEST });
  const view = trayView(worst.state, { ...at, folder: worst.folder });
  const isPaused = folders.every(({ state }) => state.paused);
  return {
    ...view,
    tooltip: `Git Sync Bar: ${title}`,
    lines: {
      ...view.lines,
      status: { ...view.lines.status, title },
      pause: { ...view.lines.pause, title: isPaused ? "Resume Syncing" : "Pause Syncing" },
    },
    folders: folders.map((one) => folderMenu(one, at)),
  };
}

function viewOf({ name, state, folder }: NamedState, at: FoldersContext): TrayView {
  return trayView(state, { ...at, folder, isDeletionAsked: at.askedDeletion === name });
}

function folderMenu(one: NamedState, at: FoldersContext): FolderMenu {
  const state = folderPart(one.state);
  const { lines, lists } = viewOf({ ...one, state }, { ...at, said: undefined });
  return {
    name: one.name,
    title: namedLine(one.name, folderLine(state, at), { longest: LONGEST, separator: " · " }),
    lines: Object.fromEntries(FOLDER_LINES.map((id) => [id, lines[id]])) as FolderMenu["lines"],
    lists,
  };
}

const FOLDER_LINES: readonly FolderLineId[] = [
  "status",
  "advice",
  "deletion",
  "repository",
  "sync",
  "pause",
  "folder",
  "terminal",
];

/** The action of a click in one folder. */
export interface FolderAction {
  readonly name: string;
  readonly action: ClickAction;
}

/** Returns what a click does, in each folder that it is about. */
export function folderActions(
  click: Click,
  folders: NamedStates,
  now: number,
): readonly FolderAction[] {
  return clicked(click, folders, now).flatMap(({ name, ...at }) => {
    const action = clickAction(click, at);
    return action === undefined ? [] : [{ name, action }];
  });
}

function clicked(click: Click, folders: NamedStates, now: number): readonly NamedState[] {
  if (click.folder !== undefined) return folders.filter(({ name }) => name === click.folder);
  if (click.kind === "line" && click.line === "sync") return folders;
  if (click.kind === "line" && click.line === "pause") {
    const running = folders.filter(({ state }) => !state.paused);
    return running.length === 0 ? folders : running;
  }
  return [worstOf(folders, now)];
}
