// The content of a version: a text, a picture of a kind that holds nothing but pixels, or something else.

import { API } from "../../src/adapters/window/api/session.ts";
import { decode, type Encoding, encodingOf } from "./encoding.ts";
import { getBytes, RequestError } from "../session/request.ts";

export type ShownContent =
  /** `encoding` is present where it is another one than UTF-8: the bytes were decoded to be looked at. */
  | { readonly kind: "text"; readonly text: string; readonly encoding?: Encoding }
  | { readonly kind: "picture"; readonly blob: Blob }
  | { readonly kind: "other"; readonly blob: Blob }
  /** It is not given, or too large to be compared: one line says why. */
  | { readonly kind: "none"; readonly why: string };

/** Where a version is: the id of a save, and a path in it. */
export interface VersionAddress {
  readonly id: string;
  readonly path: string;
}

/** Bytes of a text that is compared. Larger ones take a browser too long. */
const TEXT_BYTES = 2 * 1024 * 1024;

/** Returns the content of a version. Throws a `RequestError`. */
export async function contentAt(
  { id, path }: VersionAddress,
  signal?: AbortSignal,
): Promise<ShownContent> {
  try {
    return await contentOf(await bytesAt({ id, path }, signal));
  } catch (error) {
    const isGiven = !(error instanceof RequestError) || !NOT_GIVEN.includes(error.kind);
    if (isGiven) throw error;
    return { kind: "none", why: error.message };
  }
}

/** Returns the bytes of a version as the user sees them in the folder. Throws a `RequestError`. */
async function bytesAt({ id, path }: VersionAddress, signal?: AbortSignal): Promise<Blob> {
  const options = signal === undefined ? {} : { signal };
  return await getBytes(API.content, { query: { id, path, seen: 1 }, ...options });
}

const NOT_GIVEN: readonly RequestError["kind"][] = ["too large", "repository", "not here"];

async function contentOf(blob: Blob): Promise<ShownContent> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  if (isPicture(bytes)) return { kind: "picture", blob };
  const encoding = encodingOf(bytes);
  if (encoding === undefined) return { kind: "other", blob };
  if (bytes.length > TEXT_BYTES) {
    return { kind: "none", why: "It is too large to be compared here" };
  }
  const text = decode(bytes, encoding);
  return { kind: "text", text, ...(encoding === "UTF-8" ? {} : { encoding }) };
}

/** How files begin that hold nothing but pixels. SVG is not among them: it is a document with scripts. */
const PICTURES: readonly (readonly [begin: string, at: number])[] = [
  ["\x89PNG\r\n\x1a\n", 0],
  ["\xff\xd8\xff", 0],
  ["GIF8", 0],
  ["BM", 0],
  ["WEBP", 8],
  ["ftypavif", 4],
];

function isPicture(bytes: Uint8Array): boolean {
  const begin = String.fromCharCode(...bytes.subarray(0, 16));
  return bytes.includes(0) && PICTURES.some(([mark, at]) => begin.startsWith(mark, at));
}

/** Gives the user a copy of a version, as a download of the browser. */
export async function saveCopy(place: VersionAddress): Promise<void> {
  const address = URL.createObjectURL(await bytesAt(place));
  const link = document.createElement("a");
  link.href = address;
  link.download = place.path.slice(place.path.lastIndexOf("/") + 1);
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), DOWNLOAD_MS);
}

/** By then the browser has begun with a download, in milliseconds. */
const DOWNLOAD_MS = 60_000;
