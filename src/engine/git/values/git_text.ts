// Git's texts: bytes, held in strings of one character per byte, so that every name and line survives
// the way from git and back. Pure.

import { Buffer } from "node:buffer";

/** Returns the UTF-8 bytes of `text`, one character per byte. */
export function encodeText(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** Returns the text of UTF-8 bytes. Each byte that is not UTF-8 becomes the replacement character. */
export function decodeText(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** Returns the fields of output in which each field ends with NUL (`-z`). */
export function nulFields(output: string): string[] {
  const fields = output.split("\0");
  fields.pop();
  return fields;
}
