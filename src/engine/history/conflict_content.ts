// The contents of the versions of a conflict: texts, with the parts that git merges, or something else.

import { CONFLICT_TEXT_BYTES } from "../../system/limits/merge.ts";
import { GitError } from "../git/process/git.ts";
import type { Repository } from "../git/repository/repository.ts";
import type { GitPath } from "../git/values/path.ts";
import type { Entry } from "../git/values/tree.ts";
import { type Content, contentOf } from "./content.ts";
import { type MergedPart, mergedParts } from "./merged_text.ts";

/** The contents of the versions. */
export type ConflictContent =
  /** `parts` is absent where only one of the versions is there, and where git takes too long. */
  | { readonly kind: "text"; readonly parts: readonly MergedPart[] | undefined }
  /** No text in UTF-8, or a link, or a repository. */
  | { readonly kind: "other" }
  | { readonly kind: "too large" };

/** A content under the path whose attributes count. */
export interface Stored {
  readonly path: GitPath;
  readonly entry: Entry;
}

/** Returns what git merges of the versions as the user sees them. */
export async function conflictContent(
  repository: Repository,
  stored: {
    readonly this: Stored;
    readonly other: Stored | undefined;
    readonly base: Stored | undefined;
  },
): Promise<ConflictContent> {
  const [ours, theirs, base] = [
    await read(repository, stored.this),
    await read(repository, stored.other),
    await read(repository, stored.base),
  ];
  if (ours?.kind === "too large" || theirs?.kind === "too large") return { kind: "too large" };
  const [one, two, before] = [ours, theirs, base].map(textIn);
  if (one === undefined || theirs !== undefined && two === undefined) return { kind: "other" };
  if (two === undefined) return { kind: "text", parts: undefined };
  const texts = { this: one, other: two, base: before };
  return { kind: "text", parts: await mergedParts(repository, texts) };
}

async function read(
  repository: Repository,
  stored: Stored | undefined,
): Promise<Content | undefined> {
  if (stored === undefined) return undefined;
  const asked = { ...stored, asSeen: true, mostBytes: CONFLICT_TEXT_BYTES };
  try {
    return await contentOf(repository, asked);
  } catch (error) {
    // Where a filter fails, the versions can still be told apart and chosen.
    if (error instanceof GitError) return { kind: "not here" };
    throw error;
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Returns the bytes of a text in UTF-8. */
function textIn(content: Content | undefined): Uint8Array | undefined {
  if (content?.kind !== "bytes" || content.isLink || content.bytes.includes(0)) return undefined;
  try {
    utf8.decode(content.bytes);
    return content.bytes;
  } catch {
    return undefined;
  }
}
