// The file of the control socket: its path, listening on it, connecting to it.

import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { assertPrivate, makePrivate } from "../../system/private_folder.ts";

/** macOS has 104 for the path with its end, Linux has 108 (sockaddr_un). */
const LONGEST_PATH_BYTES = 103;

/** Returns the path of the control socket of a configuration; `folder` is `AppPaths.runtime`. */
export function socketPath(folder: string, name: string): string {
  return join(folder, `${name}.sock`);
}

/**
 * Returns the folder of the ssh connections that are kept open for a folder of a configuration: closing them ends no
 * other folder's. `ssh` is `AppPaths.ssh`.
 */
export function sshFolder(
  ssh: string,
  { id, folder }: { readonly id: string; readonly folder: string },
): string {
  const name = createHash("sha256").update(`${id} ${folder}`).digest("hex");
  // Eight digits, as ssh adds 58 characters to the path.
  return join(ssh, name.slice(0, 8));
}

/**
 * Listens at a path. Its folder is made private (0700), as the mode of a socket protects nothing. A socket
 * that a killed instance or another user has left is replaced. If two instances start at the same moment, one
 * may lose its socket to the other: the lock of the repository keeps them apart.
 *
 * Throws when an instance listens there, and when it is not possible.
 */
export async function listenAt(path: string): Promise<Deno.UnixListener> {
  assertShort(path);
  await makePrivate(dirname(path));
  try {
    return Deno.listen({ transport: "unix", path });
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
  }
  const found = await Deno.lstat(path);
  if (!found.isSocket) throw new Error("something else has its name");
  const other = found.uid === Deno.uid() ? await connectTo(path) : undefined;
  if (other !== undefined) {
    other.close();
    throw new Error("another instance listens there");
  }
  await Deno.remove(path);
  return Deno.listen({ transport: "unix", path });
}

/**
 * Connects to the instance that listens at a path. Returns `undefined` when none does. Throws when the listener
 * may be another user's.
 */
export async function connectTo(path: string): Promise<Deno.UnixConn | undefined> {
  assertShort(path);
  try {
    await assertPrivate(dirname(path));
    if ((await Deno.lstat(path)).uid !== Deno.uid()) throw new Error("it belongs to another user");
    return await Deno.connect({ transport: "unix", path });
  } catch (error) {
    const { ConnectionRefused, NotADirectory, NotFound } = Deno.errors;
    const isNone = [ConnectionRefused, NotADirectory, NotFound].some((kind) =>
      error instanceof kind
    );
    if (isNone) return undefined;
    throw error;
  }
}

/** Reports whether there is a socket at a path. Never throws. */
export function isSocketThere(path: string): boolean {
  try {
    return Deno.lstatSync(path).isSocket === true;
  } catch {
    return false;
  }
}

function assertShort(path: string): void {
  const bytes = Buffer.byteLength(path);
  if (bytes > LONGEST_PATH_BYTES) {
    throw new Error(`its path has ${bytes} bytes, ${LONGEST_PATH_BYTES} is the most`);
  }
}
