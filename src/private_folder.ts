// A folder that nobody else may look into, for sockets: the mode of a socket itself protects nobody.

import { quote } from "./quote.ts";

/**
 * Makes a folder, and those above it, with mode 0700. One that is there already must be a folder of ours,
 * and no link to one: it may lie where everybody can write. Throws when it is somebody else's.
 */
export async function makePrivate(folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const { isDirectory, uid } = await Deno.lstat(folder);
  if (!isDirectory) throw new Error(`${quote(folder)} is no folder`);
  if (uid !== Deno.uid()) throw new Error(`${quote(folder)} belongs to somebody else`);
  await Deno.chmod(folder, 0o700);
}
