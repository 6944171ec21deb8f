// The lines about a change of our own: versions that were restored, a save that was undone, a conflict that was
// settled. Pure.

import type { ChangeResult, KeptReason, OwnChange, Refusal } from "../../engine/mod.ts";
import { quote } from "../../system/text.ts";
import { shortId } from "./history_lines.ts";
import { settledSentence } from "./settled.ts";
import { minuteOf } from "./minute.ts";
import { counted } from "../quantities.ts";

/** Paths that are named one by one. */
const NAMED_PATHS = 20;

/** Returns what was changed, and what was not, one line each. */
export function changedLines(changed: ChangeResult): string[] {
  const { change, refused, kept, outside, hidden, unplaced } = changed;
  if (refused !== undefined) return [refusedSentence(changed, refused)];
  const notHere = [
    ...namedLines("Not changed in this folder yet", unplaced),
    ...namedLines(
      "Not changed in this folder, where git is told to leave it alone (skip-worktree and such)",
      hidden,
    ),
  ];
  if (change.kind === "settle") return [settledSentence(change, changed), ...notHere];
  const isUndo = change.kind === "undo";
  const rest = kept.length - NAMED_PATHS;
  return [
    doneSentence(changed),
    ...notHere,
    ...kept.slice(0, NAMED_PATHS).map(({ path, reason }) =>
      `Not ${isUndo ? "undone" : "restored"}: ${path}: ${KEPT[reason]}`
    ),
    ...(rest > 0 ? [`Not ${isUndo ? "undone" : "restored"}: ${counted(rest, "other file")}`] : []),
    ...(outside.length === 0 ? [] : [
      `Not in this folder, as its sparse checkout leaves it out: ${
        counted(outside.length, "file")
      }`,
    ]),
  ];
}

/** Reports whether a change was made as far as it could be, or was not needed. */
export function isChangeDone({ refused, paths, unplaced, hidden, kept }: ChangeResult): boolean {
  const isWhole = kept.length + unplaced.length + hidden.length === 0;
  const missing = new Set(unplaced);
  return refused === undefined && (isWhole || paths.some((path) => !missing.has(path)));
}

/** Returns a line for each file, as long as they are not too many. */
function namedLines(start: string, paths: readonly string[]): string[] {
  const rest = paths.length - NAMED_PATHS;
  return [
    ...paths.slice(0, NAMED_PATHS).map((path) => `${start}: ${path}`),
    ...(rest > 0 ? [`${start}: ${counted(rest, "other file")}`] : []),
  ];
}

function doneSentence(changed: ChangeResult): string {
  const { change, save, paths, outside, hidden, unplaced, kept } = changed;
  const [path, ...others] = paths;
  const from = save === undefined
    ? ""
    : `${minuteOf(save.time)} (${save.host}, ${shortId(save.id)})`;
  const missing = new Set([...outside, ...hidden, ...unplaced]);
  const isHere = paths.some((one) => !missing.has(one));
  const place = isHere ? "" : " for the other machines alone";
  const files = others.length === 0 ? path : counted(paths.length, "file");
  if (change.kind === "undo") {
    return path === undefined
      ? `Nothing to undo of the save of ${from}`
      : `Undid the save of ${from}${place}: ${files}`;
  }
  if (path !== undefined) return `Restored ${files} as of ${from}${place}`;
  return kept.length + unplaced.length + hidden.length === 0
    ? `Nothing to restore: ${wantedName(change)} is as it was on ${from}`
    : `Nothing is restored of ${from}`;
}

function wantedName(change: OwnChange): string {
  if (change.kind === "settle") return quote(change.copy);
  if (change.kind === "undo") return `the save ${quote(change.id)}`;
  return change.path === "" ? "the folder" : quote(change.path);
}

function refusedSentence({ change, historyStart }: ChangeResult, refused: Refusal): string {
  const since = historyStart === undefined
    ? ""
    : `; this clone has the history since ${minuteOf(historyStart)} only ` +
      "(`git fetch --unshallow` gets the rest)";
  const done = { undo: "undone", restore: "restored", settle: "settled" }[change.kind];
  return `Not ${done}: ${wantedName(change)}: ${REFUSED[refused]}${since}`;
}

const REFUSED: Readonly<Record<Refusal, string>> = {
  "nothing saved": "nothing is saved yet",
  "no such save": "the history has no save of this id, or several (`--history` lists them)",
  "no such path": "there is no version of it there (`--history` lists them)",
  "no such name":
    "its name is not UTF-8, so that it cannot be written here: the window opens a copy of it",
  "deleted then": "it was deleted by then",
  "before the history": "the history begins later",
  merge: "it is a merge; only single saves can be undone (`--history` lists those in it)",
  "first of a shallow clone": "what it changed is not known here",
  "too many files":
    "the save and the folder differ in more files than are listed, or folders are nested too deep",
  "no conflict copy": "there is no conflict copy of this name (`--status` lists them)",
  "only on this machine":
    "the copy is only on this machine: move it over the original, or delete it",
  "not synced": "one of the two files is not synced (`--status` says why)",
  "changed meanwhile":
    "a version that would go was changed just now: compare them again, then settle it again",
  "none has the name":
    "no file has the name of the original any more, so no version would be left (`--keep this`)",
  "in the way": "a folder, a repository or a file that is not synced has the name",
  "kept back": "the name is ignored or kept back on this machine",
  "other attributes":
    ".gitattributes would change what is sent under the new name: rename the copy by hand",
  "no free name": "every name that the copy could get is taken: rename it by hand",
  "cannot be stored": "a filter or an encoding of .gitattributes does not take the text",
  "being written": "a program goes on writing there: try again when it is done",
};

const KEPT: Readonly<Record<KeptReason, string>> = {
  "changed since": "it was changed again since",
  ignored: "it is ignored now, and would be published again",
  private: "it is kept back on this machine",
  "own place": "it is a file of Git Sync Bar",
  repository: "it is a repository of its own",
  "in the way": "something else stands at its place",
  "being written": "a program goes on writing it: try again when it is done",
  "changed elsewhere":
    "another machine changed it meanwhile; what was restored is in the conflict copy",
  "other attributes":
    "it was stored with another filter or encoding than .gitattributes has for it now",
};
