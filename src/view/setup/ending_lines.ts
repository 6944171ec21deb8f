// How set-up ends: what happens from now on, and what stays when it is given up. Pure.

import type { LiveInvitation } from "../../core/setup/join_code.ts";
import type { Ending } from "../../core/setup/step.ts";
import type { HostKey, SshKey } from "../../engine/mod.ts";
import { quote } from "../../system/text.ts";

/** Says what is missing where the app runs without an icon before any set-up. */
export const NOT_SET_UP = "Not set up yet: run `git-sync-bar --setup`";

/** Says that the running instance goes on with the folder. */
export const OTHER_INSTANCE_LINES = ["The Git Sync Bar that is running syncs this folder"];

/** Says that git's helper was set. */
export const HELPER_STAYS =
  "Stays: git's credential helper (git config --global credential.helper)";

/** Says that git has the password. */
export const PASSWORD_STAYS = "Stays: the password, in git's credential helper";

/** Says that a host is known. */
export function trustStays({ host, file }: HostKey): string {
  return `Stays: the key of ${host} in ${quote(file)}`;
}

/** Says that there is a new key. */
export function keyStays({ file }: SshKey): string {
  return `Stays: the new ssh key ${quote(file ?? "")}`;
}

/** Says that the folder has a repository now. */
export function keptFolderLine(folder: string): string {
  return `Stays: the repository in ${
    quote(folder)
  }, as something has come from the remote already ` +
    "(set up the same folder again to go on)";
}

/** Says that a sync of a clone had saved its files before it failed. */
export function keptSaveLine(folder: string): string {
  return `Stays: what was saved in the history of ${quote(folder)}, which \`git log\` shows`;
}

/** Says that nothing of the folder has changed. */
export const AS_IT_WAS_LINE = "Your folder is as it was";

/** Says that the folder is a clone by now. */
export function syncedFolderLine(folder: string): string {
  return `Stays: ${quote(folder)}, which is in sync with the remote`;
}

/** Says what the broker of the first machine wants, which a join code does not hold. */
export function wantedFilesLines({ wants }: LiveInvitation, configFile: string): string[] {
  const lines = {
    password: "Live updates: the broker wants a password: set mqtt_username and mqtt_password " +
      `in ${quote(configFile)}, as on the other machine`,
    certificate: "Live updates: the broker wants a certificate: copy certs/client.crt and " +
      `certs/client.key of this machine into the folder of ${quote(configFile)}`,
    authority: "Live updates: copy certs/ca.crt from the other machine into the folder of " +
      quote(configFile),
  };
  return wants.map((what) => lines[what]);
}

/** Says that the configuration keeps its own broker. */
export function otherBrokerLine({ host, port }: LiveInvitation): string {
  return "Live updates stay as the configuration has them: the other machine uses the broker " +
    `${host}:${port} and a topic of its own`;
}

/** Returns lines about what happens from now on, and where that is seen. */
export function nowLines(
  { folder, log, state }: {
    readonly folder: string;
    readonly log: string;
    readonly state: "in window" | "running" | "started" | "not started" | "no desktop";
  },
): string[] {
  const about = "`git-sync-bar --status` tells how it goes, " +
    `${quote(log)} what was done; \`git-sync-bar --invite\` adds another machine`;
  switch (state) {
    case "in window":
      return [
        `Git Sync Bar keeps ${quote(folder)} in sync from now on: the screen Now shows how it goes`,
      ];
    case "running":
      return [`Git Sync Bar is running and keeps ${quote(folder)} in sync from now on`, about];
    case "started":
      return [
        `Git Sync Bar was started and keeps ${
          quote(folder)
        } in sync; its icon is in the menu bar, ` +
        "where the desktop shows one",
        about,
      ];
    case "not started":
    case "no desktop":
      return [
        `Start it now: \`git-sync-bar\` for the icon, \`git-sync-bar --headless\` without one. ` +
        `Then it keeps ${quote(folder)} in sync`,
        about,
      ];
  }
}

/** Returns the last lines of a set-up. */
export function endingLines(ending: Ending): readonly string[] {
  switch (ending.kind) {
    case "done":
      return ending.lines;
    case "given up":
      return ["Set-up was given up", ...ending.lines];
    case "mistaken configuration":
      return [ending.message, "Correct it with `git-sync-bar --edit-config`, then set up again"];
  }
}
