// The state that survives a restart: read once at the start, written whenever it changes. Without it the app
// starts as if it were new: a problem with the file never stops the app.

import { dirname, join } from "node:path";
import * as z from "zod/mini";
import { HOST_BYTES, PATH_CHARACTERS, STATE_FILE_BYTES } from "../system/limits.ts";
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

const schema = z.object({
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

/** The saved state of a new app. */
const NOTHING: SavedState = { paused: false, recent: [], upToDateAt: undefined };

/** How the file begins while syncing is paused. It is read by itself, so that damage behind it does not matter. */
const PAUSED = '{"paused":true';

export type SavedStateFile = {
  /** The state that was read at the start. */
  readonly value: SavedState;
  /** Writes a state soon; of several at once only the last one is written. Never throws. */
  readonly save: (remembered: SavedState) => void;
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
  let waiting: SavedState | undefined;
  let writing: Promise<void> | undefined;
  let failing = false;

  async function writeWaiting(): Promise<void> {
    while (waiting !== undefined) {
      const text = textOf(waiting);
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

  function save(remembered: SavedState): void {
    waiting = remembered;
    writing ??= writeWaiting();
  }

  return { value: await read(file), save, close: async () => await writing };
}

/** Reads the file. A pause survives damage to the rest of it. Never throws. */
async function read(file: string): Promise<SavedState> {
  try {
    const { isFile, size } = await Deno.stat(file);
    // Reading a FIFO would wait for a writer.
    if (!isFile) return NOTHING;
    const text = await firstBytes(file, STATE_FILE_BYTES);
    const value = size > STATE_FILE_BYTES ? undefined : parsed(text);
    return value ?? { ...NOTHING, paused: text.startsWith(PAUSED) };
  } catch {
    return NOTHING;
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

/** Returns the state in a text; `undefined` when the text is not ours. */
function parsed(text: string): SavedState | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { success, data } = z.safeParse(schema, value);
  if (!success) return undefined;
  return {
    paused: data.paused,
    recent: data.recent.slice(0, RECENT_SAVES).map(({ from, host, ...save }) => ({
      ...save,
      from,
      host,
    })),
    upToDateAt: data.upToDateAt,
  };
}

/** Returns the text of the file, which is always within its limit: changes with too long names are left out. */
function textOf({ paused, recent, upToDateAt }: SavedState): string {
  const fitting = recent.filter(({ path, from = "", host = "" }) =>
    path.length <= PATH_CHARACTERS && from.length <= PATH_CHARACTERS && host.length <= HOST_BYTES
  );
  // The pause comes first (see `PAUSED`).
  return JSON.stringify({ paused, recent: fitting.slice(0, RECENT_SAVES), upToDateAt });
}

/** Replaces the file, which only its owner may read. */
async function replace(file: string, text: string): Promise<void> {
  await Deno.mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await replaceFile(file, text, { mode: 0o600 });
}
