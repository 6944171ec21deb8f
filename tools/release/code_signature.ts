// A signature without an identity ("ad hoc"): hashes of all pages of a program and of what belongs to it. The
// format is that of cs_blobs.h in XNU. Numbers in it have their highest byte first. Pure.

import { createHash } from "node:crypto";

const EMBEDDED_SIGNATURE = 0xfade0cc0;
const CODE_DIRECTORY = 0xfade0c02;
const REQUIREMENTS = 0xfade0c01;
const CMS_WRAPPER = 0xfade0b01;

/** The first version that names the segment of the code. */
const VERSION = 0x20400;
const FLAG_ADHOC = 0x2;
const HASH_SIZE = 32;
const HASH_SHA256 = 2;
const PAGE_BITS = 12;
const PAGE = 1 << PAGE_BITS;
const MAIN_BINARY = 1n;
/** The bytes of a code directory before the identifier. */
const HEADER_SIZE = 88;

/** Where each part is listed. */
const SLOT_DIRECTORY = 0;
const SLOT_REQUIREMENTS = 2;
const SLOT_CMS = 0x10000;

/** A program, and what is signed with it. */
export interface Signed {
  /** All bytes of the program before its signature. */
  readonly code: Uint8Array;
  /** The size of the segment of the code, in bytes. */
  readonly textSize: bigint;
  /** The name under which macOS knows the program. */
  readonly identifier: string;
  /** Of the app bundle around the program. */
  readonly infoPlist?: Uint8Array | undefined;
  readonly codeResources?: Uint8Array | undefined;
}

/** Returns the size of the signature, in bytes: it depends on lengths alone. */
export function signatureSize(codeSize: number, identifier: string): number {
  const pages = Math.ceil(codeSize / PAGE);
  const directory = HEADER_SIZE + identifier.length + 1 + (specialSlots + pages) * HASH_SIZE;
  return 12 + 3 * 8 + directory + 12 + 8;
}

/** Info.plist, the requirements and the list of resources. */
const specialSlots = 3;

/** Makes the signature. The identifier is ASCII. */
export function signatureOf(signed: Signed): Uint8Array {
  const requirements = blob(REQUIREMENTS, new Uint8Array(4));
  const parts: readonly (readonly [slot: number, blob: Uint8Array])[] = [
    [SLOT_DIRECTORY, codeDirectory(signed, requirements)],
    [SLOT_REQUIREMENTS, requirements],
    [SLOT_CMS, blob(CMS_WRAPPER, new Uint8Array(0))],
  ];
  const content = new Uint8Array(
    4 + 8 * parts.length + parts.reduce((sum, [, { length }]) => sum + length, 0),
  );
  const view = new DataView(content.buffer);
  view.setUint32(0, parts.length);
  let at = 4 + 8 * parts.length;
  for (const [index, [slot, part]] of parts.entries()) {
    view.setUint32(4 + 8 * index, slot);
    // Offsets count from the beginning of the blob, whose header has eight bytes.
    view.setUint32(8 + 8 * index, at + 8);
    content.set(part, at);
    at += part.length;
  }
  return blob(EMBEDDED_SIGNATURE, content);
}

function codeDirectory(
  { code, textSize, identifier, infoPlist, codeResources }: Signed,
  requirements: Uint8Array,
): Uint8Array {
  const name = new TextEncoder().encode(`${identifier}\0`);
  const pages = Math.ceil(code.length / PAGE);
  const hashesAt = HEADER_SIZE + name.length + specialSlots * HASH_SIZE;
  const bytes = new Uint8Array(hashesAt + pages * HASH_SIZE);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, CODE_DIRECTORY);
  view.setUint32(4, bytes.length);
  view.setUint32(8, VERSION);
  view.setUint32(12, FLAG_ADHOC);
  view.setUint32(16, hashesAt);
  view.setUint32(20, HEADER_SIZE);
  view.setUint32(24, specialSlots);
  view.setUint32(28, pages);
  view.setUint32(32, code.length);
  view.setUint8(36, HASH_SIZE);
  view.setUint8(37, HASH_SHA256);
  view.setUint8(39, PAGE_BITS);
  view.setBigUint64(72, textSize);
  view.setBigUint64(80, MAIN_BINARY);
  bytes.set(name, HEADER_SIZE);
  // Special slots are counted backwards from the first page. A slot without content is all zeros.
  for (const [index, content] of [infoPlist, requirements, codeResources].entries()) {
    if (content !== undefined) bytes.set(sha256(content), hashesAt - (index + 1) * HASH_SIZE);
  }
  for (let page = 0; page < pages; page++) {
    bytes.set(sha256(code.subarray(page * PAGE, (page + 1) * PAGE)), hashesAt + page * HASH_SIZE);
  }
  return bytes;
}

/** Returns a kind, the whole length and the content. */
function blob(kind: number, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + content.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, kind);
  view.setUint32(4, bytes.length);
  bytes.set(content, 8);
  return bytes;
}

function sha256(content: Uint8Array): Uint8Array {
  return createHash("sha256").update(content).digest();
}
