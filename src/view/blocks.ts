// What the view says about each block, a reason for which a sync stopped of its own accord: one row a kind. Pure.

import { baseName, type BlockKind, type ProblemOf } from "../engine/mod.ts";
import { INCOMING_DEPTH, MOST_INCOMING_FILES } from "../system/limits.ts";
import { quote } from "../system/text.ts";
import { counted, grouped, megabytes, namesOf } from "./quantities.ts";
import type { Words } from "./words.ts";

/** A sentence is complete in itself. */
export const BLOCKS: { readonly [Kind in BlockKind]: Words<ProblemOf<Kind>> } = {
  "folder missing": {
    line: "Folder not found",
    sentence:
      "the folder was not found: clone your repository there, or set sync_dir to its folder",
    advice: "Clone your repository there, or set sync_dir to its folder",
    click: "edit configuration",
    isWrongFolder: true,
  },
  "folder unreadable": {
    line: "No permission to read the folder",
    sentence: ({ detail }) => `the folder may not be read (${detail})`,
    advice: (_, system) =>
      system === "darwin"
        ? "System Settings, Privacy & Security, Files and Folders"
        : "Let your user read and write everything in it",
    isWrongFolder: true,
  },
  "other owner": {
    line: "The folder belongs to another user",
    sentence: ({ path }) =>
      `git does not touch ${quote(path)}, as it belongs to another user: make it ` +
      `yours, or run \`git config --global --add safe.directory ${quote(path)}\``,
    advice: "Make it yours, or run git config --global --add safe.directory FOLDER",
  },
  "not writable": {
    line: ({ path }) => `No permission to write ${path}`,
    sentence: ({ path }) => `${path} may not be written: it goes on when that is allowed`,
    advice: (_, system) =>
      system === "darwin"
        ? "Unlock it in the Finder (Get Info), or let your user write there"
        : "Let your user write there: it goes on by itself",
  },
  "bad settings": {
    line: "The repository is damaged",
    sentence: ({ detail }) =>
      `git cannot read its own settings of the folder (${detail}): ` +
      "it goes on when they are put right",
    advice: "Put .git/config right: Show Log tells what git said",
  },
  "no remote": {
    line: "The folder has no remote",
    sentence: "the repository has no remote, or several and none is chosen: add one with " +
      "`git remote add origin ADDRESS`, or choose one with `git push --set-upstream REMOTE BRANCH`",
    advice: "Add one: git remote add origin ADDRESS",
  },
  "no branch": {
    line: "Waiting: no branch is checked out",
    sentence: "no branch is checked out: check one out with `git switch`",
    advice: "Check one out: git switch BRANCH",
    isOwnWork: true,
  },
  "not checked out": {
    line: ({ branch }) => `Waiting: ${branch} was never checked out`,
    sentence: ({ branch }) =>
      `git has not written the files of ${branch} into the folder: ` +
      "run `git checkout` there, which overwrites nothing",
    advice: "Run git checkout in the folder: it overwrites nothing",
  },
  "other branch": {
    line: ({ branch }) => `Waiting: ${branch} is checked out`,
    sentence: ({ branch, expected }) =>
      `the branch ${branch} is checked out: it goes on when ${expected} is checked out again, ` +
      `or with ${branch} once you have published that ` +
      "(`git push --set-upstream REMOTE BRANCH`) and started anew",
    advice: ({ expected }) => `It goes on when ${expected} is checked out`,
    isOwnWork: true,
  },
  operation: {
    line: ({ operation }) => `Waiting: a ${operation} is in progress`,
    sentence: ({ operation }) =>
      `a ${operation} is in progress: it goes on when that is finished or aborted`,
    advice: "It goes on when that is finished or aborted",
    isOwnWork: true,
  },
  unmerged: {
    line: ({ path }) => `Waiting: ${path} has an unresolved conflict`,
    sentence: ({ path }) => `${path} has a conflict that is not resolved yet`,
    advice: "Resolve it and git add the file: it goes on by itself",
    isOwnWork: true,
  },
  unrelated: {
    line: "The folder and its remote have nothing in common",
    sentence: "the folder and its remote have nothing in common: is it the right remote? " +
      "If so, merge them once with `git pull --no-rebase --allow-unrelated-histories`",
    advice: "Is it the right remote? See git remote -v",
  },
  "no such branch": {
    line: ({ branch }) => `The remote has no branch ${branch}`,
    sentence: ({ branch, others, remote }) =>
      `the remote has no branch ${branch}, but ${namesOf(others)}, so nothing is sent: ` +
      `was it renamed? Then rename it here, too: \`${renaming(others).join("` and `")}\`; ` +
      `to publish ${branch} beside it, run \`git push --set-upstream ${remote} ${branch}\` once`,
    advice: ({ others }) => `Renamed? Then ${renaming(others).join(", ")}`,
  },
  unmounted: {
    line: ({ deleted, folder }) => `Confirm: ${counted(deleted, "file")} gone with ${folder}`,
    sentence: ({ deleted, folder }) =>
      `the disk that was mounted in ${quote(folder)} is gone, and with it ` +
      `${counted(deleted, "file")}: mount it again, or let the deletion through with ` +
      "`git-sync-bar --once --confirm-deletion`",
    advice: "Mount it again: it goes on by itself. A click deletes them everywhere",
    click: "confirm deletion",
  },
  "mass deletion": {
    line: ({ deleted, tracked }) => `Confirm: ${deleted} of ${tracked} files deleted`,
    sentence: ({ deleted, tracked }) =>
      `${deleted} of ${tracked} files were deleted: ` +
      "bring them back, or let it through with `git-sync-bar --once --confirm-deletion`",
    advice: "Click to delete them on all machines, or restore them",
    click: "confirm deletion",
  },
  "large update": {
    line: ({ files }) => `Confirm: ${grouped(files)} changed files come in`,
    sentence: ({ files, branch }) =>
      `${grouped(files)} changed files come in on ${branch}: ` +
      "let it in with `git-sync-bar --once --confirm-incoming`, or have it taken back",
    advice: "A click lets them in; else have whoever sent them take them back",
    click: "confirm incoming",
  },
  "no room": {
    line: ({ files }) => `No room on the disk for ${counted(files, "changed file")}`,
    sentence: ({ files, branch, bytes, room }) =>
      `${grouped(files)} changed files come in on ${branch}, which need ${megabytes(bytes)}, ` +
      `and the disk has room for ${
        megabytes(room)
      }: make some room there, and it goes on by itself`,
    advice: "Free some space on the disk; syncing continues by itself",
  },
  "update refused": {
    line: ({ branch }) => `Refused: too much comes in on ${branch}`,
    sentence: (block) =>
      `${refusedWords(block)}: nothing of it is received; ` +
      "it goes on when whoever sent it has taken it back",
    advice: "Whoever sent it has to take it back: your own changes are saved here",
  },
  "left lock": {
    line: "A git was killed and left a lock",
    sentence: ({ path }) =>
      `a git that was killed has left the lock ${quote(path)}: ` +
      "take it away with `git-sync-bar --unlock`",
    advice: ({ path }) => `A click takes it away: ${baseName(path)}`,
    click: "unlock",
  },
  "no git": {
    line: "git cannot be started",
    sentence: ({ detail }) => `git does not work: install it, or set git_path (${detail})`,
    advice: (_, system) =>
      system === "darwin" ? "Install git: xcode-select --install" : "Install git, or set git_path",
    click: "edit configuration",
  },
  "old git": {
    line: ({ version }) => `git ${version} is too old`,
    sentence: ({ version }) => `git ${version} is too old: install a newer one, or set git_path`,
    advice: "Install a newer one, or set git_path",
    click: "edit configuration",
  },
  "not locked": {
    line: "The folder can't be locked",
    sentence: ({ detail }) =>
      "the folder cannot be locked, so another Git Sync Bar could sync it at the same time " +
      `(${detail}): move it to a disk that knows locks`,
    advice: "Some network disks know no locks: move it to another one",
  },
  "other instance": {
    line: "Another Git Sync Bar syncs this folder",
    sentence: "another Git Sync Bar syncs this folder already",
    advice: "Quit the other one if you want this one",
  },
};

/** Says why an update can never be received. */
function refusedWords({ branch, what, count }: ProblemOf<"update refused">): string {
  switch (what) {
    case "files": {
      const most = grouped(MOST_INCOMING_FILES);
      return count === undefined
        ? `the remote's ${branch} changes more than ${most} files`
        : `the remote's ${branch} changes ${grouped(count)} files, and ${most} is the most`;
    }
    case "folders": {
      const deep = count === undefined ? `more than ${INCOMING_DEPTH}` : grouped(count);
      return `the remote's ${branch} has folders that are nested ${deep} deep, ` +
        `and ${INCOMING_DEPTH} is the most`;
    }
    case "names":
      return `the names of the files that the remote's ${branch} changes are too long, ` +
        `${megabytes(count ?? 0)} in all`;
  }
}

/** A branch name, chosen by somebody else, that can be pasted into a shell. */
const PASTED = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,59}$/;

/**
 * Returns the commands after which the branch that is checked out continues as the one that the remote has.
 * What was not sent yet goes with it, which `git switch` would leave behind.
 */
export function renaming(others: readonly string[]): readonly string[] {
  const [name = "NEW", ...more] = others;
  return [
    `git branch -m ${more.length === 0 && PASTED.test(name) ? name : "NEW"}`,
    "git branch --unset-upstream",
  ];
}
