// Asks git for the saves of a history, newest first, and reads its answer as it comes.

import { COMMIT_FIELD_BYTES } from "../../system/limits/commits.ts";
import { HISTORY_OUTPUT_BYTES } from "../../system/limits/history.ts";
import { classify } from "../git/process/classify.ts";
import { withCommitGraph } from "../git/process/forced_settings.ts";
import { GitError } from "../git/process/git.ts";
import type { Conversation } from "../git/process/types.ts";
import type { Repository } from "../git/repository/repository.ts";
import { boundedFields } from "../git/values/git_text.ts";
import { fileName, type GitPath, TOP } from "../git/values/path.ts";
import { nameFiles } from "./changed_files.ts";
import { type OnSave, SAVE_FIELDS, SAVE_FORMAT, type SaveHead, saveOf } from "./saves.ts";

/** Which saves are asked for. */
export interface SaveQuery {
  /** The commits where the history begins, newest first. */
  readonly tips: readonly string[];
  /** Only saves that changed this file, or something below this folder. */
  readonly path?: GitPath | undefined;
  readonly limit?: number;
  readonly skip?: number;
  /** So many files of each save are kept at most; with 0 the saves come without any. */
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
  const { path = TOP, mostFiles, isWanted } = query;
  const pathspec = path === TOP ? undefined : pathspecOf(path);
  // A pattern may find more than this path.
  const place = fileName(path) === undefined ? TOP : path;
  const named = { mostFiles, isWanted, pathspec, path: place };
  let isOver = false;
  const args = [
    // It names the files that a commit has changed.
    ...(pathspec === undefined ? [] : withCommitGraph(repository.config)),
    "log",
    "-z",
    // Git compares the trees along the path alone then, and expands none.
    "--no-patch",
    "--no-follow",
    "--no-show-signature",
    "--no-mailmap",
    "--encoding=UTF-8",
    `--format=${SAVE_FORMAT}`,
    ...commitsOf(query),
    "--",
    ...(pathspec === undefined ? [] : [pathspec]),
  ];
  const result = await repository.run(args, {
    access: "reads",
    mostBytes: HISTORY_OUTPUT_BYTES,
    converse: async (ends) => {
      for await (const saves of savesIn(ends)) {
        const ended = mostFiles === 0
          ? await withoutFiles(saves, onSave)
          : await nameFiles(repository, { ...named, saves }, onSave);
        isOver = ended === "over";
        if (isOver) return await ends.end();
      }
    },
  });
  if (isOver || result.ended === "flood") return;
  if (result.code !== 0 || result.ended !== undefined) {
    throw new GitError(classify(result), "git log");
  }
}

/** Returns the arguments of `git log` that say which commits are meant. */
function commitsOf({ tips, limit, skip, options = [] }: SaveQuery): string[] {
  return [
    ...(limit === undefined || limit === Infinity ? [] : [`--max-count=${limit}`]),
    ...(skip === undefined ? [] : [`--skip=${skip}`]),
    ...options,
    ...tips,
  ];
}

async function withoutFiles(
  saves: readonly SaveHead[],
  onSave: OnSave,
): Promise<"all" | "over"> {
  for (const save of saves) {
    if (await onSave({ ...save, files: [], fileCount: 0 }) === "enough") return "over";
  }
  return "all";
}

/** So many saves are read before they are used, and their files are named by one git process. */
const SAVES_AHEAD = 4096;

/**
 * Yields the saves of git's output, each time all that have come: git goes on while these are used. To start the
 * process that names their files takes as long as to name those of some hundreds.
 */
async function* savesIn(ends: Conversation): AsyncGenerator<readonly SaveHead[]> {
  const come: SaveHead[] = [];
  let isOver = false;
  let change = Promise.withResolvers<void>();
  const changed = () => {
    change.resolve();
    change = Promise.withResolvers();
  };
  const reading = (async () => {
    for await (const saves of piecesOf(ends)) {
      for (const save of saves) come.push(save);
      changed();
      while (come.length >= SAVES_AHEAD) await change.promise;
    }
  })().finally(() => {
    isOver = true;
    changed();
  });
  // It is awaited below, where what has come before it is used first.
  reading.catch(() => {});
  while (!isOver || come.length > 0) {
    if (come.length === 0) {
      await change.promise;
      continue;
    }
    const saves = come.splice(0, SAVES_AHEAD);
    changed();
    yield saves;
  }
  await reading;
}

/** Yields the saves of each piece of git's output. */
async function* piecesOf(ends: Conversation): AsyncGenerator<readonly SaveHead[]> {
  let fields: string[] = [];
  const read = boundedFields(COMMIT_FIELD_BYTES);
  for (let piece = await ends.read(); piece !== undefined; piece = await ends.read()) {
    fields = fields.concat(read(piece));
    const saves: SaveHead[] = [];
    let at = 0;
    for (; at + SAVE_FIELDS <= fields.length; at += SAVE_FIELDS) {
      saves.push(saveOf(fields.slice(at, at + SAVE_FIELDS)));
    }
    fields = fields.slice(at);
    yield saves;
  }
}

/** Returns a time in seconds since 1970 as git reads it: without a zone a small number is no time to it. */
export function gitTime(seconds: number): string {
  return `@${seconds} +0000`;
}

/**
 * Returns a path as an argument of git, which reads the changed paths of a commit-graph for literal ones without any
 * other magic alone. Deno can pass no name that is not UTF-8: one that may be any byte stands for each.
 */
function pathspecOf(path: GitPath): string {
  const name = fileName(path);
  if (name !== undefined) return `:(literal)${name}`;
  return `:(top,glob)${path.replace(/[*?[\]\\]/g, "\\$&").replace(/[^\0-\x7f]/g, "?")}`;
}
