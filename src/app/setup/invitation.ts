// The content of a folder's join code, from its configuration and its repository.

import { isAbsolute, join } from "node:path";
import type { FolderConfig } from "../../adapters/config/schema.ts";
import { looksLikeAddress, shareableAddress } from "../../core/setup/address.ts";
import type { Invitation, LiveInvitation } from "../../core/setup/join_code.ts";
import { inspectFolder, type SyncSettings } from "../../engine/mod.ts";
import { quote } from "../../system/text.ts";
import { problemSentence } from "../../view/problems/problems.ts";

/** A folder and what is known of it. */
export interface Invited {
  readonly config: FolderConfig;
  /** Those of the folder. */
  readonly settings: SyncSettings;
}

/** Returns what a second machine needs. Throws one line where the folder is no clone with a remote. */
export async function invitationTo({ config, settings }: Invited): Promise<Invitation> {
  const { folder } = settings;
  const fail = (why: string) => new Error(`Cannot invite to ${quote(folder)}: ${why}`);
  // The home folder may be a clone; nothing is set up here.
  const chosen = await inspectFolder(folder, { home: "/dev/null", settings });
  if (chosen.kind === "unusable" && chosen.why.kind === "problem") {
    throw fail(problemSentence(chosen.why.problem));
  }
  if (chosen.kind !== "clone") throw fail("it is no clone (`git-sync-bar --setup` makes it one)");
  const { address, branch } = chosen;
  if (address === undefined) throw fail("it has no remote");
  if (branch === undefined) throw fail("no branch is checked out");
  const remote = looksLikeAddress(address) || isAbsolute(address)
    ? shareableAddress(address)
    : join(chosen.path, address);
  const live = await liveOf(config);
  return { remote, branch, ...(live === undefined ? {} : { live }) };
}

async function liveOf(
  config: FolderConfig,
): Promise<LiveInvitation | undefined> {
  if (!config.mqtt_enabled || config.mqtt_topic === "" || config.mqtt_host === "") return undefined;
  const { mqtt_host: host, mqtt_port: port, mqtt_topic: topic, mqtt_use_tls: isEncrypted } = config;
  const isThere = async (file: string | undefined) =>
    isEncrypted && file !== undefined && await Deno.stat(file).then(() => true, () => false);
  const wants: LiveInvitation["wants"][number][] = [];
  if (config.mqtt_username !== undefined) wants.push("password");
  if (await isThere(config.mqtt_tls_cert_file)) wants.push("certificate");
  if (await isThere(config.mqtt_tls_ca_cert_file)) wants.push("authority");
  return { host, port, topic, isEncrypted, wants };
}
