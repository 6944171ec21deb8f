// Why files are not synced, in words. Pure.

import type { NotSynced } from "../engine/mod.ts";

/** Why a path is kept out of the sync. */
const NOT_SYNCED: Readonly<Record<NotSynced["reason"], string>> = {
  "too large": "larger than sync_max_file_mb",
  "nested repository": "a git repository itself",
  "own place":
    "only this app, or a file of git's own rules, may be here: what others have under this name is not written, " +
    "and what is here is not sent",
  unreadable: "cannot be read",
  evicted: "only in iCloud: download it in the Finder, and keep the folder out of iCloud Drive",
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
