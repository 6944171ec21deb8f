// The property of the random test, and how a failure is reported.

import fc from "fast-check";
import type { Apps } from "./apps.ts";
import { play } from "./play.ts";
import { stories, type Story } from "./steps.ts";
import { Tally } from "./tally.ts";

/** How far to look. */
export interface Search {
  readonly runs: number;
  /** The stories to play; ordinary ones by default. */
  readonly of?: fc.Arbitrary<Story> | undefined;
  readonly seed?: number;
  /** Of a failure that was told before: goes straight to it. */
  readonly path?: string;
  readonly isShrinking?: boolean;
  /** Failures of other kinds do not count. */
  readonly only?: RegExp;
  readonly onRun?: () => void;
  /** Counts what happens. */
  readonly tally?: Tally;
  /** Called with each story that fails, also with the smaller ones on the way to the smallest. */
  readonly onFailure?: (story: string, error: string) => void;
}

/** Plays stories; answers what went wrong in the smallest one that fails, or `undefined`. */
export async function checkStories(apps: Apps, search: Search): Promise<string | undefined> {
  const { runs, seed, path, isShrinking = true, only = /^/, tally = new Tally() } = search;
  const details = await fc.check(
    fc.asyncProperty(search.of ?? stories, async (story) => {
      search.onRun?.();
      try {
        await play(story, apps, tally);
      } catch (error) {
        if (!only.test(String(error))) return;
        search.onFailure?.(JSON.stringify(story), String(error));
        throw error;
      }
    }),
    {
      numRuns: runs,
      endOnFailure: !isShrinking,
      ...(seed === undefined ? {} : { seed }),
      ...(path === undefined ? {} : { path }),
    },
  );
  if (!details.failed) return undefined;
  const { counterexample, counterexamplePath, errorInstance } = details;
  return [
    `after ${details.numRuns} runs, seed ${details.seed}, path ${counterexamplePath}:`,
    JSON.stringify(counterexample),
    errorInstance instanceof Error ? errorInstance.message : String(errorInstance),
  ].join("\n");
}
