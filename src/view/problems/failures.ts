// The words about each failure that git reports: one row a kind. Pure.

import { isUnknownHost } from "../../core/problems.ts";
import { baseName, type Failure, type FailureKind } from "../../engine/mod.ts";
import { cureOf, remoteDamage } from "./cure.ts";
import { clickAdvice, type LineContext, type Words } from "./words.ts";

/** Git's own message, where there is no better advice. */
const reason = ({ detail }: Failure) => `Reason: ${detail}`;

/** A line that promises another try, unless syncing is paused. */
const again =
  (words: string, promise = "trying again") => (_: Failure, { isPaused }: LineContext) =>
    isPaused ? words : `${words} · ${promise}`;

/** A line about the file that the failure names, or one that does for any. */
const named = (about: (path: string) => string, otherwise: string) => ({ path }: Failure) =>
  path === undefined ? otherwise : about(path);

const offline = (_: Failure, { hasChanges }: LineContext) =>
  hasChanges ? "Changes waiting · offline" : "Offline";

/** A sentence that is a text is followed by the file or lock in question and by what git said. */
export const FAILURES: Readonly<Record<FailureKind, Words<Failure>>> = {
  offline: {
    line: offline,
    sentence: "the remote cannot be reached",
    // macOS 15 and newer say the same when the user has not allowed it.
    advice: ({ detail }, system) =>
      system === "darwin" && detail.includes("No route to host")
        ? "In your own network? Allow it: Privacy & Security, Local Network"
        : undefined,
    click: { none: "it is tried again by itself" },
  },
  hung: {
    line: (_, { hasChanges }) => hasChanges ? "Changes waiting · no answer" : "No answer",
    sentence: "git got no answer: the remote is silent, or a filter of .gitattributes waits",
    click: { none: "it is tried again by itself" },
  },
  "remote not found": {
    line: (_, { hasChanges }) =>
      hasChanges ? "Changes waiting · remote not found" : "Remote not found",
    sentence: "there is no repository at the remote's address",
    advice: "Is the address right? See git remote -v",
    click: "open terminal",
  },
  "addresses differ": {
    line: again("The addresses of the remote differ"),
    sentence: "an address of the remote lacks commits of another (`git remote -v` lists them)",
    advice: reason,
    click: { none: "the host passes on what it received" },
  },
  rejected: {
    line: again("Another machine is pushing", "retrying"),
    sentence: "other machines keep pushing at the same time",
    log: "Trying again",
    click: { none: "it is tried again by itself" },
  },
  lock: {
    line: "Waiting: another git process is running",
    sentence: "another git process is running, or was killed " +
      "(if none is running, wait a minute, then run `git-sync-bar --unlock`)",
    advice: ({ lock }, _, where) =>
      lock === undefined
        ? "Syncing continues when it has ended"
        : `If no git process is running, wait a minute, then ${
          where === "menu" ? "click here" : "remove the lock"
        }: ${baseName(lock)}`,
    click: ({ lock }) =>
      lock === undefined ? { none: "it ends with the other git process" } : "unlock",
    // Git holds a lock while the user writes a commit message.
    isOwnWork: true,
  },
  "sign in": {
    line: "Sign-in needed",
    sentence: (failure) => withDetail(signInWords(failure), failure),
    advice: ({ lacksHelper, hasPassword }, system, where) =>
      hasPassword
        ? "Correct the password in the remote's address: git remote set-url"
        : lacksHelper
        ? `${where === "menu" ? "Click" : "In a terminal"}: git config --global credential.helper ${
          system === "darwin" ? "osxkeychain" : "store"
        }, then git push`
        : clickAdvice("sign in with git push in a terminal", where),
    click: ({ hasPassword }) =>
      hasPassword ? { none: "git asks for no other password" } : "sign in",
  },
  "ssh key": {
    line: "Sign-in needed",
    sentence: "the remote accepts none of this machine's ssh keys " +
      "(run `ssh-add` for one with a passphrase, or add it at the remote, then sync again)",
    advice: (_, _system, where) =>
      clickAdvice("copy your public key, then add it at the remote", where),
    click: "offer ssh key",
  },
  "host key": {
    line: "The server's identity is not confirmed",
    sentence: "the server's identity is not confirmed " +
      "(connect with `ssh` in a terminal once, then sync again)",
    advice: ({ detail }, _, where) =>
      isUnknownHost(detail)
        ? clickAdvice("see the fingerprint of its key", where)
        : detail.startsWith("Host key for ")
        ? "Its key has changed: ask the server's owner why before you go on"
        : `Reason: ${detail}`,
    click: ({ detail }) =>
      isUnknownHost(detail) ? "trust host" : { none: "a changed identity is never accepted" },
  },
  permission: {
    line: "Permission denied",
    sentence: "your user lacks a permission (give it, and syncing continues by itself)",
    advice: reason,
    click: "open folder",
  },
  "remote permission": {
    line: "The remote does not permit it",
    sentence: "the remote does not permit it (ask the repository's owner, then sync again)",
    advice: reason,
    click: { none: "only the owner of the remote can permit it" },
  },
  "remote owner": {
    line: "A repository belongs to another user",
    sentence: "git does not use the repository of another user (change its owner, or run " +
      "`git config --global --add safe.directory PATH` where it is)",
    advice: "Change its owner, or run there: git config --global --add safe.directory PATH",
    click: "open terminal",
  },
  "remote full": {
    line: "Can't send: the remote's disk is full",
    sentence:
      "the disk of the remote is full (free some space there, and syncing continues by itself)",
    advice: "Free some space at the remote; syncing continues by itself",
    click: { none: "the disk is that of the remote" },
  },
  "remote damaged": {
    line: "The remote is damaged",
    sentence: remoteDamage,
    advice: "It has to be repaired there; syncing continues by itself",
    click: { none: "it has to be repaired at the remote" },
  },
  "too large": {
    line: named((path) => `Can't send: ${path} is too large`, "Can't send: a file is too large"),
    sentence: "the remote does not accept a file of this size " +
      "(move it out of the folder, and the rest is sent)",
    advice: "Move it out of the folder, or track it with git-lfs",
    click: "open folder",
  },
  "lfs content": {
    line: named(
      (path) => `Can't send: the content of ${path} is missing or damaged`,
      "Can't send: a content is missing or damaged",
    ),
    sentence:
      "git-lfs lacks the content of a file, or has it damaged: `git lfs fsck` takes a damaged one away, " +
      "`git lfs pull` gets one that the remote has; otherwise put the file itself, or a newer one, in its " +
      "place, or move it out of the folder, and the rest is sent; if you made the commit yourself, run " +
      "`git -c lfs.allowincompletepush=true push` once",
    advice: "Put the file itself in its place, or move it out; Show Log has more",
    click: "open folder",
  },
  "bad name": {
    line: named((path) => `Refused: the remote has a file named ${path}`, "A name is not allowed"),
    sentence: "the remote has a name or a link that could lead out of the folder or into a " +
      "git folder, so nothing of it is written",
    advice: "Nothing was written: it has to be renamed where it came from",
    click: { none: "it has to be renamed where it came from" },
  },
  hook: {
    line: "Can't sync: a hook or a filter refused",
    sentence: "a hook or a filter refused",
    advice: reason,
    click: "show log",
  },
  encoding: {
    line: named((path) => `${path} has the wrong encoding`, "A file has the wrong encoding"),
    sentence: "a file is not in the encoding that .gitattributes names (correct one of them)",
    advice: "Check working-tree-encoding in .gitattributes",
    click: "open folder",
  },
  "slow rules": {
    line: named((path) => `Rules take git too long: ${path}`, "Rules take git too long"),
    sentence: "rules take git too long (remove them, here or where they were written); " +
      "edited files are saved meanwhile",
    advice: reason,
    click: "open folder",
  },
  "disk full": {
    line: "Disk full",
    sentence: "the disk is full (free some space, and syncing continues by itself)",
    advice: "Free some space; syncing continues by itself",
    click: "open folder",
  },
  damaged: {
    line: "The repository is damaged",
    sentence: (failure) => `the repository is damaged: ${failure.detail} (${cureOf(failure).full})`,
    advice: (failure) => cureOf(failure).brief,
    click: "show log",
  },
  "not a repository": {
    line: "The folder is not a git repository",
    sentence: ({ detail }) =>
      `the folder is not a git repository (${detail}): ` +
      "run `git-sync-bar --setup` for it, which keeps its files, or set sync_dir to a clone",
    advice: "Run git-sync-bar --setup, or set sync_dir to a clone",
    click: "edit configuration",
    isWrongFolder: true,
  },
  "endless output": {
    line: "The output of the remote does not end",
    sentence: "the output of the remote, or of a program that git runs, does not end",
    advice: reason,
    click: "show log",
  },
  // The app itself ends it, as it ends.
  aborted: {
    line: again("Something went wrong"),
    sentence: "it was stopped",
    log: "nothing",
    click: { none: "the app itself stopped it" },
  },
  unknown: {
    line: again("Something went wrong"),
    sentence: "it failed",
    advice: reason,
    click: "show log",
  },
};

const SIGN_IN =
  "the remote asks for a sign-in (run `git push` in a terminal once, then sync again)";

const NO_HELPER =
  "the remote asks for a password, and git has no credential helper that keeps it " +
  "(run `git config --global credential.helper store`, which keeps it in plain text in your home " +
  "folder, or `osxkeychain` instead of `store` on a Mac; then `git push` once, then sync again)";

const PASSWORD =
  "the remote refuses the password in its address (give `git remote set-url` the address with " +
  "the right one, or without one, then sync again)";

function signInWords({ hasPassword, lacksHelper }: Failure): string {
  return hasPassword ? PASSWORD : lacksHelper ? NO_HELPER : SIGN_IN;
}

/** Adds the file or lock that a failure is about, and what git said. */
export function withDetail(words: string, { detail, lock, path }: Failure): string {
  const about = lock ?? path;
  const subject = about === undefined || detail.includes(about) ? "" : ` (${about})`;
  return `${words}${subject}: ${detail}`;
}
