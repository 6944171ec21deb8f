// Files whose bytes a save would lose: by its attributes git stores other bytes, from which no
// checkout makes the file's own again.

import { join } from "node:path";
import { byteAttributes } from "./attributes.ts";
import { type ByteAttributes, hasFilter, isNamed } from "../values/byte_attributes.ts";
import { ContentScan, isSameText, mayBeBinary } from "./content_scan.ts";
import { removeAll } from "../../../system/files.ts";
import { algorithmOf, digestOf, lstatIfThere } from "../../../system/file_state.ts";
import type { Repository } from "../repository/repository.ts";
import { configValue } from "../values/git_config.ts";
import { fileIn, fileName, type GitPath } from "../values/path.ts";
import { changedAmong } from "../commands/stage.ts";
import { checkoutInto } from "../commands/checkout.ts";
import { type Change, entryType } from "../values/tree.ts";
import { Pace, untilStopped } from "../../../system/pace.ts";
import { COMPARED_TEXT_BYTES } from "../../../system/limits/merge.ts";

/**
 * Why bytes would be lost: `text` on a binary file, `ident` on a foreign keyword, or an encoding.
 */
export type Loss = "not text" | "foreign keyword" | "lossy encoding";

/** Up to so many files are read before git is asked for attributes: most are stored as they are. */
const FEW_FILES = 16;

/** A staged file, and what the attributes say of its bytes. */
interface Staged extends StagedFile {
  readonly file: string;
  readonly attributes: ByteAttributes;
}

/** A staged file: of very many, no more is kept. */
interface StagedFile {
  readonly path: GitPath;
  readonly oid: string;
}

/** Bytes that are read at a time. */
const READ_BYTES = 64 * 1024;

/**
 * Returns the staged files whose bytes git would not give back. Filters and line ends are no loss:
 * the user wants them. Throws `GitError`.
 */
export async function lossyAmong(
  repository: Repository,
  changes: readonly Change[],
): Promise<Map<GitPath, Loss>> {
  const pace = new Pace();
  const written: StagedFile[] = [];
  for (const { path, new: next } of changes) {
    if (pace.isDue) await pace.rest();
    const name = fileName(path);
    if (next === undefined || entryType(next) !== "file" || name === undefined) continue;
    written.push({ path, oid: next.oid });
  }
  const asked = changes.length <= FEW_FILES ? await suspectsAmong(repository, written) : written;
  const attributes = await byteAttributes(repository, asked.map(({ path }) => path));
  const converted: Staged[] = [];
  for (const staged of asked) {
    if (pace.isDue) await pace.rest();
    const said = attributes.get(staged.path);
    if (said !== undefined && convertsItself(said)) {
      converted.push({ ...staged, file: repository.fileOf(staged.path), attributes: said });
    }
  }
  const otherwise = new Set((await storedOtherwise(repository, converted)).map(({ path }) => path));
  const lossy = new Map<GitPath, Loss>();
  const encoded: Staged[] = [];
  for (const staged of untilStopped(converted, repository.signal)) {
    if (encodingOf(staged.attributes) !== undefined) {
      if (otherwise.has(staged.path)) encoded.push(staged);
      continue;
    }
    const loss = otherwise.has(staged.path)
      ? await lossIn(staged)
      : await lossAtCheckout(repository, staged);
    if (loss !== undefined) lossy.set(staged.path, loss);
  }
  for (const path of await lossyEncoded(repository, encoded)) lossy.set(path, "lossy encoding");
  return lossy;
}

/** Returns the files of which git stores other bytes than the folder has. */
async function storedOtherwise<File extends StagedFile>(
  repository: Repository,
  files: readonly File[],
): Promise<File[]> {
  const found: File[] = [];
  for (const staged of untilStopped(files, repository.signal)) {
    const { oid } = staged;
    const file = repository.fileOf(staged.path);
    if (!(await lstatIfThere(file))?.isFile) continue;
    const digest = await digestOf(file, algorithmOf(oid)).catch(() => undefined);
    if (digest !== undefined && digest !== oid) found.push(staged);
  }
  return found;
}

/** Returns those of a few files that may lose bytes, without asking git for their attributes. */
async function suspectsAmong(
  repository: Repository,
  files: readonly StagedFile[],
): Promise<StagedFile[]> {
  const otherwise = new Set(await storedOtherwise(repository, files));
  const buffer = new Uint8Array(READ_BYTES);
  const suspects: StagedFile[] = [];
  for (const one of files) {
    const file = repository.fileOf(one.path);
    if (otherwise.has(one) || await isMaybeBinary(file, buffer)) suspects.push(one);
  }
  return suspects;
}

/**
 * Reports whether git may take a file for binary. Streams of very many files would fill the memory.
 */
async function isMaybeBinary(file: string, buffer: Uint8Array): Promise<boolean> {
  try {
    using opened = await Deno.open(file);
    for (let length = await opened.read(buffer); length !== null;) {
      if (mayBeBinary(buffer.subarray(0, length))) return true;
      length = await opened.read(buffer);
    }
  } catch {
    // Gone, or no longer to be read: the next save reads it again.
  }
  return false;
}

/** Reports whether git itself may store other bytes. A filter comes after that. */
function convertsItself(attributes: ByteAttributes): boolean {
  return !hasFilter(attributes) &&
    (isText(attributes) || attributes.ident === "set" || encodingOf(attributes) !== undefined);
}

/** Reports whether line ends are always converted (gitattributes, "text" and "eol"). */
function isText({ text, crlf, eol }: ByteAttributes): boolean {
  if (text !== "unspecified") return text === "set";
  if (crlf !== "unspecified") return crlf === "set" || crlf === "input";
  return eol === "lf" || eol === "crlf";
}

function encodingOf({ "working-tree-encoding": encoding }: ByteAttributes): string | undefined {
  return isNamed(encoding) ? encoding : undefined;
}

/** Returns why a file without an encoding of its own would lose bytes. */
async function lossIn(
  { file, attributes }: Pick<Staged, "file" | "attributes">,
): Promise<Loss | undefined> {
  const scan = await scanOf(file);
  if (scan === undefined) return undefined;
  if (isText(attributes) && scan.isBinary) return "not text";
  return attributes.ident === "set" && scan.hasForeignKeyword ? "foreign keyword" : undefined;
}

/**
 * Returns why a file that git stores as it is would lose bytes: a checkout may write CRLF for each
 * LF of a binary file, too (git's convert.c, `will_convert_lf_to_crlf`).
 */
async function lossAtCheckout(
  { config }: Repository,
  { file, attributes }: Pick<Staged, "file" | "attributes">,
): Promise<Loss | undefined> {
  const { eol } = attributes;
  const isOwnChoice = configValue(config, "core.autocrlf") === "true" ||
    configValue(config, "core.eol") === "crlf";
  const writesCrLf = eol === "crlf" || eol !== "lf" && attributes.crlf !== "input" && isOwnChoice;
  if (!isText(attributes) || !writesCrLf) return undefined;
  const scan = await scanOf(file);
  return scan?.isBinary === true && scan.hasLoneLf ? "not text" : undefined;
}

/** Reads a file; `undefined` when it is gone or unreadable. The next save reads it again. */
async function scanOf(file: string): Promise<ContentScan | undefined> {
  const scan = new ContentScan();
  try {
    using opened = await Deno.open(file);
    for await (const piece of opened.readable) scan.read(piece);
    return scan;
  } catch {
    return undefined;
  }
}

/** Writes files from the index, and returns those that are not what the folder has. */
async function lossyEncoded(
  repository: Repository,
  encoded: readonly Staged[],
): Promise<GitPath[]> {
  if (encoded.length === 0) return [];
  const folder = join(repository.ownDir, "round-trip");
  await removeAll(folder);
  await Deno.mkdir(folder);
  const lossy: GitPath[] = [];
  try {
    await checkoutInto(repository, { folder, paths: encoded.map(({ path }) => path) });
    for (const { path, file, attributes } of encoded) {
      const back = fileIn(folder, path);
      if (!await comesBack({ file, back, encoding: encodingOf(attributes)! })) lossy.push(path);
    }
  } finally {
    await removeAll(folder);
  }
  if (lossy.length === 0) return lossy;
  // Bytes that were written after the staging are compared by the next save.
  const written = await changedAmong(repository, lossy.map((path) => fileName(path)!));
  return lossy.filter((path) => !written.some((differing) => differing.path === path));
}

/** Reports whether a checkout (`back`) gives a file again, but for line ends and git's keyword. */
export async function comesBackAs(
  { file, back, attributes }: {
    readonly file: string;
    readonly back: string;
    readonly attributes: ByteAttributes;
  },
): Promise<boolean> {
  const encoding = encodingOf(attributes);
  return encoding === undefined
    ? await lossIn({ file, attributes }) === undefined
    : await comesBack({ file, back, encoding });
}

async function comesBack(
  { file, back, encoding }: {
    readonly file: string;
    readonly back: string;
    readonly encoding: string;
  },
): Promise<boolean> {
  const [before, after] = await Promise.all([file, back].map(lstatIfThere));
  // The file was removed just now: there is nothing to lose.
  if (!before?.isFile) return true;
  if (!after?.isFile) return false;
  const [digest, digestBack] = await Promise.all([file, back].map((name) => digestOf(name)));
  if (digest === digestBack) return true;
  if (Math.max(before.size, after.size) > COMPARED_TEXT_BYTES) return false;
  const [bytes, bytesBack] = await Promise.all([file, back].map((name) => Deno.readFile(name)));
  return isSameText(bytes!, bytesBack!, { encoding });
}
