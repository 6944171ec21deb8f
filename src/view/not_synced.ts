// Why files are not synced, in words. Pure.

import type { NotSynced } from "../engine/mod.ts";
import { namesOf } from "./quantities.ts";

/** Why a path is not synced. BY stands for the change that caused it, HOW for what the user does about it. */
export const NOT_SYNCED: Readonly<Record<NotSynced["reason"], string>> = {
  "too large": "larger than sync_max_file_mb: raise the limit, or track it with git-lfs",
  "nested repository": "a git repository of its own: sync it by itself, or move it out",
  "own place":
    "reserved for this app or for git's own rules: the remote's file of this name is not written, " +
    "and yours is not sent",
  unreadable: "cannot be read: check its permissions",
  "special file": "a pipe, a socket or a device stands in the place of the file: remove it",
  evicted: "only in iCloud: download it in the Finder, and keep the folder out of iCloud Drive",
  name:
    "its name is too long for this disk, is not UTF-8, or equals another one there, or it is a link " +
    "that this disk does not hold: rename it on a machine that has it",
  filter: "its filter failed: check its program (`git config filter.NAME.clean`); of git-lfs, " +
    "`git lfs fsck` takes a damaged content away",
  encoding: "not in the encoding that .gitattributes names: correct one of them",
  "not text": "binary, though .gitattributes calls it text, so others would get other bytes: " +
    "say -text for it there",
  "foreign keyword": "the text after $Id: would be lost, as .gitattributes says ident: " +
    "say -ident for it there",
  "lossy encoding":
    "it would change when converted to the encoding that .gitattributes names and back: " +
    "remove the encoding for it there",
  "forbidden name": "git does not allow a name like this: rename it",
  unstable: "git reports it as changed each time, though nobody edits it: " +
    "check its filters and line endings in .gitattributes",
  "smudge filter":
    "its filter could not write the newest version from the remote (git-lfs: is it whole on " +
    "the server?): it is tried again at each check of the remote",
  copy:
    "a conflict copy without the filter of its original: move it over the original, or delete it",
  "not writable":
    "it was changed or deleted on another machine and cannot be written here: unlock it, or " +
    "give your user write permission",
  sparse: "outside of this folder's sparse checkout, and the remote has a file of this name: " +
    "move it away, then run `git sparse-checkout add` with its folder to get that one",
  "replaces a folder": "a folder with files was here, whose deletion waits for you",
  "was ignored": "was not synced until BY; HOW to sync it",
  private:
    "yours stays here, as it was not synced; BY would replace it: HOW to send yours in its place",
  link:
    "is ignored here, and others have published a link of this name, by which your files could be " +
    "sent under another one: it is not made; HOW to make it, or to send yours in its place",
  received:
    "is or was ignored here, and others have published a file of this name: your edits stay here; " +
    "HOW to send them",
  unknown: "new or edited here when the note of what stays private on this machine was damaged: " +
    "HOW to sync it",
  "no filter": "its filter is not set up on this machine, so it would be sent as it is: " +
    "set up the filter that .gitattributes names",
  "missing filter":
    "yours stays here and is not sent, as its filter (git-lfs, say) is not set up " +
    "on this machine; others have a newer version: set the filter up, then move yours away",
  restoring:
    "was deleted here and is being restored, which its filter cannot do yet: it is tried " +
    "again at each check of the remote",
  "lfs server":
    "the file is synced, but not followed, as others have named another server for git-lfs in it: " +
    "to use that server, run `git config lfs.url` with its address in the folder",
  "lost its filter": "had another filter until BY; HOW to sync it without",
};

/** How a path that is kept back here is synced all the same. */
const HOW = {
  click: "click",
  button: "use the button",
  command: "`--once --publish PATH`",
};

/** Returns why a path is not synced, and what helps: a click on it, the button beside it, or a command. */
export function notSyncedReason(
  { reason, by }: Omit<NotSynced, "path">,
  how: keyof typeof HOW,
): string {
  const unnamed = reason === "private" ? "what others have" : "the rules were changed";
  const change = by === undefined ? unnamed : `${by}'s change`;
  return NOT_SYNCED[reason].replace("HOW", HOW[how]).replace("BY", () => change);
}

/** Returns that a path is not synced, and why, for a terminal and the log. */
export function notSyncedSentence(entry: NotSynced): string {
  return `Not synced: ${entry.path}: ${notSyncedReason(entry, "command")}`;
}

/** Returns which files are not synced, one line for each reason: a sync is no news about them. */
export function notSyncedLines(entries: readonly NotSynced[]): string[] {
  return [...Map.groupBy(entries, (entry) => notSyncedReason(entry, "command"))].map((
    [reason, files],
  ) => `Not synced: ${namesOf(files.map(({ path }) => path))}: ${reason}`);
}
