// The result of settling a conflict, in words. Pure.

import type { ChangeResult, Keep, SettleConflict } from "../../engine/mod.ts";
import { quote } from "../../system/text.ts";

/** Returns which versions of a settled conflict are where. */
export function settledSentence(
  { copy, keep }: SettleConflict,
  { paths: [, original = ""], name = "" }: Pick<ChangeResult, "paths" | "name">,
): string {
  const done: Readonly<Record<Keep, string>> = {
    this: `${quote(original)} has the version of ${quote(copy)}, the one before is in the history`,
    other: `${quote(copy)} is gone, its version is in the history`,
    text: `${quote(original)} has the merged text, both versions are in the history`,
    both: `both versions stay, the copy is ${quote(name)} now`,
  };
  return `Settled: ${done[keep]}`;
}
