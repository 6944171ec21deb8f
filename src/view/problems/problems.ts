// The words and the click about a problem: every kind is a row in one of two tables. Pure.

import type { Failure, Problem, ProblemKind } from "../../engine/mod.ts";
import { oneLine } from "../../system/text.ts";
import { BLOCKS } from "./blocks.ts";
import { FAILURES, withDetail } from "./failures.ts";
import type { LineContext, ProblemClick, Where, Words } from "./words.ts";

/** Each row takes problems of its own kind alone, so `as never` stands where a row is applied. */
const ROWS: Readonly<Record<ProblemKind, Words<never>>> = { ...FAILURES, ...BLOCKS };

/** Returns the row of a kind. */
export function wordsOf({ kind }: Problem): Words<never> {
  return ROWS[kind];
}

/** Returns the first line of the menu about a problem. */
export function problemLine(problem: Problem, at: LineContext): string {
  const { line } = wordsOf(problem);
  return typeof line === "string" ? line : line(problem as never, at);
}

/** Returns what happened and what to do about it, on one line; of a failure, also what git said. */
export function problemSentence(problem: Problem): string {
  const { sentence } = wordsOf(problem);
  if (typeof sentence !== "string") return oneLine(sentence(problem as never));
  return oneLine(isGits(problem) ? withDetail(sentence, problem) : sentence);
}

function isGits(problem: Problem): problem is Failure {
  return problem.kind in FAILURES;
}

/** Returns what the user can do about a problem. `system` is `Deno.build.os`. */
export function problemAdvice(
  problem: Problem,
  system: string,
  where: Where,
): string | undefined {
  const { advice } = wordsOf(problem);
  return typeof advice === "function" ? advice(problem as never, system, where) : advice;
}

/** Returns what a click on the lines about a problem does. */
export function problemClick(problem: Problem): ProblemClick {
  const { click } = wordsOf(problem);
  return typeof click === "function" ? click(problem as never) : click;
}
