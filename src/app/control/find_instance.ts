// Finds the instance that runs with a configuration, or has the lock on one of its folders.

import { readConfig } from "../../adapters/config/file.ts";
import { type ConfigLocation, configuredFolders } from "../../adapters/config/schema.ts";
import { readLayout } from "../../engine/mod.ts";
import { quote } from "../../system/text.ts";
import { lockHolder, type OtherInstance } from "./repository_lock.ts";
import { connectTo } from "./socket.ts";

/**
 * Returns the socket of the instance that keeps a configuration's folder in sync: one of the sockets of this
 * configuration, else the socket that the lock of the repository names. Without an instance it is the first one.
 */
export async function socketOfInstance(
  places: readonly [string, ...string[]],
  origin: ConfigLocation,
): Promise<string> {
  for (const socket of places) if (await isListening(socket)) return socket;
  const holders = await lockHolders(origin);
  return holders.find((holder) => holder?.socket !== undefined)?.socket ?? places[0];
}

/** Reports whether an instance runs with this configuration, or others keep all its folders in sync. */
export async function isRunning(socket: string, origin: ConfigLocation): Promise<boolean> {
  if (await isListening(socket)) return true;
  const holders = await lockHolders(origin);
  return holders.length > 0 && holders.every((holder) => holder?.socket !== undefined);
}

/**
 * Returns why the instance does not answer that runs, in one line: it listens nowhere, as where the folder for its
 * socket cannot be written. `undefined` where none runs.
 */
export async function whyUnanswered(origin: ConfigLocation): Promise<string | undefined> {
  const holders = await lockHolders(origin);
  const socket = holders.find((holder) => holder?.socket !== undefined)?.socket;
  return socket === undefined
    ? undefined
    : `Git Sync Bar is running, but cannot be asked, as nothing listens at ${quote(socket)}: ` +
      "make that folder writable, or set XDG_RUNTIME_DIR, and start it again";
}

/** Returns the instances that have the locks on the folders of a configuration, one for each folder. */
async function lockHolders(origin: ConfigLocation): Promise<(OtherInstance | undefined)[]> {
  const parsed = await readConfig(origin);
  if (!("config" in parsed)) return [];
  return await Promise.all(
    configuredFolders(parsed.config).map(async ({ sync_dir }) => {
      const layout = await readLayout(sync_dir).catch(() => undefined);
      return layout && await lockHolder(layout.gitDir);
    }),
  );
}

/** Reports whether an instance listens on a socket. */
export async function isListening(socket: string): Promise<boolean> {
  const connection = await connectTo(socket).catch(() => undefined);
  connection?.close();
  return connection !== undefined;
}
