// `--sync-now`: the running instance syncs, and the outcome in words.

import { readConfig } from "../adapters/config/file.ts";
import { configuredFolders } from "../adapters/config/schema.ts";
import { syncNow } from "../app/control/client.ts";
import { whyUnanswered } from "../app/control/find_instance.ts";
import type { UserRequest } from "../engine/mod.ts";
import { passingLine, print, printError } from "../system/terminal/terminal.ts";
import { foldersToSync, worstCode } from "./chosen_folders.ts";
import { inFolder, locationOf, outputFor, ownSockets, socketOfRunning } from "./instance.ts";

/** Makes the running instance sync the folders of a configuration, or the one of that name. Returns the exit code. */
export async function syncRunning(
  { config: configPath, folder: name, ...given }: UserRequest & {
    readonly config: string | undefined;
    readonly folder?: string;
  },
): Promise<number> {
  const socket = await socketOfRunning(configPath);
  const parsed = await readConfig(locationOf(configPath));
  const common = { ...given, whyUnanswered: () => whyUnanswered(locationOf(configPath)) };
  using line = passingLine();
  if (!("config" in parsed)) {
    // Another configuration is in force there, which says where the folder is.
    return await syncNow(socket, { ...common, folder: name, output: { print, printError }, line });
  }
  const { config } = parsed;
  const folders = await foldersToSync(config, { name, given });
  // An instance of another configuration may have more folders. An older one has one, and does not know of others.
  const isPlain = configuredFolders(config).length === 1 &&
    (await ownSockets(configPath)).includes(socket);
  const codes = await Promise.all(folders.map(async (folder) =>
    await syncNow(socket, {
      ...common,
      ...await inFolder(given, folder.sync_dir),
      folder: isPlain ? undefined : folder.sync_dir,
      output: outputFor(folder.name, folders.length),
      line: folders.length === 1 ? line : undefined,
    })
  ));
  return worstCode(codes);
}
