// The action of a click in the menu in a state: a command, or something to show. Pure.

import { join } from "node:path";
import type { Click } from "../adapters/tray/menu.ts";
import type { NotSynced } from "../engine/mod.ts";
import { shownProblem } from "../core/problems.ts";
import type { AppState } from "../core/state.ts";
import type { UserCommand } from "../core/events.ts";
import { deletionChoices } from "./mass_deletion.ts";
import { problemClick } from "./problems/problems.ts";
import type { AccessAction } from "./problems/words.ts";

/** The action of a click. Paths are absolute, but that of "publish" is relative to the folder. */
export type ClickAction =
  | { readonly kind: "command"; readonly command: UserCommand }
  | { readonly kind: "publish"; readonly path: string }
  | { readonly kind: "show deleted files" }
  /** Takes effect when it is clicked again soon. */
  | { readonly kind: "confirm deletion" }
  | { readonly kind: "show file"; readonly path: string }
  | { readonly kind: "open folder"; readonly path: string }
  | { readonly kind: "open terminal"; readonly path: string }
  | { readonly kind: "give access"; readonly access: AccessAction }
  | { readonly kind: "show log" }
  | { readonly kind: "edit configuration" }
  /** In the window; where no browser opens it, the configuration is edited. */
  | { readonly kind: "set up" }
  /** Where no browser opens it, the other action is done instead, where there is one. */
  | {
    readonly kind: "open window";
    readonly screen: "now" | "history" | "conflicts" | "set-up";
    /** The conflict copy that is shown first. */
    readonly copy?: string;
    readonly instead?: Extract<ClickAction, { kind: "show file" | "open folder" }>;
  }
  | { readonly kind: "start at login" }
  | { readonly kind: "quit" };

/** Returns what a click does; `undefined` when it does nothing. `folder` is the synced folder. */
export function clickAction(
  click: Click,
  { state, folder }: { readonly state: AppState; readonly folder: string | undefined },
): ClickAction | undefined {
  const inFolder = (kind: "open folder" | "open terminal"): ClickAction | undefined =>
    folder === undefined ? undefined : { kind, path: folder };
  if (click.kind === "entry") {
    if (click.list === "deleted files") return deletionAction(click.at, state);
    const entry = click.list === "not synced" ? state.folder.notSynced[click.at] : undefined;
    if (entry !== undefined && isPublishable(entry) && !state.stopping) {
      return { kind: "publish", path: entry.path };
    }
    const name = pathOf(click, state);
    if (name === undefined || folder === undefined) return undefined;
    const shown = { kind: "show file", path: join(folder, name) } as const;
    return click.list === "conflicts" && !state.stopping
      ? { kind: "open window", screen: "conflicts", copy: name, instead: shown }
      : shown;
  }
  switch (click.line) {
    case "status":
      return helpAction(state, inFolder);
    case "advice":
      return shownProblem(state.folder) === undefined
        ? adviceAction(state, inFolder("open folder"))
        : helpAction(state, inFolder);
    case "repository":
      return undefined;
    case "deletion":
      if (state.folder.deletion === undefined || !state.config.isInForce || state.stopping) {
        return undefined;
      }
      return { kind: "command", command: "restore deletion" };
    case "window":
      return state.stopping ? undefined : { kind: "open window", screen: "now" };
    case "history":
      if (folder === undefined || state.stopping) return undefined;
      return { kind: "open window", screen: "history" };
    case "sync":
      if (!state.config.isInForce || state.stopping) return undefined;
      return { kind: "command", command: "sync" };
    case "pause":
      return { kind: "command", command: state.paused ? "resume" : "pause" };
    case "folder":
      return inFolder("open folder");
    case "terminal":
      return inFolder("open terminal");
    case "log":
      return { kind: "show log" };
    case "config":
      return { kind: "edit configuration" };
    case "invite":
      if (folder === undefined || state.stopping) return undefined;
      return { kind: "open window", screen: "set-up" };
    case "login":
      return { kind: "start at login" };
    case "quit":
      return state.stopping ? undefined : { kind: "quit" };
  }
}

/** Returns what a click on the first two lines does: it helps with what they say. */
function helpAction(
  state: AppState,
  inFolder: (kind: "open folder" | "open terminal") => ClickAction | undefined,
): ClickAction | undefined {
  const { config: { isInForce, mistakes } } = state;
  if (state.stopping) return undefined;
  if (mistakes.length > 0) return { kind: "edit configuration" };
  if (!isInForce) return { kind: "set up" };
  const problem = shownProblem(state.folder);
  if (problem === undefined) return undefined;
  const click = problemClick(problem);
  switch (click) {
    case "open folder":
    case "open terminal":
      return inFolder(click);
    case "edit configuration":
    case "show log":
      return { kind: click };
    case "sign in":
    case "trust host":
    case "offer ssh key":
      return { kind: "give access", access: click };
    default:
      return typeof click === "object" ? undefined : { kind: "command", command: click };
  }
}

/** Returns what a click on advice about anything but a problem does: the window has the conflicts, a file the rest. */
function adviceAction(
  { config, folder: { conflicts }, stopping }: AppState,
  instead: ClickAction | undefined,
): ClickAction | undefined {
  if (stopping) return undefined;
  if (!config.isInForce && config.mistakes.length === 0) return { kind: "set up" };
  if (conflicts.length === 0) return { kind: "edit configuration" };
  return instead?.kind === "open folder"
    ? { kind: "open window", screen: "conflicts", instead }
    : undefined;
}

/** Returns what a click on an entry of *Deleted Files* does. */
function deletionAction(at: number, state: AppState): ClickAction | undefined {
  const choice = deletionChoices(state)[at];
  if (choice === undefined || state.stopping) return undefined;
  switch (choice) {
    case "show":
      return { kind: "show deleted files" };
    case "restore":
      return { kind: "command", command: "restore here" };
    case "delete":
      return { kind: "confirm deletion" };
  }
}

/** Reports whether a path is synced when the user clicks it. */
export function isPublishable({ reason }: NotSynced): boolean {
  return ["was ignored", "lost its filter", "private", "link", "received", "unknown"].includes(
    reason,
  );
}

function pathOf({ list, at }: Extract<Click, { kind: "entry" }>, state: AppState) {
  switch (list) {
    case "deleted files":
      return undefined;
    case "conflicts":
      return state.folder.conflicts[at]?.copy;
    case "not synced":
      return state.folder.notSynced[at]?.path;
    case "recent":
      return state.folder.recent[at]?.path;
  }
}
