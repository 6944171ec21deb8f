// Messages of git, as lines that can be searched and shown: few, short, without colours. Pure.

import { FAILURE_CHARACTERS, FAILURE_LINE_CHARACTERS } from "../../../system/limits/processes.ts";

/**
 * Returns the lines that git, a hook or a remote printed, without colours, the remote's padding, empty
 * lines and progress. A long text is reduced to its beginning and its end, `2 * FAILURE_CHARACTERS`
 * characters in all; a line is cut at a word after `FAILURE_LINE_CHARACTERS`.
 */
export function messageLines(text: string): string[] {
  const lines = tidyLines(beginningAndEnd(text, PROGRESS_CHARACTERS));
  return beginningAndEnd(lines.join("\n"), FAILURE_CHARACTERS).split("\n").filter(Boolean);
}

/** The characters that are read before progress is removed: a transfer of hours prints so much of it. */
const PROGRESS_CHARACTERS = 16 * FAILURE_CHARACTERS;

const PROGRESS = /^(?:remote: )?[A-Z][a-z]+(?: [a-z]+)*: +\d+% \(\d+\/\d+\)(?!.*\bdone\.$)/;

function tidyLines(text: string): string[] {
  return text.split(/[\r\n]/)
    .map((line) =>
      line.length > FAILURE_LINE_CHARACTERS ? cut(line, FAILURE_LINE_CHARACTERS) : line
    )
    .map((line) => line.replace(/\p{Cc}\[[\d;]*[A-Za-z]/gu, "").replace(/\p{Cc}+/gu, " ").trimEnd())
    .filter((line) => line !== "" && line !== "remote:" && !PROGRESS.test(line));
}

/** Returns whole lines from the beginning and the end of a text, at most so many characters of each. */
function beginningAndEnd(text: string, most: number): string {
  if (text.length <= 2 * most) return text;
  const first = text.slice(0, most);
  const last = text.slice(-most);
  return `${first.slice(0, lastBreak(first))}\n${last.slice(firstBreak(last) + 1)}`;
}

/** Returns where the last whole line ends, or else the last word: a part of a word may be half a password. */
function lastBreak(text: string): number {
  const at = Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r"));
  return at === -1 ? Math.max(0, text.lastIndexOf(" ")) : at;
}

function firstBreak(text: string): number {
  const at = text.search(/[\r\n]/);
  return at === -1 ? text.length : at;
}

/** Cuts a text to at most `most` characters, at a word, so that no part of a secret remains. */
export function cut(text: string, most: number): string {
  return text.length <= most
    ? text
    : text.slice(0, Math.max(0, text.lastIndexOf(" ", most))).trimEnd();
}
