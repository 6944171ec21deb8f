// The log file: lines with their time and without secrets. A problem with the file never stops the app.

import { join } from "node:path";
import { finished } from "node:stream/promises";
import { createStream } from "rotating-file-stream";
import { LOG_LINE_CHARACTERS } from "./limits/config.ts";
import { oneLine, quote } from "./text.ts";
import { redact } from "./redact.ts";
import { errorMessage } from "./error_message.ts";

export type Log = {
  /** Adds a line. Never throws. */
  readonly write: (line: string) => void;
  /** Settles when all lines are written, or could not be. */
  readonly close: () => Promise<void>;
};

/** The name of the file; older ones end in `.1` (the newest) to `.4`. */
export const logName = "git-sync-bar.log";

const ROTATION = { size: "1M", rotate: 4, mode: 0o600 } as const;

/**
 * Writes the log in a folder, which is made (0700) when it is missing. `secrets` are texts that must not stand in
 * it, beside those that look like a secret.
 *
 * A line that cannot be written is dropped (disk full, no permission), and the next one is tried again;
 * `reportError` is called once, until a write succeeds.
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
    // Secrets are replaced before the line is cut, as half of a secret would not be found.
    const shown = words.slice(0, LOG_LINE_CHARACTERS);
    waiting += `${localTime(new Date())} ${oneLine(shown)}\n`;
    writing ??= writeWaiting();
  }

  return { write, close: async () => await writing };
}

/** Opens the file for each write: it may have been removed, or another instance may have rotated it. */
async function append(folder: string, text: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const info = await Deno.lstat(join(folder, logName)).catch(() => undefined);
  // Writing to a FIFO would wait for a reader; a link may lead anywhere.
  if (info?.isFile === false) throw new Error(`${quote(logName)} is not a plain file`);
  const stream = createStream(logName, { path: folder, ...ROTATION });
  stream.end(text);
  await finished(stream);
}

function withoutSecrets(line: string, secrets: readonly string[]): string {
  // As it is, as in double quotes, and as in a URL.
  return secrets.flatMap((text) => [text, JSON.stringify(text).slice(1, -1), inUrl(text)])
    .filter((form) => form !== "")
    // One secret may be a part of another one.
    .sort((a, b) => b.length - a.length)
    .reduce((words, form) => words.replaceAll(form, "***"), line);
}

function inUrl(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** Returns the local time in ISO 8601 with its offset from UTC: `2026-03-09T14:02:07.125+01:00`. */
function localTime(at: Date): string {
  const ahead = -at.getTimezoneOffset();
  const pad = (value: number) => String(Math.trunc(value)).padStart(2, "0");
  const clock = new Date(at.getTime() + ahead * 60_000).toISOString().slice(0, -1);
  const offset = Math.abs(ahead);
  return `${clock}${ahead < 0 ? "-" : "+"}${pad(offset / 60)}:${pad(offset % 60)}`;
}
