// What a person is told of an outcome, in words that need no knowledge of git. Pure.

import {
  type Blocked,
  type Failure,
  type FailureKind,
  type Forced,
  type HiddenRename,
  type IncomingDeletion,
  type NotPublished,
  type NotSynced,
  type OpenConflict,
  type Report,
  shownName,
  type SyncOutcome,
} from "../engine/mod.ts";
import {
  COPIES_AN_HOUR,
  INCOMING_DEPTH,
  KEPT_DAYS,
  MOST_INCOMING_FILES,
} from "../system/limits.ts";
import { isolated, oneLine, quote, shorten } from "../system/text.ts";

/** Why nothing was touched, and what to do about it. */
export function blockedSentence(blocked: Blocked): string {
  return oneLine(blockedWords(blocked));
}

function blockedWords(blocked: Blocked): string {
  switch (blocked.reason) {
    case "folder missing":
      return "the folder was not found: clone your repository there, or set sync_dir to its folder";
    case "no permission":
      return `the folder may not be read (${blocked.detail})`;
    case "other owner":
      return `git does not touch ${quote(blocked.path)}, as it belongs to another user: make it ` +
        `yours, or run \`git config --global --add safe.directory ${quote(blocked.path)}\``;
    case "not a repository":
      return `the folder is no git repository (${blocked.detail}): ` +
        "clone your repository there, or set sync_dir to a clone";
    case "not writable":
      return `${blocked.path} may not be written: it goes on when that is allowed`;
    case "damaged":
      return `git cannot read its own settings of the folder (${blocked.detail}): ` +
        "it goes on when they are put right";
    case "no remote":
      return "the repository has no remote, or several and none is chosen: add one with " +
        "`git remote add origin ADDRESS`, or choose one with `git push --set-upstream REMOTE BRANCH`";
    case "no branch":
      return "no branch is checked out: check one out with `git switch`";
    case "not checked out":
      return `git has not written the files of ${blocked.branch} into the folder: ` +
        "run `git checkout` there, which overwrites nothing";
    case "other branch":
      return `the branch ${blocked.branch} is checked out: ` +
        `it goes on when ${blocked.expected} is checked out again, or with ` +
        `${blocked.branch} once you have published that (\`git push --set-upstream REMOTE BRANCH\`) and started anew`;
    case "operation":
      return `a ${blocked.operation} is in progress: it goes on when that is finished or aborted`;
    case "unmerged":
      return `${blocked.path} has a conflict that is not resolved yet`;
    case "unrelated":
      return "the folder and its remote have nothing in common: is it the right remote? " +
        "If so, merge them once with `git pull --no-rebase --allow-unrelated-histories`";
    case "no such branch":
      return `the remote has no branch ${blocked.branch}, but ${
        namesOf(blocked.others)
      }, so nothing ` +
        `is sent: was it renamed? Then rename it here, too: \`${
          renaming(blocked.others).join("` and `")
        }\`; to publish ${blocked.branch} beside it, run ` +
        `\`git push --set-upstream ${blocked.remote} ${blocked.branch}\` once`;
    case "unmounted":
      return `the disk that was mounted in ${quote(blocked.folder)} is gone, and with it ` +
        `${counted(blocked.deleted, "file")}: mount it again, or let the deletion through with ` +
        "`git-sync-bar --once --confirm-deletion`";
    case "mass deletion":
      return `${blocked.deleted} of ${blocked.tracked} files were deleted: ` +
        "bring them back, or let it through with `git-sync-bar --once --confirm-deletion`";
    case "large update":
      return `${incomingWords(blocked)}: ` +
        (blocked.needs === undefined
          ? "let it in with `git-sync-bar --once --confirm-incoming`, or have it taken back"
          : "make some room there, and it goes on by itself");
    case "update refused":
      return `${refusedWords(blocked)}: nothing of it is received; ` +
        "it goes on when whoever sent it has taken it back";
    case "left lock":
      return `a git that was killed has left the lock ${quote(blocked.path)}: ` +
        "take it away with `git-sync-bar --unlock`";
    case "no git":
      return `git does not work: install it, or set git_path (${blocked.detail})`;
    case "old git":
      return `git ${blocked.version} is too old: install a newer one, or set git_path`;
    case "not locked":
      return "the folder cannot be locked, so another Git Sync Bar could sync it at the same time " +
        `(${blocked.detail}): move it to a disk that knows locks`;
    case "other instance":
      return "another Git Sync Bar syncs this folder already";
  }
}

/** How large it is what comes in. */
function incomingWords(
  { branch, files, needs }: Extract<Blocked, { reason: "large update" }>,
): string {
  const size = `${grouped(files)} changed files come in on ${branch}`;
  return needs === undefined
    ? size
    : `${size}, which need ${megabytes(needs.bytes)}, and the disk has room for ` +
      megabytes(needs.room);
}

/** Why what comes in can never be received. */
function refusedWords(
  { branch, what, count }: Extract<Blocked, { reason: "update refused" }>,
): string {
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

/** A number as people write it: 1,234,567. */
export function grouped(count: number): string {
  return count.toLocaleString("en-US", { maximumFractionDigits: 0 });
}

function megabytes(bytes: number): string {
  return `${grouped(Math.ceil(bytes / 1_000_000))} MB`;
}

/** So many branches are named. */
const NAMED_BRANCHES = 3;

/** Returns the first of some names, and how many there are besides. */
export function namesOf(names: readonly string[]): string {
  const named = names.slice(0, NAMED_BRANCHES).map((name) => shorten(name, 60));
  const rest = names.length - named.length;
  return rest === 0 ? named.join(" and ") : `${named.join(", ")} and ${rest} more`;
}

/** A branch's name that can be pasted into a shell: somebody else has chosen it. */
const PASTED = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,59}$/;

/**
 * Returns the commands after which the branch that is checked out goes on as the one that the remote has. What
 * was not sent yet goes with it, which a `git switch` would leave behind.
 */
export function renaming(others: readonly string[]): readonly string[] {
  const [name = "NEW", ...more] = others;
  return [
    `git branch -m ${more.length === 0 && PASTED.test(name) ? name : "NEW"}`,
    "git branch --unset-upstream",
  ];
}

const FAILURES: Readonly<Record<FailureKind, string>> = {
  offline: "the remote cannot be reached",
  "sign in": "the remote asks for a sign-in (run `git push` in a terminal once, then sync again)",
  "ssh key": "the remote takes none of this machine's ssh keys " +
    "(run `ssh-add` for one with a passphrase, or add it at the remote, then sync again)",
  "host key": "the server's identity is not confirmed " +
    "(connect with `ssh` in a terminal once, then sync again)",
  permission: "it is not permitted",
  "remote permission": "the remote does not permit it",
  "remote owner": "git does not use the repository of another user (make it yours, or run " +
    "`git config --global --add safe.directory PATH` where it is)",
  rejected: "others send at the same time, again and again",
  "addresses differ": "it is not the same at all addresses of the remote",
  "too large":
    "the remote does not take a file of this size: move it out of the folder, then the rest goes",
  hook: "a hook or a filter refused",
  lock:
    "another git is at work, or was killed (if none runs, wait a minute, then run `git-sync-bar --unlock`)",
  "disk full": "the disk is full",
  "remote damaged": "the repository at the remote is damaged: whoever runs it has to repair it",
  "remote full": "the disk of the remote is full",
  "not a repository": "the folder is no git repository",
  "remote not found": "there is no repository at the remote's address",
  "no remote branch": "the remote has no such branch",
  encoding: "a file is not in the encoding that .gitattributes names",
  "bad name": "the remote has a name that would lead out of the folder or into its git folder, " +
    "so nothing of it is written",
  damaged: "the repository is damaged",
  hung: "git gave no answer",
  "endless output": "the remote, or a program that git runs, prints without end",
  "slow rules":
    "git does not come to an end with a rule (take that line out, here or where it was " +
    "written); files that are edited are saved meanwhile",
  aborted: "it was ended",
  unknown: "it failed",
};

const NO_HELPER =
  "the remote asks for a password, and git has no credential helper that keeps it " +
  "(run `git config --global credential.helper store`, which keeps it in plain text in your home " +
  "folder, or `osxkeychain` instead of `store` on a Mac; then `git push` once, then sync again)";

/** What failed, in words, with what git itself said. */
export function failureSentence(failure: Failure): string {
  const about = failure.lock ?? failure.path;
  const subject = about === undefined || failure.detail.includes(about) ? "" : ` (${about})`;
  const words = failure.lacksHelper ? NO_HELPER : FAILURES[failure.kind];
  return oneLine(`${words}${subject}: ${failure.detail}`);
}

/** Says why changes are not noticed by themselves, where, and what is done instead. */
export function pollingSentence(
  { reason, parts }: { readonly reason: string; readonly parts?: readonly string[] },
): string {
  const [first, ...more] = parts ?? [];
  if (first === undefined) return `${reason}; looking every 15 s`;
  const others = more.length === 0 ? "" : ` and ${counted(more.length, "other folder")}`;
  return `${reason}; looking at ${quote(first)}${others} every 15 s`;
}

/** Why a path is kept out of the sync. */
const NOT_SYNCED: Readonly<Record<NotSynced["reason"], string>> = {
  "too large": "larger than sync_max_file_mb",
  "nested repository": "a repository of its own",
  "own place":
    "only this app, or a file of git's own rules, may be here: what others have under this name is not written, " +
    "and what is here is not sent",
  unreadable: "cannot be read",
  evicted: "in iCloud alone: download it in the Finder, and keep the folder out of iCloud Drive",
  name: "this disk cannot hold the name: it is too long, or taken for another one",
  filter: "its filter failed",
  encoding: "not in the encoding that .gitattributes names",
  "not text": "binary, though .gitattributes calls it text, so others would get other bytes: " +
    "say -text for it there",
  "foreign keyword": "what it has after $Id: would be lost, as .gitattributes says ident: " +
    "say -ident for it there",
  "lossy encoding": "not the same again when it comes back from the encoding that .gitattributes " +
    "names: take that away from it there",
  "forbidden name": "git does not take a name like this",
  restless: "git finds it changed each time it is looked at, though nobody edits it: " +
    "look at its filters and line ends in .gitattributes",
  "smudge filter":
    "its filter could not write its newest version, which others have (git-lfs: is it " +
    "at the server?): it is tried again at each look at the remote",
  copy:
    "a conflict copy without the filter of its original: move it over the original, or delete it",
  "not writable":
    "others have changed or deleted it, and it may not be written here: unlock it, or " +
    "let your user write there, then it goes on by itself",
  sparse: "outside of this folder's sparse checkout, where others have a file of this name: " +
    "move it away; then `git sparse-checkout add` with its folder gets theirs",
  "was ignored": "was ignored until BY; click to sync it",
  private: "yours stays here, as it was not synced; BY would replace it: click to sync yours",
  "no filter": "its filter is not set up on this machine, so it would be sent as it is: " +
    "set the filter up that .gitattributes names",
  "missing filter":
    "yours stays here and is not sent, as its filter (git-lfs, say) is not set up " +
    "on this machine; others have a newer version: set the filter up, then move yours away",
  "lost its filter": "had another filter until BY; click to sync it without",
};

/** Why a path is kept out of the sync, in words. */
export function notSyncedReason({ reason, by }: NotSynced): string {
  const unnamed = reason === "private" ? "what others have" : "the rules were changed";
  const change = by === undefined ? unnamed : `${by}'s change`;
  return NOT_SYNCED[reason].replace("BY", () => change);
}

/** What is kept out of the sync, and why. */
export function notSyncedSentence(entry: NotSynced): string {
  return `Not synced: ${entry.path}: ${notSyncedReason(entry)}`;
}

/** What a sync did, one line each: the outcome first, then conflicts and what was left out. */
export function outcomeLines(outcome: SyncOutcome): string[] {
  const { report } = outcome;
  return [
    ...(outcome.kind === "synced" ? [syncedLine(outcome.report)] : []),
    ...(report.remade
      ? [`${remadeSentence(report)}. Was it renamed? Then check the new one out in this folder`]
      : []),
    ...(report.forced === undefined ? [] : [forcedSentence(report.forced)]),
    ...(report.unlocked === undefined ? [] : [
      `Took ${counted(report.unlocked, "lock")} of a killed git away, into .git/gitsyncbar/locks`,
    ]),
    ...(report.notPublished ?? []).map(notPublishedSentence),
    ...leftLines(report),
    ...report.hidden.map(hiddenSentence),
    ...report.conflicts.map(({ path, copy, origin }) =>
      `Conflict: ${shownName(path)}: the version of ${origin.host} is in "${shownName(copy)}"`
    ),
    ...report.kept.map(({ path, file }) =>
      `Kept for ${KEPT_DAYS} days: ${path} as it was here, in ${quote(file)}: ` +
      "its filter does not give it back"
    ),
    ...report.uncopied.map(({ path, origin, commit }) =>
      `Conflict: ${shownName(path)}: the version of ${origin.host} is in the history alone ` +
      `(commit ${commit.slice(0, 12)}), as ${COPIES_AN_HOUR} or more others stand beside it`
    ),
    ...report.notSynced.map(notSyncedSentence),
  ].map(oneLine);
}

/** Says why a path that was to be published is not. */
function notPublishedSentence({ path, reason, rules }: NotPublished): string {
  return `Not published: ${quote(path)}: ${
    reason === "ignored"
      ? `ignored by ${quote(rules ?? "")}: ${NOT_PUBLISHED.ignored}`
      : NOT_PUBLISHED[reason]
  }`;
}

const NOT_PUBLISHED: Readonly<Record<NotPublished["reason"], string>> = {
  missing: "there is nothing of this name in the folder (`--status` lists what is kept back)",
  synced: "it is not kept back, it is synced",
  copy: "a conflict copy that stays on this machine",
  ignored: "take that rule out to sync it",
  "not kept back": "it is not kept back (`--status` says why a file is not synced)",
};

/** Says who deleted very many files, or took them out of the sync. */
export function deletionSentence({ host, deleted, left, tracked }: IncomingDeletion): string {
  const name = isolated(shorten(host, 20));
  if (deleted === 0) return `${name} took ${left} of ${tracked} files out of the sync`;
  const others = left === 0 ? "" : ` and took ${left} out of the sync`;
  return `${name} deleted ${deleted} of ${tracked} files${others}`;
}

/** Says what can be done about it. */
export function deletionAdvice({ deleted }: IncomingDeletion): string {
  return deleted > 0
    ? "Not meant? The menu has a line that brings them back on all machines"
    : "They stay on this disk; without the new lines of .gitignore they are synced again";
}

/** Says what somebody's forced push did, and what came of it here. */
export function forcedSentence(forced: Forced): string {
  const gone = counted(forced.commits, "commit");
  return forced.isReplaced
    ? `Somebody rewrote the history at the remote (${gone}): ${forcedConsequence(forced)}`
    : `Somebody's forced push took ${gone} away from the remote: ${forcedConsequence(forced)}`;
}

/** Says what came of a forced push here. */
export function forcedConsequence({ isReplaced }: Forced): string {
  return isReplaced
    ? "this folder follows, and keeps what it left behind for 30 days in refs/gitsyncbar/keep"
    : "they are sent again from here. Were they to go? Pause all machines, push again, and run " +
      "`git reset --keep @{upstream}` in each folder";
}

/** Says which file gets conflict copies all the time, and what to do; `undefined` when there is none. */
export function crowdedSentence(
  conflicts: readonly Pick<OpenConflict, "path">[],
): string | undefined {
  const copies = Map.groupBy(conflicts, ({ path }) => path);
  const [path] = [...copies].find(([, of]) => of.length >= COPIES_AN_HOUR) ?? [];
  if (path === undefined) return undefined;
  const name = isolated(shorten(path, 30));
  return `Do programs write ${name}? Ignore it (.gitignore, git rm --cached)`;
}

/** Says why a new name is not synced. */
export function hiddenSentence({ path, now, rules }: HiddenRename): string {
  const reason = rules === undefined
    ? "only tracked files are synced here (status.showUntrackedFiles)"
    : `ignored by ${quote(rules)}`;
  return `Not synced: ${now}: ${reason}; under its old name ${path} it is ` +
    "deleted on the other machines";
}

/** Says which files left the sync, in one line for each machine that ignores them. */
function leftLines({ left }: Report): string[] {
  return [...Map.groupBy(left, ({ host }) => host)].map(([host, [first, ...more]]) => {
    const others = more.length === 0 ? "" : ` and ${counted(more.length, "other file")}`;
    return `No longer synced: ${first!.path}${others}: ${host} ignores ` +
      `${more.length === 0 ? "it" : "them"} (.gitignore); each machine keeps its own`;
  });
}

/** That the branch was gone from the remote. */
export function remadeSentence({ place }: Pick<Report, "place">): string {
  return `Branch ${place?.branch} was deleted on the remote; pushed it again`;
}

function syncedLine({ saved, deleted, pushed, pulled, heard }: SyncOutcome["report"]): string {
  const ours = changes(saved.length, deleted.length);
  const theirs = changes(pulled.length, pulled.filter(({ deleted }) => deleted).length);
  const parts = [
    ...(pushed ? [saved.length > 0 ? `sent ${ours}` : "sent"] : []),
    ...(!pushed && saved.length > 0 ? [`saved ${ours}`] : []),
    ...(pulled.length > 0 ? [`received ${theirs}`] : []),
  ];
  // Only the remote itself can say that both are equal.
  const state = heard ? "Up to date" : "Saved here";
  return parts.length === 0 ? state : `${state}: ${parts.join(", ")}`;
}

function changes(count: number, deletions: number): string {
  const those = deletions === 0 ? "" : ` (${counted(deletions, "deletion")})`;
  return `${counted(count, "change")}${those}`;
}

/** `1 file`, `2 files`. */
export function counted(count: number, thing: string): string {
  return count === 1 ? `1 ${thing}` : `${count} ${thing}s`;
}
