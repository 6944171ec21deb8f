// Clicks that give this machine access to the remote: a sign-in in a terminal, the key of an unknown host, the ssh
// key of this machine.

import { join } from "node:path";
import type { AppState } from "../../core/state.ts";
import {
  type HostKey,
  sshKeyFor,
  type SyncSettings,
  trustHost,
  unknownHostKey,
} from "../../engine/mod.ts";
import type { Desktop } from "../desktop.ts";
import { replaceFile } from "../../system/replace_file.ts";
import { makePrivate } from "../../system/private_folder.ts";
import {
  CHANGED_KEY_LINE,
  copiedLine,
  IN_TERMINAL_LINE,
  SHOWN_KEY_LINE,
  trustedLine,
  trustQuestion,
} from "../../view/access/access_lines.ts";
import { addKeyScript, signInScript } from "../../view/access/terminal_scripts.ts";
import type { AccessAction } from "../../view/problems/words.ts";

/** The parts that the actions need. */
export interface AccessActionParts {
  readonly desktop: Pick<Desktop, "runInTerminal" | "copyText" | "openFile">;
  /** As in `Deno.build.os`. */
  readonly system: string;
  /** A private folder for scripts, in which files may be run. */
  readonly folder: string;
  /** Returns how the folder is synced, once it is. */
  readonly settings: () => SyncSettings | undefined;
  /** Tries again now, or for a while: what the user does at the remote is not seen here. */
  readonly tryAgain: (when: "now" | "for a while") => void;
}

/** The state at a click, and what the menu said then. */
export interface ClickedState {
  readonly state: AppState;
  readonly said: string | undefined;
}

/** The clicks. */
export interface AccessActions {
  /** Does the next step about a problem. Returns a line for the menu. Throws one line. */
  perform(action: AccessAction, at: ClickedState): Promise<string | undefined>;
  /** A file that changes when a terminal has done its work. */
  readonly doneFile: string;
}

/** Returns the clicks of one app. */
export function createAccessActions(
  { desktop, system, folder, settings, tryAgain }: AccessActionParts,
): AccessActions {
  const doneFile = join(folder, "terminal-done");
  /** The key that waits for a second click. */
  let asked: HostKey | undefined;

  async function inTerminal(script: string): Promise<string> {
    await makePrivate(folder);
    // macOS opens files of this kind in its terminal.
    const file = join(folder, "git-sync-bar.command");
    await replaceFile(file, script, { mode: 0o700 });
    await desktop.runInTerminal(file);
    return IN_TERMINAL_LINE;
  }

  async function trust(
    at: SyncSettings,
    { remote, said }: { readonly remote: string; readonly said: string | undefined },
  ): Promise<string> {
    const key = asked;
    asked = undefined;
    // Only what the user has before their eyes is trusted.
    if (key !== undefined && said === trustQuestion(key)) {
      await trustHost(key);
      tryAgain("now");
      return trustedLine(key);
    }
    const found = await unknownHostKey(at, { remote, folder });
    if (found === "known") return CHANGED_KEY_LINE;
    asked = found;
    return trustQuestion(found);
  }

  async function offerKey(at: SyncSettings, remote: string): Promise<string> {
    const key = await sshKeyFor(at, remote);
    if (key.isLocked && key.file !== undefined) {
      return await inTerminal(addKeyScript({ key: key.file, done: doneFile }));
    }
    tryAgain("for a while");
    try {
      await desktop.copyText(`${key.publicLine}\n`);
      return copiedLine(key);
    } catch (error) {
      if (key.file === undefined) throw error;
      await desktop.openFile(`${key.file}.pub`);
      return SHOWN_KEY_LINE;
    }
  }

  return {
    doneFile,
    async perform(action, { state: { folder: { place, problem } }, said }) {
      const at = settings();
      if (at === undefined || place === undefined || problem === undefined) {
        throw new Error(`Cannot ${action}: the folder has not been synced since the start`);
      }
      const { remote, branch } = place;
      switch (action) {
        case "sign in":
          return await inTerminal(signInScript({
            git: at.program,
            folder: at.folder,
            remote,
            branch,
            lacksHelper: problem.kind === "sign in" && problem.lacksHelper === true,
            system,
            done: doneFile,
          }));
        case "trust host":
          return await trust(at, { remote, said });
        case "offer ssh key":
          return await offerKey(at, remote);
      }
    },
  };
}
