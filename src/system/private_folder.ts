// A folder that other users may not enter, for sockets and programs: the mode of a socket itself protects nothing.

import { dirname } from "node:path";
import { quote } from "./text.ts";

/** Write permission for the group, for all others, and the sticky bit (inode(7)). */
const [GROUP_WRITE, OTHER_WRITE, STICKY] = [0o020, 0o002, 0o1000];

/** The owner that a container shows for files of users that it does not map, as root outside (user_namespaces(7)). */
const UNMAPPED_UID = 65534;

/**
 * Makes a folder, and those above it, with mode 0700. An existing one must belong to this user and be no link: it
 * may be where all users can write. Throws when another user owns it or could replace it.
 */
export async function makePrivate(folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  await assertOwn(folder);
  await Deno.chmod(folder, 0o700);
}

/** Throws when another user could have put a file into a folder, or another folder in its place. */
export async function assertPrivate(folder: string): Promise<void> {
  const { mode } = await assertOwn(folder);
  if (((mode ?? 0) & (GROUP_WRITE | OTHER_WRITE)) !== 0) {
    throw new Error(`others can write in ${quote(folder)}: run chmod 700 on it`);
  }
}

async function assertOwn(folder: string): Promise<Deno.FileInfo> {
  const info = await Deno.lstat(folder);
  if (!info.isDirectory) throw new Error(`${quote(folder)} is no folder`);
  if (info.uid !== Deno.uid()) throw new Error(`${quote(folder)} belongs to another user`);
  for (let above = await Deno.realPath(dirname(folder));; above = dirname(above)) {
    const { uid, mode } = await Deno.lstat(above);
    if (![Deno.uid(), 0, UNMAPPED_UID].includes(uid)) {
      throw new Error(`${quote(above)} belongs to another user`);
    }
    const bits = mode ?? 0;
    if ((bits & OTHER_WRITE) !== 0 && (bits & STICKY) === 0) {
      throw new Error(`everybody can write in ${quote(above)}`);
    }
    if (above === dirname(above)) return info;
  }
}
