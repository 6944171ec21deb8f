// Commits between two points with their machines and messages, as git log prints them.

import type { Origin } from "../values/conflict_name.ts";
import { COMMIT_FIELD_BYTES, HOST_BYTES } from "../../../system/limits/commits.ts";
import { HISTORY_OUTPUT_BYTES } from "../../../system/limits/history.ts";
import { classify } from "../process/classify.ts";
import { GitError } from "../process/git.ts";
import type { Repository } from "../repository/repository.ts";
import { boundedFields, decodeText } from "../values/git_text.ts";

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
  const fields = await logFields(repository, [
    "--no-patch",
    "--encoding=UTF-8",
    `--format=${COMMIT_FORMAT}`,
    ...(limit === undefined ? [] : [`--max-count=${limit}`]),
    to,
    ...(from === undefined ? [] : [`^${from}`]),
    "--",
  ]).catch((error: unknown) => {
    if (error instanceof GitError) return [];
    throw error;
  });
  return commitsIn(fields);
}

/**
 * Returns the fields that a log ends with NUL, each cut after `COMMIT_FIELD_BYTES`. Past `HISTORY_OUTPUT_BYTES` the
 * rest is left out. Throws `GitError`.
 */
export async function logFields(
  repository: Repository,
  args: readonly string[],
): Promise<readonly string[]> {
  const fields: string[] = [];
  const read = boundedFields(COMMIT_FIELD_BYTES);
  const result = await repository.run(
    ["log", "-z", "--no-show-signature", "--no-mailmap", ...args],
    {
      access: "reads",
      mostBytes: HISTORY_OUTPUT_BYTES,
      onOutput: (piece) => {
        for (const field of read(piece)) fields.push(field);
      },
    },
  );
  const isWhole = result.code === 0 && result.ended === undefined;
  if (!isWhole && result.ended !== "flood") throw new GitError(classify(result), "git log");
  return fields;
}

/**
 * Reads the fields of the log above. A commit may hold any text: a value that cannot be read becomes
 * an unknown one, and nothing is thrown. Pure.
 */
export function commitsIn(fields: readonly string[]): Commit[] {
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
    // The last one may be cut.
    parents: parents.split(" ").filter((parent) => parent !== "" && parent.length === id.length),
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
