// Asks git for the saves of a history, newest first, and reads its answer as it comes.

import { HISTORY_OUTPUT_BYTES, RENAME_CANDIDATES, SLOW_SAVE_MS } from "../../system/limits.ts";
import type { Conversation } from "../git/process/types.ts";
import { classify } from "../git/process/classify.ts";
import { GitError } from "../git/process/git.ts";
import type { Repository } from "../git/repository/repository.ts";
import { textOf } from "../git/values/git_text.ts";
import { fileName, type GitPath, TOP } from "../git/values/path.ts";
import { sizesOf } from "./many_files.ts";
import { type Save, SAVE_FORMAT, SaveReader } from "./saves.ts";

/** Which saves are asked for. */
export interface SaveQuery {
  /** The commits where the history begins, newest first. */
  readonly tips: readonly string[];
  /** Only saves that changed this file, or something below this folder. */
  readonly path?: GitPath | undefined;
  readonly limit?: number;
  readonly skip?: number;
  /** So many files of each save are kept at most. */
  readonly mostFiles: number;
  /** Which files are kept; all where it is absent. */
  readonly isWanted?: ((path: GitPath) => boolean) | undefined;
  /** Further options of `git log`. */
  readonly options?: readonly string[];
}

/**
 * Calls `onSave` with each save until it returns "enough". Neither a text conversion nor a diff program of the
 * user's configuration is run. Past `HISTORY_OUTPUT_BYTES` the rest is left out. A save of more files than are listed
 * comes without them. Throws `GitError`.
 */
export async function readSaves(
  repository: Repository,
  query: SaveQuery,
  onSave: OnSave,
): Promise<void> {
  const { skip = 0, limit = Infinity, path } = query;
  if (query.mostFiles === 0) {
    await readPart(repository, { ...query, withoutFiles: true }, onSave);
    return;
  }
  let done = 0;
  const counted: OnSave = (save) => {
    done++;
    return onSave(save);
  };
  while (done < limit) {
    const rest = { ...query, skip: skip + done, limit: limit - done };
    if (await readPart(repository, { ...rest, slowMs: SLOW_SAVE_MS }, counted) !== "slow") return;
    // One of the next may be to blame, or the disk.
    const begin = done;
    const some = { ...rest, skip: skip + begin, limit: Math.min(COUNTED_SAVES, limit - begin) };
    // A pattern may find more than this path.
    const place = path !== undefined && fileName(path) === undefined ? undefined : path;
    const sizes = await sizesOf(repository, { args: commitsOf(some), path: place });
    for (const { from, length, fileCount } of runsOf(sizes)) {
      const run = { ...some, skip: some.skip + from, limit: length };
      const ended = fileCount === undefined
        ? await readPart(repository, run, counted)
        : await readPart(
          repository,
          { ...run, withoutFiles: true },
          (save) => counted({ ...save, fileCount }),
        );
      if (ended === "over") return;
    }
    if (sizes.length < some.limit) return;
  }
}

type OnSave = (save: Save) => Promise<"enough" | undefined> | "enough" | undefined;

/** So many saves are counted at a time, before git names what they changed. */
const COUNTED_SAVES = 64;

/** Some saves, one after the other, of which the files can be named; or one that has too many of them. */
interface Run {
  readonly from: number;
  readonly length: number;
  readonly fileCount: number | undefined;
}

function runsOf(sizes: readonly (number | undefined)[]): Run[] {
  const runs: Run[] = [];
  for (const [from, fileCount] of sizes.entries()) {
    const last = runs.at(-1);
    if (fileCount === undefined && last !== undefined && last.fileCount === undefined) {
      runs[runs.length - 1] = { ...last, length: last.length + 1 };
    } else runs.push({ from, length: 1, fileCount });
  }
  return runs;
}

/** Returns the arguments of `git log` that say which commits are meant. */
function commitsOf({ tips, path, limit, skip, options = [] }: SaveQuery): string[] {
  return [
    ...(limit === undefined || limit === Infinity ? [] : [`--max-count=${limit}`]),
    ...(skip === undefined ? [] : [`--skip=${skip}`]),
    ...options,
    ...tips,
    "--",
    ...(path === undefined || path === TOP ? [] : [pathspecOf(path)]),
  ];
}

const WITH_FILES = [
  "--raw",
  "--no-abbrev",
  "--root",
  "-c",
  "--find-renames",
  `-l${RENAME_CANDIDATES}`,
  "--no-ext-diff",
  "--no-textconv",
  "--ignore-submodules=none",
  "-O/dev/null",
] as const;

/**
 * Does as `readSaves`, with one git process. Returns "over" when nothing more is to be read, and "slow" when git took
 * longer than `slowMs` for one save, which is not among those that were read.
 */
async function readPart(
  repository: Repository,
  { withoutFiles = false, slowMs, ...query }: SaveQuery & {
    readonly withoutFiles?: boolean;
    readonly slowMs?: number;
  },
  onSave: OnSave,
): Promise<"all" | "over" | "slow"> {
  let isEnough = false;
  const pause: Pause = { since: undefined, isSlow: false };
  const goesOn = () => {
    pause.isSlow ||= slowMs !== undefined && pause.since !== undefined &&
      performance.now() - pause.since > slowMs;
    return Promise.resolve(!pause.isSlow);
  };
  const args = [
    "log",
    "-z",
    ...(withoutFiles ? ["--no-patch"] : WITH_FILES),
    "--no-follow",
    "--no-show-signature",
    "--no-mailmap",
    "--encoding=UTF-8",
    `--format=${SAVE_FORMAT}`,
    ...commitsOf(query),
  ];
  const result = await repository.run(args, {
    access: "reads",
    mostBytes: HISTORY_OUTPUT_BYTES,
    ...(slowMs === undefined ? {} : { stall: { everyMs: slowMs / 4, goesOn } }),
    converse: async (ends) => {
      for await (const save of savesIn(ends, { ...query, pause })) {
        isEnough = await onSave(save) === "enough";
        if (isEnough) return await ends.end();
      }
    },
  });
  if (isEnough || result.ended === "flood") return "over";
  if (pause.isSlow) return "slow";
  if (result.code !== 0 || result.ended !== undefined) {
    throw new GitError(classify(result), "git log");
  }
  return "all";
}

/** Returns a time in seconds since 1970 as git reads it: without a zone a small number is no time to it. */
export function gitTime(seconds: number): string {
  return `@${seconds} +0000`;
}

/** Returns a path as an argument of git. Deno can pass no name that is not UTF-8: one that may be any byte stands for each. */
function pathspecOf(path: GitPath): string {
  const name = fileName(path);
  if (name !== undefined) return `:(top,literal)${name}`;
  return `:(top,glob)${path.replace(/[*?[\]\\]/g, "\\$&").replace(/[^\0-\x7f]/g, "?")}`;
}

/** How long git's answer is waited for. */
interface Pause {
  /** When the waiting began; `undefined` while something is read. */
  since: number | undefined;
  isSlow: boolean;
}

/** Yields the saves of git's output as it comes. */
async function* savesIn(
  ends: Conversation,
  { mostFiles, isWanted, pause }: Pick<SaveQuery, "mostFiles" | "isWanted"> & {
    readonly pause: Pause;
  },
): AsyncGenerator<Save> {
  const saves: Save[] = [];
  const reader = new SaveReader({ mostFiles, isWanted, onSave: (save) => saves.push(save) });
  let rest = "";
  const read = async () => {
    pause.since = performance.now();
    const piece = await ends.read();
    pause.since = undefined;
    return piece;
  };
  for (let piece = await read(); piece !== undefined; piece = await read()) {
    const fields = (rest + textOf(piece)).split("\0");
    rest = fields.pop()!;
    for (const field of fields) reader.field(field);
    yield* saves.splice(0);
  }
  // The last one may lack some of its files then.
  if (pause.isSlow) return;
  reader.end();
  yield* saves;
}
