// What git says beside its output, as lines that can be searched and shown: few, short, without colours. Pure.

import { FAILURE_CHARACTERS, FAILURE_LINE_CHARACTERS } from "../../../system/limits.ts";

/**
 * Returns the lines of what git, a hook or a remote said, without colours, the remote's padding, empty
 * lines and progress. Of a long text only the beginning and the end count, at most
 * `2 * FAILURE_CHARACTERS`; a line is cut at a word after `FAILURE_LINE_CHARACTERS`.
 */
export function messageLines(text: string): string[] {
  const lines = tidyLines(beginningAndEnd(text, PROGRESS_CHARACTERS));
  return beginningAndEnd(lines.join("\n"), FAILURE_CHARACTERS).split("\n").filter(Boolean);
}

/** What is looked at before progress is taken out: a transfer of hours writes so much of it. */
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

/** Where the last whole line ends; where there is none, the last word: it may be half a password. */
function lastBreak(text: string): number {
  const at = Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r"));
  return at === -1 ? Math.max(0, text.lastIndexOf(" ")) : at;
}

function firstBreak(text: string): number {
  const at = text.search(/[\r\n]/);
  return at === -1 ? text.length : at;
}

/** Cuts a text to at most so many characters, at a word, so that nothing stays that is a secret cut short. */
export function cut(text: string, most: number): string {
  return text.length <= most
    ? text
    : text.slice(0, Math.max(0, text.lastIndexOf(" ", most))).trimEnd();
}
