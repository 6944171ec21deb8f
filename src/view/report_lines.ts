// Sentences about single parts of a report, and about the watcher. Pure.

import type {
  Forced,
  HiddenRename,
  IncomingDeletion,
  NotPublished,
  OpenConflict,
  Report,
} from "../engine/mod.ts";
import { COPIES_AN_HOUR } from "../system/limits/merge.ts";
import { isolated, quote, shorten } from "../system/text.ts";
import { counted, namesOf } from "./quantities.ts";
import { clickAdvice, type Where } from "./problems/words.ts";

/** Returns why a path that the user wanted to publish was not published. */
export function notPublishedSentence({ path, reason, ruleFile }: NotPublished): string {
  return `Not published: ${quote(path)}: ${
    reason === "ignored"
      ? `ignored by ${quote(ruleFile ?? "")}: ${NOT_PUBLISHED.ignored}`
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

/** Returns how many files of a mass deletion are there again. */
export function restoredSentence(count: number): string {
  return count === 0
    ? "Nothing to restore: no mass deletion waits, and none came in within the last two weeks"
    : `Restored ${counted(count, "deleted file")}`;
}

/** Says that there is nothing to confirm. */
export const NO_DELETION = "No deletion was waiting to be confirmed";

/** Returns which machine deleted very many files, or took them out of the sync. */
export function deletionSentence(
  { host, deleted, left, tracked }: Omit<IncomingDeletion, "time">,
): string {
  const name = isolated(shorten(host, 20));
  if (deleted === 0) return `${name} took ${left} of ${tracked} files out of the sync`;
  const others = left === 0 ? "" : ` and took ${left} out of the sync`;
  return `${name} deleted ${deleted} of ${tracked} files${others}`;
}

/** Returns what the user can do about a mass deletion. */
export function deletionAdvice({ deleted }: IncomingDeletion): string {
  return deleted > 0
    ? "By mistake? The menu has a line that restores them on all machines"
    : "They stay on this disk; without the new lines of .gitignore they are synced again";
}

/** Returns what the remote has no more, and what became of it here: git tells no forced push from another address. */
export function forcedSentence(forced: Forced): string {
  const gone = counted(forced.commits, "commit");
  return forced.isReplaced
    ? `The remote has a rewritten history (${gone} replaced): ${forcedConsequence(forced)}`
    : `The remote lacks ${gone} that it had (a forced push, or another address): ` +
      forcedConsequence(forced);
}

/** Returns what became here of commits that the remote has no more. */
export function forcedConsequence({ isReplaced, commits, returned = [] }: Forced): string {
  if (isReplaced) {
    const follows = "this folder follows, and keeps the old commits for 30 days in " +
      "refs/gitsyncbar/keep";
    if (returned.length === 0) return follows;
    const [are, they] = returned.length === 1 ? ["is", "it was"] : ["are", "they were"];
    return `${follows}; ${namesOf(returned.map(quote))} ${are} sent again, as ${they} changed here`;
  }
  const [what, which] = commits === 1 ? ["it is", "it"] : ["they are", "them"];
  return `${what} sent again from here. To remove ${which}, pause all machines, push again, and run ` +
    "`git fetch` and `git reset --keep @{upstream}` in each folder";
}

/** Returns whose version a conflict copy holds: `your version`, `version from laptop`. */
export function whoseVersion(
  { host, isOwn }: { readonly host: string; readonly isOwn?: true | undefined },
): string {
  return isOwn === true ? "your version" : `version from ${host}`;
}

/** Returns what settles the open conflicts; `undefined` when there are none. */
export function conflictAdvice(
  conflicts: readonly Pick<OpenConflict, "path">[],
  where: Where,
): string | undefined {
  return manyCopiesSentence(conflicts) ??
    (conflicts.length === 0
      ? undefined
      : clickAdvice("compare the versions of a conflict and keep one or both", where));
}

/** Returns which file keeps getting conflict copies, and what to do; `undefined` when none does. */
export function manyCopiesSentence(
  conflicts: readonly Pick<OpenConflict, "path">[],
): string | undefined {
  const copies = Map.groupBy(conflicts, ({ path }) => path);
  const [path] = [...copies].find(([, of]) => of.length >= COPIES_AN_HOUR) ?? [];
  if (path === undefined) return undefined;
  const name = isolated(shorten(path, 30));
  return `Do programs write ${name}? Ignore it (.gitignore, git rm --cached)`;
}

/** Returns why the new name of a renamed file is not synced. */
export function hiddenSentence({ path, newName, rules }: HiddenRename): string {
  const reason = rules === undefined
    ? "only tracked files are synced here (status.showUntrackedFiles)"
    : `ignored by ${quote(rules)}`;
  return `Not synced: ${newName}: ${reason}; under its old name ${path} it is ` +
    "deleted on the other machines";
}

/** Returns that the branch was deleted on the remote, and was made again. */
export function deletedBranchSentence({ place }: Pick<Report, "place">): string {
  return `Branch ${place?.branch} was deleted on the remote; pushed it again`;
}

/** Returns why the folder, or parts of it, cannot be watched, and how often they are checked instead. */
export function pollingSentence(
  { reason, parts }: { readonly reason: string; readonly parts?: readonly string[] },
): string {
  const [first, ...more] = parts ?? [];
  if (first === undefined) return `${reason}; checking every 15 s`;
  const others = more.length === 0 ? "" : ` and ${counted(more.length, "other folder")}`;
  return `${reason}; checking ${quote(first)}${others} every 15 s`;
}
