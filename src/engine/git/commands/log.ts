// Who did what: commits between two points, as git log prints them.

import type { Origin } from "../values/conflict_name.ts";
import { HOST_BYTES } from "../../../system/limits.ts";
import type { Repository } from "../repository/repository.ts";
import { decodeText } from "../values/git_text.ts";

/** A commit, where it comes from, and who made it. */
export interface Commit {
  readonly id: string;
  readonly parents: readonly string[];
  readonly origin: Origin;
}

// Fields end with NUL, which no text of a commit can hold.
export const COMMIT_FORMAT =
  "%H%x00%P%x00%ct%x00%an%x00%(trailers:key=Synced-from,valueonly)%x00%s";
export const COMMIT_FIELDS = COMMIT_FORMAT.split("%x00").length;

const UNKNOWN_HOST = "unknown";

/** The last time that a date of four digits can hold, in milliseconds: commits may claim any time. */
const LAST_TIME = Date.UTC(9999, 11, 31);

/**
 * Returns the commits that are part of `to` and not of `from`, newest first; at most `limit`. No tree is read: a small
 * one may stand for billions of paths.
 */
export async function commitsBetween(
  repository: Repository,
  range: { readonly from: string | undefined; readonly to: string; readonly limit?: number },
): Promise<Commit[]> {
  const { from, to, limit } = range;
  const { code, stdout } = await repository.run([
    "log",
    "-z",
    "--no-patch",
    "--no-show-signature",
    "--no-mailmap",
    "--encoding=UTF-8",
    `--format=${COMMIT_FORMAT}`,
    ...(limit === undefined ? [] : [`--max-count=${limit}`]),
    to,
    ...(from === undefined ? [] : [`^${from}`]),
    "--",
  ], { access: "reads" });
  if (code !== 0) return [];
  return parseLog(stdout);
}

/**
 * Reads the output of the log above. A commit may hold any text: a value that cannot be read becomes
 * an unknown one, and nothing is thrown. Pure.
 */
export function parseLog(output: string): Commit[] {
  const fields = output.split("\0");
  const commits: Commit[] = [];
  for (let at = 0; at + COMMIT_FIELDS <= fields.length; at += COMMIT_FIELDS) {
    commits.push(commitOf(fields.slice(at, at + COMMIT_FIELDS)));
  }
  return commits;
}

/** Reads the fields of one commit. Pure. */
export function commitOf(record: readonly string[]): Commit {
  const [id = "", parents = "", time = "", author = "", trailer = "", subject = ""] = record;
  return {
    id,
    parents: parents.split(" ").filter(Boolean),
    origin: {
      host: hostOf({ author, trailer, subject }),
      time: Math.max(0, Math.min(Number(time) * 1000 || 0, LAST_TIME)),
    },
  };
}

/** Returns the machine that made a commit: our trailer, the Python app's message `host: NAME`, else the author. */
function hostOf(commit: { author: string; trailer: string; subject: string }): string {
  const trailer = commit.trailer.trim();
  const named = trailer.slice(trailer.lastIndexOf("\n") + 1) ||
    (commit.subject.startsWith("host: ") ? commit.subject.slice("host: ".length).trim() : "") ||
    commit.author;
  const host = decodeText(named.slice(0, HOST_BYTES));
  return host.trim() === "" ? UNKNOWN_HOST : host;
}
