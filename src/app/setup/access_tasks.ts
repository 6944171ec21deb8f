// The tasks of set-up that reach the remote, and give this machine access to it.

import { remoteAddress } from "../../core/setup/next_step.ts";
import type { Known } from "../../core/setup/known.ts";
import type { Task } from "../../core/setup/step.ts";
import {
  findHelper,
  keepLogin,
  makeScratchRepository,
  reachRemote,
  setHelper,
  sshKeyFor,
  type SyncSettings,
  trustHost,
  unknownHostKey,
} from "../../engine/mod.ts";
import { removeAll } from "../../system/files.ts";
import { settingsIn, type TaskContext } from "./parts.ts";
import {
  HELPER_STAYS,
  keyStays,
  PASSWORD_STAYS,
  trustStays,
} from "../../view/setup/ending_lines.ts";

/** A repository that has the remote: the user's clone, or one of ours. */
interface Asked {
  readonly settings: SyncSettings;
  readonly remote: string;
}

/** Performs a task about access. Returns what it has found. Throws one line. */
export async function performAccess(
  task: Extract<
    Task,
    | "reach remote"
    | "ask host key"
    | "trust host"
    | "find ssh key"
    | "find helper"
    | "set helper"
    | "keep login"
  >,
  context: TaskContext,
): Promise<Partial<Known>> {
  const { known, parts, setupFolder, stays } = context;
  const { settings, remote } = await askedFor(context);
  switch (task) {
    case "reach remote": {
      return { reached: await reachRemote(settings, remote) };
    }
    case "ask host key": {
      const key = await unknownHostKey(settings, { remote, folder: setupFolder.folder });
      return { hostKey: key === "known" ? "changed" : key };
    }
    case "trust host": {
      const { hostKey } = known;
      if (hostKey === undefined || hostKey === "changed") return {};
      await trustHost(hostKey);
      stays.add(trustStays(hostKey));
      return { hostKey: undefined, mayTrust: undefined, reached: undefined };
    }
    case "find ssh key": {
      const sshKey = await sshKeyFor(settings, remote);
      if (sshKey.isMade) stays.add(keyStays(sshKey));
      return { sshKey };
    }
    case "find helper":
      return { helper: await findHelper(settings, parts.system) };
    case "set helper": {
      if (known.helper !== undefined) await setHelper(settings, known.helper);
      stays.add(HELPER_STAYS);
      const { reached } = known;
      return reached?.kind === "failed" ? { reached: { ...reached, lacksHelper: false } } : {};
    }
    case "keep login": {
      const { user = "", password = "", tries = 0 } = known;
      await keepLogin(settings, { remote, user, password });
      stays.add(PASSWORD_STAYS);
      return { user: undefined, password: undefined, tries: tries + 1, reached: undefined };
    }
  }
}

/** Returns a repository in which the remote can be asked. */
async function askedFor(context: TaskContext): Promise<Asked> {
  const { known } = context;
  const { chosen } = known;
  if (chosen?.kind === "clone" && chosen.address !== undefined && chosen.remote !== undefined) {
    return { settings: await settingsIn(context, chosen.path), remote: chosen.remote };
  }
  const address = remoteAddress(known) ?? "";
  const folder = await scratchFor(context, address);
  return { settings: await settingsIn(context, folder), remote: "origin" };
}

/** Returns a repository of ours with that remote; it is made once for each address. */
async function scratchFor(context: TaskContext, address: string): Promise<string> {
  const { scratch } = context.setupFolder;
  const note = `${scratch}.address`;
  if (await Deno.readTextFile(note).catch(() => undefined) === address) return scratch;
  await removeAll(scratch);
  await makeScratchRepository(await settingsIn(context, scratch), { folder: scratch, address });
  await Deno.writeTextFile(note, address);
  return scratch;
}
