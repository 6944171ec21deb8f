// The rules of single values of the configuration. The message of each is the expected value: "KEY is VALUE,
// expected MESSAGE". Pure.

import * as z from "zod/mini";
import { CONFIG_TEXT_CHARACTERS } from "../../system/limits/config.ts";

const placeholders = ["{files}", "{host}", "{count}", "{date}"];

export const flag = z.boolean("true or false");

export const seconds = wholeNumber(0, Infinity);

/** A size in MiB; 0 means no limit. */
export const megabytes = wholeNumber(0, Infinity);

export const anyText = text("a text in double quotes");

/** The path of a folder or a program. */
export const path = text('a path that starts with "/" or "~/"', isPath);

export const topic = text('a topic without "+" and "#"', (value) => !/[+#]/.test(value));

export const template = text(
  `a text with no other placeholders than ${placeholders.join(", ")}`,
  isTemplate,
);

/** Returns the schema of a text that `suits`, of a length that any system can use. */
export function text(expected: string, suits: (value: string) => boolean = () => true) {
  return z.string(expected).check(
    z.maxLength(CONFIG_TEXT_CHARACTERS, `at most ${CONFIG_TEXT_CHARACTERS} characters`),
    z.refine((value) => !value.includes("\0") && value.isWellFormed(), "whole characters, no NUL"),
    z.refine(suits, expected),
  );
}

/** Returns the schema of a whole number in a range, both ends included. */
export function wholeNumber(least: number, most: number) {
  const range = most === Infinity ? `, ${least} or more` : ` from ${least} to ${most}`;
  const expected = `a whole number${range}`;
  return z.number(expected).check(
    z.refine((value) => Number.isSafeInteger(value) && value >= least && value <= most, expected),
  );
}

/** Reports whether a text can be the name or the address of a host. */
export function isHost(value: string): boolean {
  // A single colon belongs to a port, more of them to an address of IPv6.
  return !/[\s/@]/.test(value) && value.split(":").length !== 2;
}

function isTemplate(value: string): boolean {
  const used = value.match(/\{[^{}]*\}/g) ?? [];
  return value.trim() !== "" && used.every((placeholder) => placeholders.includes(placeholder));
}

/** Reports whether a text is a path that does not depend on the folder of the start. */
export function isPath(value: string): boolean {
  return /^\/|^~(\/|$)/.test(value);
}
