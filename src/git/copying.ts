// Puts a file in place by copying, where it cannot be linked from the git folder. The copy is made under an
// ignored name beside its place, so that a crash leaves nothing half that could be taken for an edit.

import { createHash } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { onDisk } from "./disk.ts";
import { ASIDE_PREFIX } from "./exclude.ts";
import { lstatIfThere } from "./look.ts";
import { isFolderGone, isRefusedByVolume, type Volume } from "./volume.ts";

/** The ignored names beside a place that is being filled. */
export interface Beside {
  /** The copy, before it is put in place. */
  readonly copy: string;
  /** What somebody wrote into the empty file that held the place. */
  readonly late: string;
}

/** The names that belong to one place, known by it alone, so that the next start finds them. */
export function besideOf(file: string): Beside {
  const id = createHash("sha1").update(basename(file)).digest("hex").slice(0, 16);
  const at = (what: string) => join(dirname(file), `${ASIDE_PREFIX}${id}-${what}`);
  return { copy: at("copy"), late: at("late") };
}

/** Copies a file with its mode, whatever stood at `to`; the copy is on the disk when this settles. */
export async function copyWhole(from: string, to: string): Promise<void> {
  await Deno.copyFile(from, to);
  using opened = await Deno.open(to);
  await onDisk(opened.syncData());
}

/**
 * Copies a file to where nothing is. Never over anything where the volume has hard links. Elsewhere an
 * empty file holds the place until the copy is renamed over it; what somebody writes into that one is
 * kept ("late": it waits at `besideOf`), and only who puts another file in its place in the very moment
 * between our last look and the renaming is overtaken, as these volumes know no better.
 */
export async function copyInPlace(
  from: string,
  to: string,
  volume: Volume,
): Promise<"placed" | "late" | "taken" | "no folder"> {
  const { copy } = besideOf(to);
  try {
    await copyWhole(from, copy);
    return await linkOnce(copy, to, volume) ?? await claimAndRename(copy, { to, volume });
  } catch (error) {
    if (isFolderGone(error)) return "no folder";
    throw error;
  } finally {
    await Deno.remove(copy).catch(() => {});
  }
}

/** `undefined` when the volume knows no hard links. */
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
  copy: string,
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
  // Somebody has it already.
  if (there?.ino !== ours.ino || there.dev !== ours.dev || there.size > 0) return "taken";
  await volume.rename(copy, to);
  // Who had opened it before the renaming has written into a file without a name.
  const { size } = await claim.stat();
  if (size === 0) return "placed";
  const written = new Uint8Array(size);
  for (let at = 0; at < size;) at += await claim.read(written.subarray(at)) ?? size;
  await Deno.writeFile(besideOf(to).late, written);
  return "late";
}

/**
 * Clears away what a crash left beside a place: the copy, and the empty file that held the place. Answers
 * where the bytes are that somebody wrote into that one, if he did.
 */
export async function clearBeside(file: string): Promise<string | undefined> {
  const { copy, late } = besideOf(file);
  if (await lstatIfThere(late) !== undefined) return late;
  if (await lstatIfThere(copy) === undefined) return undefined;
  const there = await lstatIfThere(file);
  if (there?.isFile && there.size === 0) {
    // Renamed first, looked at then: so nobody can write into it in between and lose that.
    await Deno.rename(file, copy);
    if ((await lstatIfThere(copy))?.size !== 0) {
      await Deno.rename(copy, late);
      return late;
    }
  }
  await Deno.remove(copy);
  return undefined;
}
