// Who did what: commits between two points, as git log prints them.

import type { Origin } from "./conflict_name.ts";
import type { Repository } from "./open.ts";
import { type GitPath, shownName } from "./path.ts";

/** A commit and the paths that it names. */
export interface Commit {
  readonly parents: readonly string[];
  readonly origin: Origin;
  readonly paths: readonly GitPath[];
}

// A record starts with a byte that no path and no name can hold as its first one.
const FORMAT = "%x01%H%x02%P%x02%ct%x02%an%x02%(trailers:key=Synced-from,valueonly)%x02%s%x02";

/** The last time that a date of four digits can hold, in milliseconds: commits may claim any time. */
const LAST_TIME = Date.UTC(9999, 11, 31);

/**
 * The commits that are part of `to` and not of `from`, newest first; at most `limit`.
 * A merge names the paths on which it differs from its first parent.
 */
export async function commitsBetween(
  repository: Repository,
  range: { readonly from: string | undefined; readonly to: string; readonly limit?: number },
): Promise<Commit[]> {
  const { from, to, limit } = range;
  const { code, stdout } = await repository.run([
    "log",
    "-z",
    "--name-only",
    "--no-renames",
    "--diff-merges=first-parent",
    "--no-show-signature",
    "--no-mailmap",
    "--encoding=UTF-8",
    `--format=${FORMAT}`,
    ...(limit === undefined ? [] : [`--max-count=${limit}`]),
    to,
    ...(from === undefined ? [] : [`^${from}`]),
    "--",
  ], { access: "reads" });
  if (code !== 0) return [];
  return parseLog(stdout);
}

/** Reads the output of the log above. Pure. */
export function parseLog(output: string): Commit[] {
  // A name may hold any byte but NUL, so the mark counts only before an id.
  // deno-lint-ignore no-control-regex -- the marks are control characters, as they are rare in names
  return output.split(/\x01(?=[0-9a-f]{40,64}\x02)/).slice(1).map((record) => {
    const [, parents, time, author, trailer, subject, names] = record.split("\x02");
    return {
      parents: parents!.split(" ").filter(Boolean),
      origin: {
        host: shownName(hostOf({ author: author!, trailer: trailer!, subject: subject! })),
        time: Math.min(Number(time) * 1000 || 0, LAST_TIME),
      },
      paths: (names ?? "").replace(/^\0\n/, "").split("\0").filter(Boolean),
    };
  });
}

/** The machine that made a commit: our trailer, the Python app's message `host: NAME`, else the author. */
function hostOf(commit: { author: string; trailer: string; subject: string }): string {
  return commit.trailer.trim().split("\n").at(-1) || /^host: (\S.*)$/.exec(commit.subject)?.[1] ||
    commit.author;
}
