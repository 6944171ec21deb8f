// The ssh key of this machine that the remote has to know: the user's own, or a new one where there is none.

import { basename, dirname, join } from "node:path";
import { runTool, toolText } from "../../system/process/programs.ts";
import { quote } from "../../system/text.ts";
import type { SyncSettings } from "../sync/settings.ts";
import { sshRoute, withHome } from "./ssh_route.ts";

/** A key of this machine. */
export interface SshKey {
  /** The path of the private half; `undefined` for a key that only an agent has. */
  readonly file: string | undefined;
  /** The line of the public half. */
  readonly publicLine: string;
  readonly isMade: boolean;
  /** Whether it has a passphrase and no agent has it, so that ssh would have to ask. */
  readonly isLocked: boolean;
}

/**
 * Returns the key that ssh would offer to a remote. Where there is none, in a file or in an agent, one is made that
 * has no passphrase, as nobody is there to type one. No file is ever overwritten. Throws one line.
 */
export async function sshKeyFor(settings: SyncSettings, remote: string): Promise<SshKey> {
  const route = await sshRoute(settings, remote);
  if (route === undefined) {
    throw new Error("Cannot find the ssh key: the remote is not reached by ssh");
  }
  const agent = await agentLines(settings);
  const files = (route.settings.get("identityfile") ?? [])
    .map((file) => withHome(file, route.home))
    // Tokens in it are ssh's own (ssh_config(5), "TOKENS").
    .filter((file) => file.startsWith("/") && !file.includes("%"));
  for (const file of byPreference(files)) {
    const publicLine = await publicLineOf(file);
    if (publicLine === undefined) continue;
    const isLoaded = agent.some((line) => isSameKey(line, publicLine));
    const isLocked = !isLoaded && await hasPassphrase(file);
    return { file, publicLine, isMade: false, isLocked };
  }
  const [loaded] = agent;
  if (loaded !== undefined) {
    return { file: undefined, publicLine: loaded, isMade: false, isLocked: false };
  }
  const [file] = byPreference(files);
  if (file === undefined) throw new Error("Cannot make an ssh key: ssh names no file for one");
  return await makeKey(file, `${settings.user}@${settings.host}`);
}

/** Compares two keys: the kind of key that is made comes first. */
function byPreference(files: readonly string[]): string[] {
  const rank = (file: string) => file.endsWith("id_ed25519") ? 0 : 1;
  return files.toSorted((one, other) => rank(one) - rank(other));
}

/** Returns the public half of a key: its file, else what `ssh-keygen` derives from the private half. */
async function publicLineOf(file: string): Promise<string | undefined> {
  const text = await Deno.readTextFile(`${file}.pub`).catch(() => undefined);
  const [line = ""] = (text ?? "").split("\n");
  if (line !== "") return line;
  return (await toolText(["ssh-keygen", "-y", "-P", "", "-f", file]))?.trim() || undefined;
}

/** Reports whether ssh would have to ask for a passphrase. */
async function hasPassphrase(file: string): Promise<boolean> {
  if (await Deno.lstat(file).catch(() => undefined) === undefined) return false;
  return await toolText(["ssh-keygen", "-y", "-P", "", "-f", file]) === undefined;
}

/** Returns the public halves of the keys that the user's agent has. */
export async function agentLines(
  { environment }: Pick<SyncSettings, "environment">,
): Promise<string[]> {
  const env = { ...environment };
  const printed = await toolText(["ssh-add", "-L"], { env, clearEnv: true, timeoutMs: 2_000 });
  return (printed ?? "").split("\n").filter((line) => /^(?:ssh|ecdsa|sk)-/.test(line));
}

/** Reports whether two public halves are of one key, whatever their comments. */
function isSameKey(one: string, other: string): boolean {
  return one.split(" ", 2).join(" ") === other.split(" ", 2).join(" ");
}

/** Makes a key in a folder of its own and links both halves to their names, which overwrites nothing. */
async function makeKey(file: string, comment: string): Promise<SshKey> {
  const folder = dirname(file);
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const scratch = await Deno.makeTempDir({ dir: folder, prefix: ".git-sync-bar-" });
  try {
    const fresh = join(scratch, basename(file));
    const made = await runTool(
      ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", fresh],
    );
    if (made?.code !== 0) throw new Error("Cannot make an ssh key: ssh-keygen failed");
    const publicLine = (await Deno.readTextFile(`${fresh}.pub`)).trim();
    await Deno.link(fresh, file);
    try {
      await Deno.link(`${fresh}.pub`, `${file}.pub`);
    } catch (error) {
      await Deno.remove(file);
      throw error;
    }
    return { file, publicLine, isMade: true, isLocked: false };
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    throw new Error(`Cannot make an ssh key: ${quote(file)} or its public half is there`);
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
}
