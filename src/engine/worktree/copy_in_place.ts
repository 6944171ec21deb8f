// Puts a file in place by copying, where it cannot be linked from the git folder. The copy is made
// in a scratch folder beside its place: a crash leaves nothing half that could be taken for an
// edit.

import { createHash } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { copyAccessList, haveAccessLists } from "../../system/disk/access_lists.ts";
import { onDisk } from "../../system/disk/fsync.ts";
import { namesIn, removeAll } from "../../system/files.ts";
import { lstatIfThere } from "../../system/file_state.ts";
import { inScratch, type ScratchName } from "../git/repository/scratch.ts";
import { isFolderGone, isRefusedByVolume, type Volume } from "./volume.ts";

/** The names that belong to a place which is being filled. */
export interface Beside {
  /** The copy, before it is put in place. */
  readonly copy: string;
  /** Bytes that were written into the empty file that held the place. */
  readonly late: string;
}

/**
 * Returns the scratch names for a place. They follow from it alone, so the next start finds them.
 */
export function besideOf(file: string, scratch: ScratchName): Beside {
  const id = createHash("sha1").update(basename(file)).digest("hex").slice(0, 16);
  const at = (what: string) => join(dirname(file), scratch, `${id}-${what}`);
  return { copy: at("copy"), late: at("late") };
}

/** The permissions of a copy: those of its original, or of a new file in its folder. */
export type Permissions = "kept" | "of its folder";

/** How a file is put in place. */
export interface InPlace {
  readonly volume: Volume;
  readonly scratch: ScratchName;
  /** The permissions of a copy; a link has those of its file. */
  readonly permissions: Permissions;
}

/** Bytes that are copied at a time. */
const PIECE_BYTES = 256 * 1024;

/** Copies a file or a link to where nothing is; the copy is on the disk when this settles. */
export async function copyWhole(
  from: string,
  to: string,
  permissions: Permissions,
): Promise<void> {
  const { isFile, isSymlink, mode } = await Deno.lstat(from);
  // Not what it leads to, which may be private.
  if (isSymlink) return await Deno.symlink(await Deno.readLink(from), to);
  if (!isFile) throw new Error(`Cannot copy "${from}": it is not a file`);
  using source = await Deno.open(from);
  using target = await Deno.open(to, {
    write: true,
    createNew: true,
    mode: ((mode ?? 0) & 0o100) === 0 ? 0o666 : 0o777,
  });
  const piece = new Uint8Array(PIECE_BYTES);
  for (let read = await source.read(piece); read !== null; read = await source.read(piece)) {
    await writeWhole(target, piece.subarray(0, read));
  }
  // A volume without permissions may refuse that.
  if (permissions === "kept") await keepBits(from, to, (mode ?? 0o644) & 0o777).catch(() => {});
  await onDisk(target.syncData());
}

async function keepBits(from: string, to: string, bits: number): Promise<void> {
  await Deno.chmod(to, bits);
  // More permissions for the group than for others may be the mask of an access list.
  const isMask = (bits >> 3 & ~bits & 0o7) !== 0 && Deno.build.os === "linux" &&
    await haveAccessLists([from, to]);
  if (isMask && !await copyAccessList(from, to)) {
    await Deno.chmod(to, bits & (0o707 | (bits & 0o007) << 3));
  }
}

async function writeWhole(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}

/**
 * Copies a file to where nothing is. A volume with hard links never overwrites anything. On others
 * an empty file holds the place until the copy is renamed over it. Bytes that are written into that
 * one are kept ("late"). Only a file that is put there between the last comparison and the rename
 * is overwritten.
 */
export async function copyInPlace(
  from: string,
  to: string,
  how: InPlace,
): Promise<"placed" | "late" | "taken" | "no folder"> {
  const { volume, scratch, permissions } = how;
  const beside = besideOf(to, scratch);
  try {
    return await inScratch(dirname(beside.copy), async () => {
      try {
        await removeAll(beside.copy);
        await copyWhole(from, beside.copy, permissions);
        return await linkOnce(beside.copy, to, volume) ??
          await claimAndRename(beside, { to, volume });
      } finally {
        await Deno.remove(beside.copy).catch(() => {});
      }
    });
  } catch (error) {
    if (isFolderGone(error)) return "no folder";
    throw error;
  }
}

/** Links a file to another place; returns `undefined` when the volume knows no hard links. */
async function linkOnce(
  from: string,
  to: string,
  volume: Volume,
): Promise<"placed" | "taken" | undefined> {
  try {
    await volume.link(from, to);
    return "placed";
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return "taken";
    if (!isRefusedByVolume(error)) throw error;
    return undefined;
  }
}

async function claimAndRename(
  { copy, late }: Beside,
  { to, volume }: { readonly to: string; readonly volume: Volume },
): Promise<"placed" | "late" | "taken"> {
  let opened: Deno.FsFile;
  try {
    opened = await Deno.open(to, { read: true, write: true, createNew: true });
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return "taken";
    throw error;
  }
  using claim = opened;
  const ours = await claim.stat();
  const there = await lstatIfThere(to);
  // Another file is there already.
  if (there?.ino !== ours.ino || there.dev !== ours.dev || there.size > 0) return "taken";
  await volume.rename(copy, to);
  // A program that had opened it before the renaming has written into a file without a name.
  const { size } = await claim.stat();
  if (size === 0) return "placed";
  const written = new Uint8Array(size);
  for (let at = 0; at < size;) at += await claim.read(written.subarray(at)) ?? size;
  await keepWritten(late, written);
  return "late";
}

/** Writes a file of its own for these bytes, which nobody else has any more. */
async function keepWritten(late: string, written: Uint8Array): Promise<void> {
  for (let number = 1;; number++) {
    const file = number === 1 ? late : `${late}-${number}`;
    try {
      using kept = await Deno.open(file, { write: true, createNew: true });
      await writeWhole(kept, written);
      return await onDisk(kept.syncData());
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
}

/** Returns the files with bytes that were written into an empty file which held a place. */
export async function lateBeside(file: string, scratch: ScratchName): Promise<string[]> {
  const { late } = besideOf(file, scratch);
  const names = (await namesIn(dirname(late))).filter((name) => name.startsWith(basename(late)));
  return names.map((name) => join(dirname(late), name));
}

/**
 * Removes what a crash left beside a place. `lateBeside` finds bytes written into the empty file.
 */
export async function clearBeside(file: string, scratch: ScratchName): Promise<void> {
  const { copy, late } = besideOf(file, scratch);
  if (!(await lstatIfThere(copy))?.isFile) return;
  const there = await lstatIfThere(file);
  if (there?.isFile && there.size === 0) {
    // Renamed first and compared afterwards: a write in between is not lost.
    await Deno.rename(file, copy);
    if ((await lstatIfThere(copy))?.size !== 0) return await Deno.rename(copy, late);
  }
  await Deno.remove(copy);
}
