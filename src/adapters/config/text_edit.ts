// Changes the text of a configuration file: its order, its other keys and its layout stay. Pure.

import { isJsonObject } from "../../system/json_value.ts";

/** A key at the top of a JSON text, and where it and its value are. */
interface Member {
  readonly key: string;
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
}

/**
 * Returns the text with other values of some keys: `undefined` removes one, a new one comes last. The text must be a
 * JSON object.
 */
export function withValues(text: string, changes: ReadonlyMap<string, unknown>): string {
  let changed = text;
  for (const [key, value] of changes) {
    changed = value === undefined ? without(changed, key) : withValue(changed, key, value);
  }
  return changed;
}

function withValue(text: string, key: string, value: unknown): string {
  const { members, end } = membersOf(text);
  // Of a key that is there twice, the last one counts.
  const found = members.findLast((member) => member.key === key);
  // A list has a line for each thing in it.
  const json = JSON.stringify(value, undefined, Array.isArray(value) ? 2 : 0)
    .replaceAll("\n", "\n  ");
  if (found !== undefined) {
    return text.slice(0, found.valueStart) + json + text.slice(found.end);
  }
  const last = members.at(-1);
  const line = `${JSON.stringify(key)}: ${json}`;
  if (last === undefined) return `${text.slice(0, end)}\n  ${line}\n${text.slice(end)}`;
  const before = text.slice(members.at(-2)?.end ?? text.indexOf("{") + 1, last.start);
  const space = /\s*$/.exec(before)![0] || " ";
  return `${text.slice(0, last.end)},${space}${line}${text.slice(last.end)}`;
}

function without(text: string, key: string): string {
  const { members } = membersOf(text);
  const isGone = (member: Member | undefined) => member?.key === key;
  const last = members.findLast((member) => !isGone(member));
  const pieces: string[] = [];
  let from = 0;
  for (const [at, member] of members.entries()) {
    if (!isGone(member)) continue;
    const next = members[at + 1];
    // Without one behind it, the comma before it goes.
    const start = last !== undefined && member.start > last.start ? last.end : member.start;
    pieces.push(text.slice(from, Math.max(from, start)));
    from = next === undefined ? member.end : next.start;
  }
  return pieces.join("") + text.slice(from);
}

/** Returns the members at the top of a JSON object, and where its closing brace is. */
function membersOf(text: string): { readonly members: readonly Member[]; readonly end: number } {
  const members: Member[] = [];
  let depth = 0;
  let [start, valueStart, key] = [-1, -1, ""];
  let last = -1;
  const close = () => {
    if (valueStart !== -1) members.push({ key, start, valueStart, end: last + 1 });
    [start, valueStart] = [-1, -1];
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (/\s/.test(character)) continue;
    if (depth === 1 && character === ",") {
      close();
      continue;
    }
    if (depth === 1 && character === "}") {
      close();
      return { members, end: at };
    }
    if (depth === 1 && start !== -1 && valueStart === -1 && character !== ":") valueStart = at;
    if (character === '"') {
      const end = endOfText(text, at);
      if (depth === 1 && start === -1) {
        start = at;
        key = JSON.parse(text.slice(at, end + 1));
      }
      at = end;
    } else if (character === "{" || character === "[") depth++;
    else if (character === "}" || character === "]") depth--;
    last = at;
  }
  return { members, end: text.length };
}

/** Returns where the text that begins at a quote has its other one. */
function endOfText(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}

/** A text whose secrets are hidden, and what is hidden, in this order. */
export interface HiddenText {
  readonly text: string;
  readonly secrets: readonly string[];
}

/**
 * Hides the values of a key wherever it is: `mark` stands for each. A text that is no JSON loses the rest of the line,
 * and the next one where that is empty.
 */
export function hideValues(text: string, key: string, mark: string): HiddenText {
  const secrets: string[] = [];
  const quoted = JSON.stringify(mark);
  const hide = (_: string, before: string, value: string) => {
    if (value.trim() === "") return before + value;
    secrets.push(value);
    return before + quoted;
  };
  if (isObject(text)) {
    // A key may be written with escapes.
    const pieces: string[] = [];
    let from = 0;
    for (const member of membersOf(text).members) {
      if (member.key !== key) continue;
      secrets.push(text.slice(member.valueStart, member.end));
      pieces.push(text.slice(from, member.valueStart), quoted);
      from = member.end;
    }
    return { text: pieces.join("") + text.slice(from), secrets };
  }
  const line = new RegExp(`(${key}[^:\\n]{0,100}\\s*:?\\s*)([^\\n]*)`, "gi");
  return { text: text.replace(line, hide), secrets };
}

/** Puts the secrets back where their marks are; `undefined` where there are more marks than secrets. */
export function showValues(
  text: string,
  { secrets, mark }: { readonly secrets: readonly string[]; readonly mark: string },
): string | undefined {
  const parts = text.split(JSON.stringify(mark));
  if (parts.length > secrets.length + 1) return undefined;
  return parts.map((part, at) => at === 0 ? part : secrets[at - 1]! + part).join("");
}

function isObject(text: string): boolean {
  try {
    return isJsonObject(JSON.parse(text));
  } catch {
    return false;
  }
}
