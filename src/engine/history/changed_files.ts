// Names the files that saves have changed. The saves are found before that, without a look into their trees, as git may
// walk for seconds until it finds the next one: so only the trees themselves can make git slow here.

import {
  HISTORY_OUTPUT_BYTES,
  RENAME_CANDIDATES,
  SLOW_SAVE_MS,
} from "../../system/limits/history.ts";
import { classify } from "../git/process/classify.ts";
import { GitError } from "../git/process/git.ts";
import type { Conversation } from "../git/process/types.ts";
import type { Repository } from "../git/repository/repository.ts";
import { textOf } from "../git/values/git_text.ts";
import type { GitPath } from "../git/values/path.ts";
import { tooManyOf } from "./many_files.ts";
import { type ChangedFiles, RawChanges } from "./raw_changes.ts";
import type { OnSave, SaveHead } from "./saves.ts";

/** Which files of the saves are named. */
export interface FilesQuery {
  /** So many files of each save are kept at most. */
  readonly mostFiles: number;
  /** Which files are kept; all where it is absent. */
  readonly isWanted?: ((path: GitPath) => boolean) | undefined;
  /** The path at which and below which files are named, as an argument of git; no others are. */
  readonly pathspec?: string | undefined;
}

/**
 * Calls `onSave` with each of the saves and its files until it returns "enough". A save of more files than are listed
 * comes without them. Returns "over" when nothing more is to be read. Throws `GitError`.
 */
export async function nameFiles(
  repository: Repository,
  { saves, path, ...query }: FilesQuery & {
    readonly saves: readonly SaveHead[];
    /** The path of the pathspec, where that means no other one. */
    readonly path: GitPath | undefined;
  },
  onSave: OnSave,
): Promise<"all" | "over"> {
  for (let rest = saves; rest.length > 0;) {
    let done = 0;
    const counted: OnSave = (save) => {
      done++;
      return onSave(save);
    };
    const ended = await nameFew(
      repository,
      { ...query, saves: rest, slowMs: SLOW_SAVE_MS },
      counted,
    );
    if (ended !== "slow") return ended;
    // One of the next may be to blame, or the disk.
    const next = rest.slice(done, done + SAVES_COUNTED);
    rest = rest.slice(done + SAVES_COUNTED);
    const counts = await tooManyOf(repository, { saves: next, path });
    for (let at = 0; at < next.length;) {
      const fileCount = counts[at];
      if (fileCount !== undefined) {
        if (await onSave({ ...next[at++]!, files: [], fileCount }) === "enough") return "over";
        continue;
      }
      const few: SaveHead[] = [];
      while (at < next.length && counts[at] === undefined) few.push(next[at++]!);
      if (await nameFew(repository, { ...query, saves: few }, onSave) === "over") return "over";
    }
  }
  return "all";
}

/** So many saves are counted at a time. */
const SAVES_COUNTED = 64;

/** The options of `git diff-tree`. No program of the user's configuration is run. */
const RAW = [
  "-z",
  "-r",
  "--raw",
  "--always",
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
 * Names the files of a few saves with one git process. Returns "slow" when one save takes longer than `slowMs`;
 * `onSave` gets none from it on.
 */
async function nameFew(
  repository: Repository,
  { saves, slowMs, pathspec, ...kept }: FilesQuery & {
    readonly saves: readonly SaveHead[];
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
    "diff-tree",
    "--stdin",
    ...RAW,
    "--",
    ...(pathspec === undefined ? [] : [pathspec]),
  ];
  const result = await repository.run(args, {
    access: "reads",
    mostBytes: HISTORY_OUTPUT_BYTES,
    ...(slowMs === undefined ? {} : { stall: { everyMs: slowMs / 4, goesOn } }),
    converse: async (ends) => {
      // Read meanwhile: the pipe may not hold all of them.
      void ends.write(saves.map(({ id }) => `${id}\n`).join("")).then(ends.finish);
      let at = 0;
      for await (const changed of changesIn(ends, { ...kept, pause })) {
        isEnough = await onSave({ ...saves[at++]!, ...changed }) === "enough";
        if (isEnough) return await ends.end();
      }
    },
  });
  if (isEnough || result.ended === "flood") return "over";
  if (pause.isSlow) return "slow";
  if (result.code !== 0 || result.ended !== undefined) {
    throw new GitError(classify(result), "git diff-tree");
  }
  return "all";
}

/** How long git's answer is waited for. */
interface Pause {
  /** When the waiting began; `undefined` while something is read. */
  since: number | undefined;
  isSlow: boolean;
}

/** Yields the files of each commit as git's output comes. */
async function* changesIn(
  ends: Conversation,
  { pause, ...kept }: Omit<FilesQuery, "pathspec"> & { readonly pause: Pause },
): AsyncGenerator<ChangedFiles> {
  const ready: ChangedFiles[] = [];
  const reader = new RawChanges({ ...kept, onCommit: (changed) => ready.push(changed) });
  const read = async () => {
    pause.since = performance.now();
    const piece = await ends.read();
    pause.since = undefined;
    return piece;
  };
  let rest = "";
  for (let piece = await read(); piece !== undefined; piece = await read()) {
    const fields = (rest + textOf(piece)).split("\0");
    rest = fields.pop()!;
    for (const field of fields) reader.field(field);
    yield* ready.splice(0);
  }
  // The last one may lack some of its files then.
  if (pause.isSlow) return;
  reader.end();
  yield* ready;
}
