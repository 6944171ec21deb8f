// The parts of two texts that git merges by itself, and those that are left to choose.

import { join } from "node:path";
import { RESERVED_PREFIX } from "../../system/reserved_names.ts";
import { CONFLICT_MERGE_MS, MARK_CHARACTERS } from "../../system/limits/merge.ts";
import { removeAll } from "../../system/files.ts";
import { expected } from "../git/process/git.ts";
import type { Repository } from "../git/repository/repository.ts";
import { decodeText } from "../git/values/git_text.ts";

/** A part of a merged text. The parts one after the other are the whole of it. */
export type MergedPart =
  /** Both versions have it, or git took it from one of them. */
  | { readonly kind: "merged"; readonly text: string }
  /** The versions differ, and the user chooses. */
  | { readonly kind: "choose"; readonly this: string; readonly other: string };

/** Two texts in UTF-8, and the one from which both were made, where it is known. */
export interface TextsToMerge {
  readonly this: Uint8Array;
  readonly other: Uint8Array;
  readonly base: Uint8Array | undefined;
}

/**
 * Returns the parts of two texts as `git merge-file` merges them: no attribute and no merge driver counts. Without a
 * base all places that differ are left to choose. `undefined` where that takes longer than `CONFLICT_MERGE_MS`. Throws
 * `GitError`.
 */
export async function mergedParts(
  repository: Repository,
  texts: TextsToMerge,
): Promise<readonly MergedPart[] | undefined> {
  const size = longestMark(texts) + 1;
  if (size > MARK_CHARACTERS) return undefined;
  const folder = await Deno.makeTempDir({ dir: repository.ownDir, prefix: RESERVED_PREFIX });
  try {
    const [ours, base, theirs] = ["this", "base", "other"].map((name) => join(folder, name));
    await Deno.writeFile(ours!, texts.this, { mode: 0o600 });
    await Deno.writeFile(base!, texts.base ?? new Uint8Array(), { mode: 0o600 });
    await Deno.writeFile(theirs!, texts.other, { mode: 0o600 });
    const result = await repository.run([
      // Else the user's own style shows the base as well.
      "-c",
      "merge.conflictStyle=merge",
      "merge-file",
      "--stdout",
      "--quiet",
      `--marker-size=${size}`,
      ...["-L", "this", "-L", "base", "-L", "other"],
      ours!,
      base!,
      theirs!,
    ], {
      access: "reads",
      stall: { everyMs: CONFLICT_MERGE_MS, goesOn: () => Promise.resolve(false) },
    });
    if (result.ended === "stall") return undefined;
    // The code is the number of conflicts, 127 at most (git-merge-file).
    const codes = Array.from({ length: 128 }, (_, at) => at);
    const { stdout } = expected(result, { verb: "git merge-file", codes });
    return withoutAddedEnd(partsOf(stdout, size), texts);
  } finally {
    await removeAll(folder);
  }
}

/** Returns the length of the longest run of a character that begins a mark. */
function longestMark(texts: TextsToMerge): number {
  let longest = 6;
  for (const bytes of [texts.this, texts.other, texts.base ?? new Uint8Array()]) {
    let run = 0;
    let last = 0;
    for (const byte of bytes) {
      run = byte !== last ? 1 : run + 1;
      last = byte;
      if (run > longest && (byte === 0x3c || byte === 0x3d || byte === 0x3e)) longest = run;
    }
  }
  return longest;
}

/** Reads a text with marks that are longer than any run of their characters in it. */
function partsOf(output: string, size: number): readonly MergedPart[] {
  const [begin, middle, end] = ["<", "=", ">"].map((mark) => mark.repeat(size));
  const parts: MergedPart[] = [];
  const add = (merged: string) => {
    if (merged !== "") parts.push({ kind: "merged", text: decodeText(merged) });
  };
  let at = 0;
  for (;;) {
    const from = output.indexOf(begin!, at);
    const between = output.indexOf(middle!, from);
    const to = output.indexOf(end!, between);
    if (from === -1 || between === -1 || to === -1) break;
    add(output.slice(at, from));
    const first = nextLine(output, from);
    const second = nextLine(output, between);
    parts.push({
      kind: "choose",
      this: decodeText(output.slice(first, between)),
      other: decodeText(output.slice(second, to)),
    });
    at = nextLine(output, to);
  }
  add(output.slice(at));
  return parts;
}

/** Takes the line end away that git adds to a version which ends without one, before a mark. */
function withoutAddedEnd(
  parts: readonly MergedPart[],
  texts: TextsToMerge,
): readonly MergedPart[] {
  const last = parts.at(-1);
  if (last?.kind !== "choose") return parts;
  const cut = (part: string, bytes: Uint8Array) =>
    bytes.at(-1) === 0x0a ? part : part.replace(/\r?\n$/, "");
  return [...parts.slice(0, -1), {
    kind: "choose",
    this: cut(last.this, texts.this),
    other: cut(last.other, texts.other),
  }];
}

function nextLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end + 1;
}
