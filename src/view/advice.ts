// The advice to the user, in one line. Pure.

import { shownProblem } from "../core/problems.ts";
import type { AppState } from "../core/state.ts";
import { problemAdvice, wordsOf } from "./problems/problems.ts";
import { conflictAdvice } from "./report_lines.ts";
import { clickAdvice, type Where } from "./problems/words.ts";

/** Returns what the user can do, if anything. `system` is `Deno.build.os`. */
export function advice(
  state: AppState,
  system: string,
  where: Where = "menu",
): string | undefined {
  const {
    paused,
    config: { isInForce, mistakes: [mistake], warnings },
    live: { connection },
  } = state;
  const [warning] = warnings;
  const problem = shownProblem(state.folder);
  // Without the name of the file, which a click opens.
  if (mistake !== undefined) {
    return capitalized(mistake.message.replace(/^Cannot [^"]*"(?:\\.|[^"\\])*": /, ""));
  }
  if (!isInForce) return clickAdvice("set up a folder", where);
  const misspelt = warnings.find((line) => line.endsWith('did you mean "sync_dir"?'));
  // Then the default folder is in use.
  const isWrongFolder = problem !== undefined && wordsOf(problem).isWrongFolder === true;
  const first = isWrongFolder && misspelt !== undefined
    ? warningText(misspelt)
    : problem !== undefined
    ? problemAdvice(problem, system, where)
    : conflictAdvice(state.folder.conflicts, where) ?? state.live.notice ??
      (connection.kind === "down" && !paused ? capitalized(connection.reason) : undefined);
  return first ?? (warning === undefined ? undefined : warningText(warning));
}

/** Returns a text that begins with a capital letter, unless it begins with a key or the name of a host. */
function capitalized(text: string): string {
  return text.replace(/^[a-z]+ /, (word) => word[0]!.toUpperCase() + word.slice(1));
}

/** Returns a warning without the name of the file. */
function warningText(warning: string): string {
  return warning.replace(
    /^Ignored ("(?:\\.|[^"\\])*") in the configuration "(?:\\.|[^"\\])*"/,
    "Ignored setting $1",
  );
}
