// The encoding of a text, so that it can be looked at. What is restored or kept are always its bytes. Pure.

/** The encodings that are told apart, by the names that users know. */
export type Encoding = "UTF-8" | "UTF-16" | "Windows-1252";

/** Control characters that no text in an encoding of one byte has: all but tab, line ends and form feed. */
// deno-lint-ignore no-control-regex -- these are what it is about
const CONTROL = /[\x00-\x08\x0b\x0e-\x1f\x7f]/;

/**
 * Returns the encoding of a text; `undefined` of what is none. UTF-16 begins with its mark. Whatever else is not UTF-8
 * counts as Windows-1252, which Latin-1 is a part of, where no byte is a control character.
 */
export function encodingOf(bytes: Uint8Array): Encoding | undefined {
  const mark = utf16Of(bytes);
  if (mark !== undefined) return isValid(bytes, mark) ? "UTF-16" : undefined;
  if (bytes.includes(0)) return undefined;
  if (isValid(bytes, "utf-8")) return "UTF-8";
  return CONTROL.test(decode(bytes, "Windows-1252")) ? undefined : "Windows-1252";
}

/** Returns the text. The mark of UTF-8 stays in it, as it is a part of what is compared. */
export function decode(bytes: Uint8Array, encoding: Encoding): string {
  const label = encoding === "UTF-16" ? utf16Of(bytes) ?? "utf-16le" : encoding.toLowerCase();
  return new TextDecoder(label, { ignoreBOM: encoding === "UTF-8" }).decode(bytes);
}

function utf16Of([first, second]: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : undefined;
}

function isValid(bytes: Uint8Array, label: string): boolean {
  try {
    new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
