// The user's desktop, as the app needs it.

import type { Notification } from "../view/notifications.ts";

/** The user's desktop. Each of these throws one line when it cannot be done. */
export interface Desktop {
  showFile(path: string): Promise<void>;
  openFolder(path: string): Promise<void>;
  openTerminal(path: string): Promise<void>;
  openFile(path: string): Promise<void>;
  /** Runs a script of sh, an executable file. */
  runInTerminal(script: string): Promise<void>;
  /** To the clipboard. */
  copyText(text: string): Promise<void>;
  /** With an editor for text. */
  editFile(path: string): Promise<void>;
  notify(notification: Notification): Promise<void>;
  startsAtLogin(): Promise<boolean>;
  setStartAtLogin(starts: boolean): Promise<void>;
}
