// The way of ssh to the remote: the user's command, the host, and the user's settings for it.

import { toolText } from "../../system/process/programs.ts";
import { SSH_ANSWER_MS } from "../../system/limits/remote.ts";
import { openRepository } from "../git/repository/open.ts";
import type { Repository } from "../git/repository/repository.ts";
import { remoteUrls } from "../git/values/git_config.ts";
import { batchSsh, isOpenSsh, sshHost } from "../git/values/ssh_command.ts";
import type { SyncSettings } from "../sync/settings.ts";

/** How ssh reaches the remote. */
export interface SshRoute {
  /** The settings for the host, as `ssh -G` prints them (ssh(1)): each key in lower case, with all its values. */
  readonly settings: ReadonlyMap<string, readonly string[]>;
  /** The home folder as ssh sees it: that of the user's account, whatever HOME says. */
  readonly home: string;
  /** Runs the user's ssh with more options, and ends it after `SSH_ANSWER_MS`. Returns what it prints. */
  run(options: readonly string[]): Promise<string | undefined>;
}

/** Returns the way to the remote; `undefined` when it is not reached by OpenSSH. Throws as `openRepository`. */
export async function sshRoute(
  settings: SyncSettings,
  remote: string,
): Promise<SshRoute | undefined> {
  const repository = await openRepository(settings, { leavesNoNote: true });
  const { config, ssh } = repository;
  const urls = [...remoteUrls(config, remote, "fetch"), ...remoteUrls(config, remote, "push")];
  const host = urls.map(sshHost).find((one) => one !== undefined);
  if (host === undefined || !isOpenSsh(ssh.command, ssh.variant)) return undefined;
  const run = (options: readonly string[]) => runSsh(repository, [...options, ...host]);
  const printed = await run(["-G"]);
  // A tilde in this setting is that of the account.
  const tilde = await run(["-G", "-o", "UserKnownHostsFile=~/"]);
  if (printed === undefined || tilde === undefined) return undefined;
  const [home = ""] = parseSettings(tilde).get("userknownhostsfile") ?? [];
  return { settings: parseSettings(printed), home: home.replace(/\/$/, ""), run };
}

async function runSsh(
  { ssh }: Repository,
  args: readonly string[],
): Promise<string | undefined> {
  const script = `${batchSsh(ssh.command)} "$@"`;
  const { environment: env, folder: cwd } = ssh;
  const options = { env, clearEnv: true, cwd, timeoutMs: SSH_ANSWER_MS };
  return await toolText(["/bin/sh", "-c", script, "ssh", ...args], options);
}

/** Parses what `ssh -G` prints: a key and its value on each line. */
export function parseSettings(printed: string): Map<string, string[]> {
  const settings = new Map<string, string[]>();
  for (const line of printed.split("\n")) {
    const end = line.indexOf(" ");
    if (end === -1) continue;
    const key = line.slice(0, end).toLowerCase();
    const values = settings.get(key) ?? [];
    values.push(line.slice(end + 1).trim());
    settings.set(key, values);
  }
  return settings;
}

/** Returns the paths of a setting that holds several: each begins with a slash or a tilde. */
export function pathsIn(value: string, home: string): string[] {
  return value.split(/ (?=[/~])/).map((path) => withHome(path, home))
    .filter((path) => path.startsWith("/"));
}

/** Returns a path with the home folder in place of a tilde. */
export function withHome(path: string, home: string): string {
  return path.startsWith("~/") ? `${home}${path.slice(1)}` : path;
}
