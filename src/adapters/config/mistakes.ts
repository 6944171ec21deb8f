// The messages for mistakes in a configuration. Pure.

import { quote } from "../../system/text.ts";
import { findJsonMistake } from "./json.ts";

/** One mistake in the configuration: a whole line, and its key, if it has one. */
export type Mistake = {
  readonly key: string | undefined;
  readonly message: string;
  /** Where in the list that is the value of the key. */
  readonly entry?: MistakenEntry;
};

/** Where in a list of groups a mistake is. */
export interface MistakenEntry {
  /** Counts from 0. */
  readonly at: number;
  /** Absent where the whole entry is wrong. */
  readonly key?: string;
}

/** Returns a mistake with a line that names the file. */
export function mistake(
  file: string,
  { key, detail, entry }: { key?: string; detail: string; entry?: MistakenEntry | undefined },
): Mistake {
  return {
    key,
    message: `Cannot use the configuration ${quote(file)}: ${detail}`,
    ...(entry === undefined ? {} : { entry }),
  };
}

/** Returns a value of the file, shortened, and without the password of a URL. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "a group in braces";
  if (typeof value !== "string") return String(value);
  const bare = withoutLogin(value);
  return quote(bare.length > 100 ? bare.slice(0, 100) + "…" : bare);
}

/** Removes the text from the scheme, or from the first colon, to the last at sign. */
function withoutLogin(value: string): string {
  const at = value.lastIndexOf("@");
  if (at === -1) return value;
  const login = value.slice(0, at);
  const slash = login.indexOf("/");
  const colon = login.slice(0, slash === -1 ? undefined : slash).lastIndexOf(":");
  const scheme = login.indexOf("://");
  const start = colon !== -1 ? colon + 1 : scheme !== -1 ? scheme + 3 : undefined;
  return start === undefined ? value : `${value.slice(0, start)}…${value.slice(at)}`;
}

/** Returns the warning about a key that has no effect. */
export function ignored(key: string, { file, why }: { file: string; why: string }): string {
  return `Ignored ${shown(key)} in the configuration ${quote(file)}: ${why}`;
}

/** Returns the words about the value of a key, without showing a password. */
export function is(key: string, value: unknown): string {
  if (value === undefined) return "is missing";
  if (value === "") return "is empty";
  return key === "mqtt_password" ? "is not right" : `is ${shown(value)}`;
}

/** Returns the mistake of a text that is no JSON. */
export function notJson(text: string): string {
  const nul = text.indexOf("\0");
  if (nul !== -1) return "it is damaged: it holds a NUL character";
  const found = findJsonMistake(text);
  if (found === undefined) return "it is not JSON";
  return `it is not JSON at line ${found.line}, column ${found.column}: expected ${found.expected}`;
}
