// How often each kind of thing was tried and really happened in the stories: a random test that is refused at
// each step proves nothing.

import { TREATMENTS } from "../../../src/core/problems.ts";
import type { Answer } from "./apps.ts";
import type { Done, Edit } from "./edits.ts";
import type { Turn } from "./steps.ts";

/** Counts by kind. */
export class Tally {
  readonly #counts = new Map<string, { tried: number; happened: number }>();

  /** Takes note of something that was tried. */
  note(kind: string, happened = true): void {
    const count = this.#counts.get(kind) ?? { tried: 0, happened: 0 };
    count.tried++;
    if (happened) count.happened++;
    this.#counts.set(kind, count);
  }

  /** A line for each kind. */
  lines(): string[] {
    return [...this.#counts].sort(([one], [other]) => one < other ? -1 : 1)
      .map(([kind, { tried, happened }]) =>
        `${String(happened).padStart(7)} of ${String(tried).padStart(7)}  ${kind}`
      );
  }
}

/** Takes note of an edit. */
export function noteEdit(tally: Tally, edit: Edit, done: Done): void {
  const how = "how" in edit ? ` (${edit.how})` : "";
  // A folder alone is nothing to git, and seldom impossible.
  const happened = done.touched.length > 0 || edit.edit === "make folder";
  tally.note(`edit: ${edit.edit}${how}`, happened);
}

/** Takes note of a sync: how it ended, and whether what was to happen to it came to anything. */
export function noteTurn(tally: Tally, turn: Turn, answer: Answer): void {
  tally.note(`sync ends: ${endOf(answer)}`);
  const isFailed = answer.kind === "ended" && answer.outcome.kind === "problem";
  if (turn.trouble !== undefined) {
    const { net } = turn.trouble;
    tally.note(`network: ${net === "refuses" ? net : `${net} of ${turn.trouble.of}`}`, isFailed);
  }
  if (turn.change !== undefined) {
    const changed = answer.kind === "ended" ? answer.outcome.report.changed : undefined;
    const isMade = changed?.some(({ paths }) => paths.length > 0) === true;
    tally.note(`history: ${turn.change.kind}`, isMade);
  }
  for (const { what } of turn.incidents) {
    switch (what.kind) {
      case "cut":
        tally.note("network: the remote goes away during a sync", isFailed);
        break;
      case "kill": {
        const whose = what.gitToo ? "with" : "without";
        tally.note(`sync: kill -9 ${whose} its git`, answer.kind === "killed");
        break;
      }
      case "commit":
        tally.note(`sync: the person ${what.amend ? "amends" : "commits"} meanwhile`);
    }
  }
}

function endOf(answer: Answer): string {
  if (answer.kind === "killed") return "killed";
  const { outcome } = answer;
  switch (outcome.kind) {
    case "synced": {
      const { pushed, received, conflicts } = outcome.report;
      const did = [
        ...(pushed ? ["pushed"] : []),
        ...(received.length > 0 ? ["pulled"] : []),
        ...(conflicts.length > 0 ? ["with conflicts"] : []),
      ];
      return ["synced", ...did].join(" ");
    }
    case "problem": {
      const { problem } = outcome;
      return `${TREATMENTS[problem.kind].is}: ${problem.kind}${
        problem.kind === "unknown" ? ` (${JSON.stringify(problem)})` : ""
      }`;
    }
  }
}
