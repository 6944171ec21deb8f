// The effects of clicks in the menu and in the window.

import { dirname } from "node:path";
import type { AppEvent } from "../../core/events.ts";
import type { DeletionBlock } from "../../engine/mod.ts";
import { errorMessage } from "../../system/error_message.ts";
import { replaceFile } from "../../system/replace_file.ts";
import type { ClickAction } from "../../view/clicks.ts";
import { deletedFilesText, SECOND_CLICK_MS } from "../../view/mass_deletion.ts";
import { NO_BROWSER_LINE } from "../../view/window/lines.ts";
import { screenAddress } from "../../view/window/screens.ts";
import type { Desktop } from "../desktop.ts";
import type { RunningFolder } from "../folders/running_folder.ts";
import type { Clock } from "../loop.ts";
import { createSecondClick } from "./second_click.ts";

/** A folder as the menu bar needs it. */
export type MenuFolder = Pick<
  RunningFolder,
  "name" | "state" | "settings" | "post" | "giveAccess" | "deletedFiles"
>;

/** The app around the clicks. */
export interface MenuClickOptions {
  readonly clock: Clock;
  /** Absent for an app without an icon: then nothing is opened. */
  readonly desktop: Desktop | undefined;
  readonly configFile: string;
  readonly logFile: string;
  readonly log: (line: string) => void;
  /** The file for the list of the files of a deletion that waits here. */
  readonly deletedFilesList: string;
  /** Posts an event to each folder. */
  readonly post: (event: AppEvent) => void;
  readonly quit: () => void;
  /** Returns the name of a folder where there are several. */
  readonly tabOf: (folder: MenuFolder) => string | undefined;
  /** Opens the window in a browser; `to` is the fragment for its page. Throws one line when none comes. */
  readonly openWindow: (to: string) => Promise<void>;
  /** Reports whether the menu says that the app starts at login. */
  readonly startsAtLogin: () => boolean;
  /** Asks the desktop again whether it does. */
  readonly onLoginItem: () => void;
  /** Draws the menu again: a question was asked or answered. */
  readonly draw: () => void;
}

/** Where a click was, and what the menu said then. */
export interface ClickContext {
  readonly folder: MenuFolder;
  readonly before?: string | undefined;
}

/** The clicks of one menu bar. */
export interface MenuClicks {
  /** Does what a click asks for. Returns a line for the menu. Throws one line. */
  perform(action: ClickAction, at: ClickContext): Promise<string | undefined>;
  /** Reports whether the deletion that waits in a folder was clicked once, and a second click would confirm it. */
  isAsked(folder: MenuFolder, now: number): boolean;
  /** Returns until when the second click counts; Infinity when there was no first one. */
  askedUntil(now: number): number;
}

/** The deletion that was clicked once, and where. */
interface AskedDeletion {
  readonly name: string;
  readonly deletion: DeletionBlock;
}

/** Returns the clicks of one menu bar. */
export function createMenuClicks(options: MenuClickOptions): MenuClicks {
  const { clock, desktop } = options;
  const asked = createSecondClick<AskedDeletion>(SECOND_CLICK_MS);

  async function perform(
    action: ClickAction,
    { folder, before }: ClickContext,
  ): Promise<string | undefined> {
    switch (action.kind) {
      case "command":
        folder.post({ kind: "asked", command: action.command });
        return undefined;
      case "publish":
        folder.post({ kind: "asked", command: "publish", path: action.path });
        return undefined;
      case "confirm deletion":
        if (asked.click(askedOf(folder), clock.now())) {
          folder.post({ kind: "asked", command: action.kind });
        }
        options.draw();
        return undefined;
      case "give access":
        return await folder.giveAccess(action.access, before);
      case "quit":
        options.quit();
        return undefined;
      case "open window":
        return await orWithoutBrowser(
          () => options.openWindow(screenAddress({ ...action, folder: options.tabOf(folder) })),
          async () => action.instead && await show(action.instead, folder),
        );
      case "set up":
        return await orWithoutBrowser(
          () => options.openWindow("/set-up"),
          async () => await desktop?.editFile(options.configFile),
        );
      case "edit configuration":
        return await orWithoutBrowser(
          () => options.openWindow("/settings"),
          async () => await desktop?.editFile(options.configFile),
        );
      default:
        await show(action, folder);
        return undefined;
    }
  }

  /** Does it in the window; where no browser comes, does it otherwise and returns a line that says so. */
  async function orWithoutBrowser(
    inWindow: () => Promise<void>,
    otherwise: () => Promise<void>,
  ): Promise<string | undefined> {
    try {
      await inWindow();
      return undefined;
    } catch (error) {
      options.log(errorMessage(error));
      await otherwise();
      return NO_BROWSER_LINE;
    }
  }

  /** Does what is about the desktop alone. */
  async function show(action: ShownAction, folder: MenuFolder): Promise<void> {
    switch (action.kind) {
      case "show deleted files":
        return await showDeletedFiles(folder);
      case "show file":
        return await desktop?.showFile(action.path);
      case "open folder":
        return await desktop?.openFolder(action.path);
      case "open terminal":
        return await desktop?.openTerminal(action.path);
      case "show log":
        return await desktop?.openFile(options.logFile);
      case "start at login":
        try {
          await desktop?.setStartAtLogin(!options.startsAtLogin());
        } finally {
          options.onLoginItem();
        }
    }
  }

  async function showDeletedFiles({ deletedFiles, settings }: MenuFolder): Promise<void> {
    const file = options.deletedFilesList;
    const text = deletedFilesText(await deletedFiles(), settings?.folder ?? "");
    await Deno.mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await replaceFile(file, text, { mode: 0o600 });
    await desktop?.openFile(file);
  }

  return {
    perform,
    isAsked: (folder, now) => asked.isOpen(askedOf(folder), now),
    askedUntil: asked.endsAt,
  };
}

type ShownAction = Exclude<ClickAction, {
  kind:
    | "command"
    | "publish"
    | "confirm deletion"
    | "give access"
    | "quit"
    | "open window"
    | "set up"
    | "edit configuration";
}>;

function askedOf({ name, state: { folder } }: MenuFolder): AskedDeletion | undefined {
  const { heldDeletion: deletion } = folder;
  return deletion && { name, deletion };
}
