// Texts in other encodings than UTF-8 can be looked at, and what is no text is not taken for one.

import assert from "node:assert/strict";
import { decode, encodingOf } from "../../../page/compare/encoding.ts";

function utf16(text: string, littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * text.length));
  for (let at = 0; at < text.length; at++) {
    view.setUint16(2 * at, text.charCodeAt(at), littleEndian);
  }
  return new Uint8Array(view.buffer);
}

Deno.test("a text is decoded by its encoding; what is none has no encoding", () => {
  const rows: readonly (readonly [bytes: Iterable<number>, encoding?: string, text?: string])[] = [
    [new TextEncoder().encode("café\r\n"), "UTF-8", "café\r\n"],
    [new TextEncoder().encode("\ufeffcafé"), "UTF-8", "\ufeffcafé"],
    [[], "UTF-8", ""],
    // Latin-1, and two characters that Windows-1252 alone has.
    [[0x63, 0x61, 0x66, 0xe9, 0x0a], "Windows-1252", "café\n"],
    [[0x93, 0x80, 0x94, 0x09, 0x0d, 0x0a], "Windows-1252", "“€”\t\r\n"],
    [utf16("\ufeffcafé\n", true), "UTF-16", "café\n"],
    [utf16("\ufeffcafé\n", false), "UTF-16", "café\n"],
    // Half of a pair, and half of a character.
    [utf16("\ufeff\ud800a", true)],
    [[0xff, 0xfe, 0x61]],
    [[0x61, 0x00, 0x62]],
    [[0xff, 0xd8, 0xff, 0xe0, 0x01, 0x10]],
    [[0xe9, 0x1b, 0x5b, 0x32, 0x4a]],
  ];
  for (const [given, encoding, text] of rows) {
    const bytes = Uint8Array.from(given);
    const found = encodingOf(bytes);
    assert.equal(found, encoding, bytes.toHex());
    if (found !== undefined) assert.equal(decode(bytes, found), text, bytes.toHex());
  }
});
