// What a person can do about what is in the way, in a few words. Pure.

import type { FailureKind } from "../git/errors.ts";
import type { Blocked } from "../sync/plan.ts";
import type { AppState, Trouble } from "./state.ts";

/** What to do, when a person can do anything. */
export function advice(
  state: AppState,
  system: string,
): string | undefined {
  const { mistakes: [mistake], trouble, warnings: [warning] } = state;
  // What stands there, and what is expected: without the file, which a click opens.
  if (mistake !== undefined) return mistake.message.replace(/^Cannot [^"]*"(?:\\.|[^"\\])*": /, "");
  const first = trouble === undefined ? state.notice : forTrouble(trouble, system);
  return first ?? (warning === undefined ? undefined : forWarning(warning));
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
    ? FOR_FAILURE[trouble.failure.kind]
    : forBlocked(trouble.blocked, system);
}

const FOR_FAILURE: Readonly<Partial<Record<FailureKind, string>>> = {
  signIn: "Run git push in a terminal once, so that git learns the sign-in",
  hostKey: "Connect with ssh in a terminal once, and compare the fingerprint",
  permission: "You may not write there: Show Log tells what git said",
  otherOwner: "Make it yours, or run there: git config --global --add safe.directory PATH",
  tooLarge: "Take it out of the folder, or keep it with git-lfs",
  hook: "Show Log tells what it said",
  noRemote: "Is the address right? See git remote -v",
  noBranch: "Push the branch once: git push --set-upstream",
  diskFull: "Make some room: it goes on by itself",
  remoteFull: "Make some room at the remote: it goes on by itself",
  encoding: "Look at working-tree-encoding in .gitattributes",
  damaged: "Show Log tells what git said; git fsck looks closer",
  notARepository: "Clone your repository there, or set sync_dir to a clone",
  badName: "Nothing of it is written: whoever sent it has to rename it",
};

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
      return "Let your user write there: it goes on by itself";
    case "damaged":
      return "Put .git/config right: Show Log tells what git said";
    case "not a repository":
      return "Clone your repository there, or set sync_dir to a clone";
    case "no remote":
      return "Add one: git remote add origin ADDRESS";
    case "no branch":
      return "Check one out: git switch BRANCH";
    case "other branch":
      return `It goes on when ${blocked.expected} is checked out`;
    case "operation":
      return "It goes on when that is finished or aborted";
    case "unmerged":
      return "Resolve it and git add the file: it goes on by itself";
    case "unrelated":
      return "Is it the right remote? See git remote -v";
    case "mass deletion":
      return "A click deletes them everywhere; else bring them back";
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
