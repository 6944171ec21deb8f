// The configuration and the machine -> what the sync is told.

import type { Config } from "../adapters/config/schema.ts";
import { desktopEnvironment, findGit, keepConnections, type SyncSettings } from "../engine/mod.ts";

const BYTES_PER_MB = 1024 * 1024;

/** The machine on which the app runs. */
export interface Machine {
  /** As `Deno.build.os` names it. */
  readonly system: string;
  readonly hostname: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The settings of the sync. Looks for git where the person says, else on PATH and in the usual places, and
 * never in the synced folder; this process looks for other programs in the same places from then on.
 * `sshFolder` is where ssh connections are kept open; without it none are.
 */
export async function syncSettings(
  config: Config,
  { machine, ownFiles, sshFolder }: {
    readonly machine: Machine;
    /** The app's own files and folders. */
    readonly ownFiles: readonly string[];
    readonly sshFolder?: string;
  },
): Promise<SyncSettings> {
  const environment = await desktopEnvironment(machine.environment, {
    system: machine.system,
    synced: config.sync_dir,
  });
  Deno.env.set("PATH", environment.PATH!);
  return {
    program: config.git_path || await findGit(environment.PATH!, machine.system),
    folder: config.sync_dir,
    environment,
    host: machine.hostname.split(".")[0]!,
    user: environment.USER ?? environment.LOGNAME ?? "git-sync-bar",
    maxFileBytes: config.sync_max_file_mb * BYTES_PER_MB,
    messageTemplate: config.commit_message,
    ownFiles,
    connections: config.ssh_keep_open && sshFolder !== undefined
      ? keepConnections(sshFolder, environment)
      : undefined,
  };
}
