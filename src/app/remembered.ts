// What survives a restart: read once at the start, written whenever it changes. Without it the app
// starts as if it were new, so that no trouble with the file ever reaches the app.

import { dirname, join } from "node:path";
import * as z from "zod/mini";
import { quote } from "../quote.ts";
import { RECENT, type Remembered } from "./state.ts";
import { nameOf } from "./name.ts";
import { reasonOf } from "../reason.ts";

/** In ms since 1970, up to the last time that a `Date` holds (ECMA-262, "Time Values"). */
const time = z.number().check(z.gte(0), z.lte(8.64e15));

const schema = z.object({
  paused: z.boolean(),
  recent: z.array(z.object({
    path: z.string(),
    direction: z.enum(["sent", "received"]),
    deleted: z._default(z.boolean(), false),
    host: z.optional(z.string()),
    time,
  })),
  upToDateAt: z.optional(time),
});

/** What a new app remembers. */
const NOTHING: Remembered = { paused: false, recent: [], upToDateAt: undefined };

/** Far more than eight changes with the longest names that there are. */
const MOST_BYTES = 1024 * 1024;

export type Memo = {
  /** What was remembered at the start. */
  readonly value: Remembered;
  /** Has it written soon; of several at once only the last one is. Never throws. */
  readonly save: (remembered: Remembered) => void;
  /** Settles when nothing waits to be written. */
  readonly close: () => Promise<void>;
};

/**
 * Opens what is remembered of a configuration, in a folder (0700) that is made when it is missing. A file
 * that is broken or not ours counts as none. `complain` is told once when it cannot be written.
 */
export async function openRemembered(
  folder: string,
  config: string,
  { complain }: { readonly complain: (line: string) => void },
): Promise<Memo> {
  const file = join(folder, `state-${await nameOf(config)}.json`);
  let waiting: Remembered | undefined;
  let writing: Promise<void> | undefined;
  let failing = false;

  async function writeWaiting(): Promise<void> {
    while (waiting !== undefined) {
      const text = JSON.stringify(waiting);
      waiting = undefined;
      try {
        await replace(file, text);
        failing = false;
      } catch (error) {
        if (!failing) complain(`Cannot write ${quote(file)}: ${reasonOf(error)}`);
        failing = true;
      }
    }
    writing = undefined;
  }

  function save(remembered: Remembered): void {
    waiting = remembered;
    writing ??= writeWaiting();
  }

  return { value: await read(file), save, close: async () => await writing };
}

async function read(file: string): Promise<Remembered> {
  try {
    const { isFile, size } = await Deno.stat(file);
    // A FIFO would be waited for.
    if (!isFile || size > MOST_BYTES) return NOTHING;
    const { paused, recent, upToDateAt } = z.parse(
      schema,
      JSON.parse(await Deno.readTextFile(file)),
    );
    return {
      paused,
      recent: recent.slice(0, RECENT)
        .map(({ path, direction, deleted, host, time }) => ({
          path,
          direction,
          deleted,
          host,
          time,
        })),
      upToDateAt,
    };
  } catch {
    return NOTHING;
  }
}

/** At any moment the file is the old one or the new one, for its owner alone. */
async function replace(file: string, text: string): Promise<void> {
  await Deno.mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await Deno.writeTextFile(`${file}.new`, text, { mode: 0o600 });
  await Deno.rename(`${file}.new`, file);
}
