// The buttons of the window, each with the click that the server performs. A click names its very action, so that one
// which comes late never does what is offered by then instead. Pure.

import type { Button, Screen } from "../../adapters/window/api/now.ts";
import type { ClickAction } from "../clicks.ts";

/** The buttons of one view. */
export interface Buttons {
  /** Returns a button; `undefined` where the action is none, or needs a desktop that is not there. */
  of(
    label: string,
    action: ClickAction | undefined,
    more?: {
      /** The page asks it first. */
      readonly question?: string;
      readonly isDestructive?: true;
      /** The deletion that the user has seen and decides about. */
      readonly subject?: unknown;
    },
  ): Button | undefined;
  /** The actions by their clicks. */
  readonly actions: ReadonlyMap<string, ClickAction>;
}

/** Returns buttons for an app with a desktop, or without. */
export function createButtons({ hasDesktop }: { readonly hasDesktop: boolean }): Buttons {
  const actions = new Map<string, ClickAction>();
  return {
    of(label, action, { subject, ...more } = {}) {
      if (action === undefined || !(hasDesktop || isPossibleWithoutDesktop(action))) {
        return undefined;
      }
      const screen = screenOf(action);
      if (screen !== undefined) return { label, action: { screen } };
      const click = JSON.stringify(subject === undefined ? action : [action, subject]);
      actions.set(click, action);
      return { label, action: { click, ...more } };
    },
    actions,
  };
}

/** Returns the screen that an action leads to in the window itself. */
function screenOf(action: ClickAction): Screen | undefined {
  if (action.kind === "edit configuration") return "settings";
  if (action.kind === "set up") return "set-up";
  return action.kind === "open window" ? action.screen : undefined;
}

function isPossibleWithoutDesktop(action: ClickAction): boolean {
  return action.kind === "command" || action.kind === "publish" || screenOf(action) !== undefined;
}

/** Returns the label of the button beside an advice. */
export function adviceLabel(action: ClickAction, system: string): string {
  switch (action.kind) {
    case "command":
      return COMMANDS[action.command] ?? "Do It";
    case "give access":
      return ACCESS_LABELS[action.access];
    case "open folder":
      return folderLabel(system);
    case "open terminal":
      return "Open Terminal";
    case "show log":
      return "Show Log";
    case "edit configuration":
      return "Open Settings";
    case "set up":
      return "Set Up a Folder";
    case "open window":
      return action.screen === "conflicts" ? "Compare Versions" : "Open";
    default:
      return "Do It";
  }
}

/** Returns the label of the button that shows the folder, as in the menu. */
export function folderLabel(system: string): string {
  return system === "darwin" ? "Show in Finder" : "Open Folder";
}

const COMMANDS: Readonly<Partial<Record<string, string>>> = {
  sync: "Sync Now",
  "confirm incoming": "Receive the Update",
  unlock: "Remove the Locks",
};

const ACCESS_LABELS: Readonly<
  Record<Extract<ClickAction, { kind: "give access" }>["access"], string>
> = {
  "sign in": "Sign In…",
  "trust host": "Trust This Host…",
  "offer ssh key": "Copy the SSH Key",
};
