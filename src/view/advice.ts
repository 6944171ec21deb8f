// What a person can do about what is in the way, in a few words. Pure.

import { baseName, type Blocked, type Failure } from "../engine/mod.ts";
import { crowdedSentence, renaming } from "./sentences.ts";
import type { AppState, Trouble } from "../core/state.ts";

/** What to do, when a person can do anything. */
export function advice(
  state: AppState,
  system: string,
): string | undefined {
  const {
    paused,
    config: { isInForce, mistakes: [mistake], warnings },
    folder: { trouble },
    live: { connection },
  } = state;
  const [warning] = warnings;
  // What stands there, and what is expected: without the file, which a click opens.
  if (mistake !== undefined) {
    return begun(mistake.message.replace(/^Cannot [^"]*"(?:\\.|[^"\\])*": /, ""));
  }
  if (!isInForce) return "Choose the folder to sync (sync_dir), then save";
  const misspelt = warnings.find((line) => line.endsWith('did you mean "sync_dir"?'));
  const isElsewhere = trouble?.kind === "blocked" && OTHER_FOLDER.has(trouble.blocked.reason);
  const first = isElsewhere && misspelt !== undefined
    ? forWarning(misspelt)
    : trouble !== undefined
    ? forTrouble(trouble, system)
    : crowdedSentence(state.folder.conflicts) ?? state.live.notice ??
      (connection.kind === "down" && !paused ? begun(connection.reason) : undefined);
  return first ?? (warning === undefined ? undefined : forWarning(warning));
}

/** What is in the way when the usual folder counts because the key of another one is misspelt. */
const OTHER_FOLDER: ReadonlySet<Blocked["reason"]> = new Set([
  "folder missing",
  "not a repository",
  "no permission",
]);

/** As a line of its own: a word, but no key and no name of a host, begins with a capital letter. */
function begun(text: string): string {
  return text.replace(/^[a-z]+ /, (word) => word[0]!.toUpperCase() + word.slice(1));
}

/** Without the file, too. */
function forWarning(warning: string): string {
  return warning.replace(
    /^Ignored ("(?:\\.|[^"\\])*") in the configuration "(?:\\.|[^"\\])*"/,
    "Ignored setting $1",
  );
}

function forTrouble(trouble: Trouble, system: string): string | undefined {
  return trouble.kind === "failed"
    ? forFailure(trouble.failure, system)
    : forBlocked(trouble.blocked, system);
}

function forFailure(
  { kind, detail, lock, lacksHelper }: Failure,
  system: string,
): string | undefined {
  switch (kind) {
    case "offline":
      // So says macOS since 15 as well where the person has not allowed it.
      return system === "darwin" && detail.includes("No route to host")
        ? "In your own network? Allow it: Privacy & Security, Local Network"
        : undefined;
    case "hung":
    case "rejected":
    case "aborted":
      return undefined;
    // Nobody sees when these are over: they are tried again when something is saved, hourly, or on a click.
    case "sign in":
      if (lacksHelper) {
        const helper = system === "darwin" ? "osxkeychain" : "store";
        return `Run git config --global credential.helper ${helper}, then git push once`;
      }
      return "Run git push in a terminal once, then Sync Now";
    case "ssh key":
      return "Run ssh-add, or add your key at the remote, then Sync Now";
    case "host key":
      return "Connect with ssh in a terminal, compare the fingerprint, then Sync Now";
    case "remote owner":
      return "Make it yours, or run there: git config --global --add safe.directory PATH";
    case "no remote branch":
      return "Push the branch once: git push --set-upstream";
    // Others' own words say best what they want.
    case "endless output":
    case "slow rules":
    case "hook":
    case "permission":
    case "addresses differ":
    case "remote permission":
    case "unknown":
      return `Reason: ${detail}`;
    case "lock":
      return lock === undefined
        ? "It goes on when that has ended"
        : `If no git runs there, a click helps in a minute: ${baseName(lock)}`;
    case "too large":
      return "Take it out of the folder, or keep it with git-lfs";
    case "remote not found":
      return "Is the address right? See git remote -v";
    case "disk full":
      return "Free some space; syncing continues by itself";
    case "remote damaged":
      return "Whoever runs it has to repair it: it goes on by itself";
    case "remote full":
      return "Free some space at the remote; syncing continues by itself";
    case "encoding":
      return "Look at working-tree-encoding in .gitattributes";
    case "damaged":
      return "Show Log tells more; a fresh clone helps: copy your newest files into it";
    case "not a repository":
      return "Clone your repository there, or set sync_dir to a clone";
    case "bad name":
      return "Nothing of it is written: whoever sent it has to rename it";
  }
}

function forBlocked(blocked: Blocked, system: string): string | undefined {
  switch (blocked.reason) {
    case "folder missing":
      return "Clone your repository there, or set sync_dir to its folder";
    case "no permission":
      return system === "darwin"
        ? "System Settings, Privacy & Security, Files and Folders"
        : "Let your user read and write everything in it";
    case "other owner":
      return "Make it yours, or run git config --global --add safe.directory FOLDER";
    case "not writable":
      return system === "darwin"
        ? "Unlock it in the Finder (Get Info), or let your user write there"
        : "Let your user write there: it goes on by itself";
    case "damaged":
      return "Put .git/config right: Show Log tells what git said";
    case "not a repository":
      return "Clone your repository there, or set sync_dir to a clone";
    case "no remote":
      return "Add one: git remote add origin ADDRESS";
    case "no branch":
      return "Check one out: git switch BRANCH";
    case "not checked out":
      return "Run git checkout in the folder: it overwrites nothing";
    case "other branch":
      return `It goes on when ${blocked.expected} is checked out`;
    case "operation":
      return "It goes on when that is finished or aborted";
    case "unmerged":
      return "Resolve it and git add the file: it goes on by itself";
    case "no such branch":
      return `Renamed? Then ${renaming(blocked.others).join(", ")}`;
    case "unrelated":
      return "Is it the right remote? See git remote -v";
    case "unmounted":
      return "Mount it again: it goes on by itself. A click deletes them everywhere";
    case "mass deletion":
      return "Click to delete them on all machines, or restore them";
    case "large update":
      if (blocked.needs !== undefined) {
        return "Free some space on the disk; syncing continues by itself";
      }
      return "A click lets them in; else have whoever sent them take them back";
    case "update refused":
      return "Whoever sent it has to take it back: your own changes are saved here";
    case "left lock":
      return `A click takes it away: ${baseName(blocked.path)}`;
    case "no git":
      return system === "darwin"
        ? "Install git: xcode-select --install"
        : "Install git, or set git_path";
    case "old git":
      return "Install a newer one, or set git_path";
    case "not locked":
      return "Some network disks know no locks: move it to another one";
    case "other instance":
      return "Quit the other one if you want this one";
  }
}
