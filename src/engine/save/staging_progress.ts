// How far the staging of a save is: so many files, and the bytes of those. Pure.

import type { GitPath } from "../git/values/path.ts";
import type { ReportProgress } from "../progress.ts";

/**
 * Returns a function for the number of files that are staged by now, in the order of `paths`. `sizes` are in
 * bytes; a path without one counts as empty.
 */
export function stagingProgress(
  paths: readonly GitPath[],
  { sizes, onProgress }: {
    readonly sizes: ReadonlyMap<GitPath, number>;
    readonly onProgress: ReportProgress;
  },
): (staged: number) => void {
  const sizeOf = (path: GitPath) => sizes.get(path) ?? 0;
  const totalBytes = paths.reduce((sum, path) => sum + sizeOf(path), 0);
  const total = paths.length;
  let [done, bytes] = [0, 0];
  const report = () =>
    onProgress({
      kind: "saving",
      files: { done, total },
      bytes: { done: bytes, total: totalBytes },
    });
  report();
  return (staged) => {
    // Tried again, they count from the start.
    if (staged <= done) return;
    for (; done < Math.min(staged, total); done++) bytes += sizeOf(paths[done]!);
    report();
  };
}
