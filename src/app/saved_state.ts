// The state that survives a restart: read once at the start, written whenever it changes. Without it the app
// starts as if it were new: a problem with the file never stops the app.

import { Buffer } from "node:buffer";
import { dirname, join } from "node:path";
import * as z from "zod/mini";
import { HOST_BYTES, PATH_CHARACTERS } from "../system/limits/commits.ts";
import { STATE_FILE_BYTES } from "../system/limits/config.ts";
import { quote } from "../system/text.ts";
import { RECENT_SAVES, type RecentSave, type SavedState } from "../core/state.ts";
import { configId } from "./control/config_id.ts";
import { errorMessage } from "../system/error_message.ts";
import { replaceFile } from "../system/replace_file.ts";

/** In ms since 1970, up to the last time that a `Date` holds (ECMA-262, "Time Values"). */
const time = z.number().check(z.gte(0), z.lte(8.64e15));

const KINDS = [
  "added",
  "edited",
  "deleted",
  "renamed",
  "restored",
  "changed",
  "conflict",
] as const satisfies readonly RecentSave["kind"][];

const FOLDER = z.object({
  paused: z.boolean(),
  recent: z.array(z.object({
    direction: z.enum(["sent", "received"]),
    kind: z._default(z.enum(KINDS), "changed"),
    path: z.string(),
    from: z.optional(z.string()),
    count: z._default(z.number().check(z.gte(1)), 1),
    host: z.optional(z.string()),
    time,
  })),
  upToDateAt: z.optional(time),
});

/** The file: the first folder at the top, as the only one was before; where there are more, all with their paths. */
const schema = z.extend(FOLDER, {
  folders: z.optional(z.array(z.extend(FOLDER, { folder: z.string() }))),
});

/** The saved state of a new app. */
const NOTHING: SavedState = { paused: false, recent: [], upToDateAt: undefined };

/** How the file begins while syncing is paused. It is read by itself, so that damage behind it does not matter. */
const PAUSED = '{"paused":true';

/** The saved state of one of several folders, by its path. */
export interface SavedFolder extends SavedState {
  readonly folder: string;
}

/** The file of the saved state, as it is kept up to date. */
export type SavedStateFile = {
  /** The state of the first folder that was read at the start. */
  readonly value: SavedState;
  /** The state that was read for each folder, where there were several. */
  readonly folders: readonly SavedFolder[];
  /**
   * Writes the state of the first folder soon, and where there are several that of each; of several calls at once
   * only the last one is written. Never throws.
   */
  readonly save: (first: SavedState, folders?: readonly SavedFolder[]) => void;
  /** Settles when everything is written. */
  readonly close: () => Promise<void>;
};

/**
 * Opens the saved state of a configuration, in a folder (0700) that is made when it is missing. A file that is
 * damaged or not ours counts as missing. `reportError` is called once when it cannot be written.
 */
export async function openSavedState(
  folder: string,
  config: string,
  { reportError }: { readonly reportError: (line: string) => void },
): Promise<SavedStateFile> {
  const file = join(folder, `state-${await configId(config)}.json`);
  let waiting: string | undefined;
  let writing: Promise<void> | undefined;
  let failing = false;

  async function writeWaiting(): Promise<void> {
    while (waiting !== undefined) {
      const text = waiting;
      waiting = undefined;
      try {
        await replace(file, text);
        failing = false;
      } catch (error) {
        if (!failing) reportError(`Cannot write ${quote(file)}: ${errorMessage(error)}`);
        failing = true;
      }
    }
    writing = undefined;
  }

  function save(first: SavedState, folders: readonly SavedFolder[] = []): void {
    waiting = textOf(first, folders);
    writing ??= writeWaiting();
  }

  return { ...await read(file), save, close: async () => await writing };
}

/** The content of the file. */
type Saved = Pick<SavedStateFile, "value" | "folders">;

/** Reads the file. A pause survives damage to the rest of it. Never throws. */
async function read(file: string): Promise<Saved> {
  const nothing = { value: NOTHING, folders: [] };
  try {
    const { isFile, size } = await Deno.stat(file);
    // Reading a FIFO would wait for a writer.
    if (!isFile) return nothing;
    const text = await firstBytes(file, STATE_FILE_BYTES);
    const saved = size > STATE_FILE_BYTES ? undefined : parsed(text);
    return saved ?? { ...nothing, value: { ...NOTHING, paused: text.startsWith(PAUSED) } };
  } catch {
    return nothing;
  }
}

/** Reads at most so many bytes from the beginning of a file, as text. */
async function firstBytes(path: string, most: number): Promise<string> {
  using file = await Deno.open(path);
  const decoder = new TextDecoder();
  const piece = new Uint8Array(64 * 1024);
  let text = "";
  for (let room = most; room > 0;) {
    const length = await file.read(piece.subarray(0, Math.min(room, piece.length)));
    if (length === null) break;
    text += decoder.decode(piece.subarray(0, length), { stream: true });
    room -= length;
  }
  return text + decoder.decode();
}

/** Returns what a text says; `undefined` when the text is not ours. */
function parsed(text: string): Saved | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { success, data } = z.safeParse(schema, value);
  if (!success) return undefined;
  const folders = data.folders ?? [];
  return {
    value: stateOf(data),
    folders: folders.map(({ folder, ...state }) => ({ folder, ...stateOf(state) })),
  };
}

function stateOf({ paused, recent, upToDateAt }: z.infer<typeof FOLDER>): SavedState {
  return {
    paused,
    recent: recent.slice(0, RECENT_SAVES).map(({ from, host, ...save }) => ({
      ...save,
      from,
      host,
    })),
    upToDateAt,
  };
}

/**
 * Returns the text of the file, which is always within its limit: changes with too long names are left out, and
 * those of all folders but the first where there are too many.
 */
function textOf(first: SavedState, folders: readonly SavedFolder[]): string {
  // The pause comes first (see `PAUSED`).
  const top = fitting(first);
  if (folders.length === 0) return JSON.stringify(top);
  const all = folders.map(({ folder, ...state }) => ({ folder, ...fitting(state) }));
  const text = JSON.stringify({ ...top, folders: all });
  return Buffer.byteLength(text) <= STATE_FILE_BYTES
    ? text
    : JSON.stringify({ ...top, folders: all.map((one) => ({ ...one, recent: [] })) });
}

function fitting({ paused, recent, upToDateAt }: SavedState): SavedState {
  const fitting = recent.filter(({ path, from = "", host = "" }) =>
    path.length <= PATH_CHARACTERS && from.length <= PATH_CHARACTERS && host.length <= HOST_BYTES
  );
  return { paused, recent: fitting.slice(0, RECENT_SAVES), upToDateAt };
}

/** Replaces the file, which only its owner may read. */
async function replace(file: string, text: string): Promise<void> {
  await Deno.mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await replaceFile(file, text, { mode: 0o600 });
}
