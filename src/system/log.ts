// The log file: one line for each event, with its time and without secrets. It decides nothing about
// what is worth a line, and no trouble with the file ever reaches the app.

import { join } from "node:path";
import { finished } from "node:stream/promises";
import { createStream } from "rotating-file-stream";
import { LOG_LINE_CHARACTERS } from "./limits.ts";
import { oneLine, quote } from "./text.ts";
import { redact } from "./redact.ts";
import { errorMessage } from "./error_message.ts";

export type Log = {
  /** Adds a line. Never throws. */
  readonly write: (line: string) => void;
  /** Settles when all lines are written, or could not be. */
  readonly close: () => Promise<void>;
};

/** The file's name; older ones have `.1` (the newest) to `.4` after it. */
export const logName = "git-sync-bar.log";

const ROTATION = { size: "1M", rotate: 4, mode: 0o600 } as const;

/**
 * Writes the log in a folder, which is made (0700) when it is missing. `secrets` are texts that must
 * not stand in it, beside what looks like a secret by itself.
 *
 * A line that cannot be written is dropped (disk full, no permission), the next one is tried again;
 * `reportError` is told once, until it works again.
 */
export function openLog(
  folder: string,
  { secrets = () => [], reportError = () => {} }: {
    readonly secrets?: () => readonly string[];
    readonly reportError?: (line: string) => void;
  } = {},
): Log {
  let failing = false;
  let waiting = "";
  let writing: Promise<void> | undefined;

  async function writeWaiting(): Promise<void> {
    while (waiting !== "") {
      const text = waiting;
      waiting = "";
      try {
        await append(folder, text);
        failing = false;
      } catch (error) {
        const reason = errorMessage(error);
        if (!failing) reportError(`Cannot write the log in ${quote(folder)}: ${reason}`);
        failing = true;
      }
    }
    writing = undefined;
  }

  function write(line: string): void {
    const words = redact(withoutSecrets(line, secrets()));
    // What is a secret is found before the line is cut, as half of one looks like none.
    const shown = words.slice(0, LOG_LINE_CHARACTERS);
    waiting += `${localTime(new Date())} ${oneLine(shown)}\n`;
    writing ??= writeWaiting();
  }

  return { write, close: async () => await writing };
}

/** Opens the file anew: somebody may have removed it, or another instance may have rotated it. */
async function append(folder: string, text: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const info = await Deno.lstat(join(folder, logName)).catch(() => undefined);
  // A FIFO would be waited for until somebody reads it; a link may lead anywhere.
  if (info?.isFile === false) throw new Error(`${quote(logName)} is not a plain file`);
  const stream = createStream(logName, { path: folder, ...ROTATION });
  stream.end(text);
  await finished(stream);
}

function withoutSecrets(line: string, secrets: readonly string[]): string {
  // As it is, as it stands between double quotes, and as it stands in a URL.
  return secrets.flatMap((text) => [text, JSON.stringify(text).slice(1, -1), inUrl(text)])
    .filter((form) => form !== "")
    // One may be a part of another one.
    .sort((a, b) => b.length - a.length)
    .reduce((words, form) => words.replaceAll(form, "***"), line);
}

function inUrl(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** ISO 8601 with the offset from UTC, as a person reads it off the clock: `2026-03-09T14:02:07.125+01:00`. */
function localTime(at: Date): string {
  const ahead = -at.getTimezoneOffset();
  const pad = (value: number) => String(Math.trunc(value)).padStart(2, "0");
  const clock = new Date(at.getTime() + ahead * 60_000).toISOString().slice(0, -1);
  const offset = Math.abs(ahead);
  return `${clock}${ahead < 0 ? "-" : "+"}${pad(offset / 60)}:${pad(offset % 60)}`;
}
