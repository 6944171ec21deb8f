// The words about each block, a reason for which a sync stopped of its own accord: one row a kind. Pure.

import { baseName, type BlockKind, type ProblemOf } from "../../engine/mod.ts";
import { quote } from "../../system/text.ts";
import { counted, grouped, megabytes, namesOf } from "../quantities.ts";
import { renaming } from "./branch_commands.ts";
import { INDEX_CURE } from "./cure.ts";
import { refusedWords } from "./refused_update.ts";
import { clickAdvice, type Words } from "./words.ts";

/** A sentence is complete in itself. */
export const BLOCKS: { readonly [Kind in BlockKind]: Words<ProblemOf<Kind>> } = {
  "folder missing": {
    line: "Folder not found",
    sentence: "the folder was not found: run `git-sync-bar --setup`, or set sync_dir to your clone",
    advice: "Run git-sync-bar --setup, or set sync_dir to its folder",
    click: "edit configuration",
    isWrongFolder: true,
  },
  "folder unreadable": {
    line: "No permission to read the folder",
    sentence: ({ detail }) =>
      `the folder cannot be read (${detail}): allow your user, or on a Mac Git Sync Bar, to read it`,
    advice: (_, system) =>
      system === "darwin"
        ? "Allow it: System Settings, Privacy & Security, Files and Folders"
        : "Give your user read and write permission for all of it",
    isWrongFolder: true,
    click: "open folder",
  },
  "other owner": {
    line: "The folder belongs to another user",
    sentence: ({ path }) =>
      `git does not use ${quote(path)}, as it belongs to another user: ` +
      `change its owner, or run \`git config --global --add safe.directory ${quote(path)}\``,
    advice: "Change its owner, or run git config --global --add safe.directory FOLDER",
    click: "open terminal",
  },
  "not writable": {
    line: ({ path }) => `No permission to write ${path}`,
    sentence: ({ path }) =>
      `${path} cannot be written: syncing continues when your user may write it`,
    advice: (_, system) =>
      system === "darwin"
        ? "Unlock it in the Finder (Get Info), or give your user write permission"
        : "Give your user write permission; syncing continues by itself",
    click: "open folder",
  },
  "bad settings": {
    line: "Git can't use its configuration",
    sentence: ({ detail }) =>
      `git cannot use its configuration (${detail}): ` +
      "syncing continues when it is corrected",
    advice: "Correct .git/config or ~/.gitconfig; Show Log has git's message",
    click: "show log",
  },
  "no remote": {
    line: "The folder has no remote",
    sentence: "the repository has no remote, or several and none is chosen: add one with " +
      "`git remote add origin ADDRESS`, or choose one with `git push --set-upstream REMOTE BRANCH`",
    advice: "Add one: git remote add origin ADDRESS",
    click: "open terminal",
  },
  "no branch": {
    line: "Waiting: no branch is checked out",
    sentence: "no branch is checked out: check one out with `git switch`",
    advice: "Check one out: git switch BRANCH",
    isOwnWork: true,
    click: "open terminal",
  },
  "branch name": {
    line: ({ branch }) => `The name of the branch ${branch} is not UTF-8`,
    sentence: ({ branch }) =>
      `the name of the branch ${branch} is not UTF-8: rename it with \`git branch -m NEW\``,
    advice: "Rename it: git branch -m NEW",
    click: "open terminal",
  },
  "damaged index": {
    line: "The index of the repository is damaged",
    sentence: `the index of the repository is damaged: ${INDEX_CURE.full}`,
    advice: INDEX_CURE.brief,
    click: "open terminal",
  },
  "not checked out": {
    line: ({ branch }) => `Waiting: ${branch} was never checked out`,
    sentence: ({ branch }) =>
      `git has not written the files of ${branch} into the folder: ` +
      "run `git checkout` there; if it names files, which a clone that was cut off leaves behind " +
      "unfinished, move these out of the folder and run it again",
    advice: "Run git checkout in the folder; move files away that it names",
    click: "open terminal",
  },
  "other branch": {
    line: ({ branch }) => `Waiting: ${branch} is checked out`,
    sentence: ({ branch, expected }) =>
      `the branch ${branch} is checked out: syncing continues when ${expected} is ` +
      `checked out again; to sync ${branch} instead, publish it ` +
      "(`git push --set-upstream REMOTE BRANCH`) and restart Git Sync Bar",
    advice: ({ expected }) => `Syncing continues when ${expected} is checked out`,
    isOwnWork: true,
    click: "open terminal",
  },
  operation: {
    line: ({ operation }) => `Waiting: a ${operation} is in progress`,
    sentence: ({ operation }) =>
      `a ${operation} is in progress: syncing continues when it is finished or aborted`,
    advice: "Syncing continues when it is finished or aborted",
    isOwnWork: true,
    click: "open terminal",
  },
  unmerged: {
    line: ({ path }) => `Waiting: ${path} has an unresolved conflict`,
    sentence: ({ path }) =>
      `${path} has a conflict that is not resolved yet: resolve it and \`git add\` the file`,
    advice: "Resolve it and git add the file; syncing continues by itself",
    isOwnWork: true,
    click: "open folder",
  },
  unrelated: {
    line: "The folder and its remote have nothing in common",
    sentence: "the folder and its remote have nothing in common: is it the right remote? " +
      "If so, merge them once with `git pull --no-rebase --allow-unrelated-histories`",
    advice: "Is it the right remote? See git remote -v",
    click: "open terminal",
  },
  "no such branch": {
    line: ({ branch }) => `The remote has no branch ${branch}`,
    sentence: ({ branch, others, remote }) =>
      `the remote has no branch ${branch}, but ${namesOf(others)}, so nothing is sent: ` +
      `was it renamed? Then rename it here, too: \`${renaming(others).join("` and `")}\`; ` +
      `to publish ${branch} beside it, run \`git push --set-upstream ${remote} ${branch}\` once`,
    advice: ({ others }) => `Renamed? Then ${renaming(others).join(", ")}`,
    click: "open terminal",
  },
  unmounted: {
    line: ({ deleted, folder }) => `Confirm: ${counted(deleted, "file")} gone with ${folder}`,
    sentence: ({ deleted, folder }) =>
      `all files in ${quote(folder)} are gone (${counted(deleted, "file")}), where another disk ` +
      "is or was mounted, and only their deletion is not synced: mount the right disk again, or " +
      "confirm the deletion with `git-sync-bar --once --confirm-deletion`",
    advice: "Mount the disk again, or choose in Deleted Files to delete them on all machines",
    click: "open folder",
  },
  "mass deletion": {
    line: ({ deleted, tracked }) => `Confirm: ${deleted} of ${tracked} files deleted`,
    sentence: ({ deleted, tracked }) =>
      `${deleted} of ${tracked} files were deleted, and only that is not synced: ` +
      "restore them with `git-sync-bar --once --restore-deletion`, or confirm the deletion with " +
      "`git-sync-bar --once --confirm-deletion`",
    advice: "Choose in Deleted Files: restore them, or delete them on all machines",
    click: "open folder",
  },
  "large update": {
    line: ({ files }, { hasChanges }) =>
      hasChanges
        ? `Changes waiting · confirm: an update changes ${grouped(files)} files`
        : `Confirm: an update changes ${grouped(files)} files`,
    sentence: ({ files, branch }) =>
      `an update of ${branch} changes ${grouped(files)} files: ` +
      "accept it with `git-sync-bar --once --confirm-incoming`, or have it reverted",
    advice: (_, _system, where) =>
      clickAdvice("accept it, or have it reverted where it came from", where),
    click: "confirm incoming",
  },
  "no room": {
    line: ({ files }, { hasChanges }) =>
      hasChanges
        ? `Changes waiting · no room for ${counted(files, "changed file")}`
        : `No room on the disk for ${counted(files, "changed file")}`,
    sentence: ({ files, branch, bytes, room }) =>
      `an update of ${branch} changes ${
        files === 1 ? "1 file" : `${grouped(files)} files`
      } and needs ${megabytes(bytes)}, but the ` +
      `disk has room for ${megabytes(room)}: free some space, and syncing continues by itself`,
    advice: "Free some space on the disk; syncing continues by itself",
    click: "open folder",
  },
  "update refused": {
    line: ({ branch }, { hasChanges }) =>
      hasChanges
        ? `Changes waiting · the update of ${branch} is too large`
        : `Refused: the update of ${branch} is too large`,
    sentence: (block) =>
      `${refusedWords(block)}: nothing of it is received; ` +
      "syncing continues when it is reverted where it came from",
    advice: "It has to be reverted where it came from; your changes are saved here",
    click: { none: "it has to be reverted where it came from" },
  },
  "left lock": {
    line: "A git process was killed and left a lock",
    sentence: ({ path }) =>
      `a git process that was killed has left the lock ${quote(path)}: ` +
      "remove it with `git-sync-bar --unlock`",
    advice: ({ path }, _, where) => clickAdvice(`remove the lock: ${baseName(path)}`, where),
    click: "unlock",
  },
  "no git": {
    line: "git cannot be started",
    sentence: ({ detail }) => `git does not work: install it, or set git_path (${detail})`,
    advice: ({ isForIntel }, system) =>
      isForIntel
        ? "It is made for Intel: set git_path to another one, or install Rosetta"
        : system === "darwin"
        ? "Install git: xcode-select --install"
        : "Install git, or set git_path",
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
      `(${detail}): if its disk has no file locking, move it to another one`,
    advice: "If its disk has no file locking, move the folder to another disk",
    click: "open folder",
  },
  "other instance": {
    line: "Another Git Sync Bar syncs this folder",
    sentence: "another Git Sync Bar syncs this folder already: quit it to sync with this one",
    advice: "Quit the other instance to sync with this one",
    click: { none: "the other instance has to be ended" },
  },
};
