// Runs a git verb that talks to the remote, over an ssh connection that stays open where there is one.

import type { GitOptions, GitResult } from "../process/types.ts";
import { remoteUrls } from "../values/git_config.ts";
import { classify } from "../process/classify.ts";
import type { Repository } from "../repository/repository.ts";
import { REMOTE_MEMORY_BYTES, REMOTE_OUTPUT_BYTES } from "../../../system/limits/remote.ts";

/** How a transfer is followed, and how long it may take. */
export interface TransferOptions {
  /** Called with each piece of what git says. */
  readonly onProgress?: ((text: string) => void) | undefined;
  /** Instead of `FETCH_MS` and `PUSH_STALL_MS`. */
  readonly transferMs?: number | undefined;
}

/**
 * Runs a git verb that talks to the remote. When it fails over a connection that is kept open, and that could be the
 * reason, it is tried once more without: what that says is what is wrong.
 */
export async function runOverNetwork(
  repository: Repository,
  args: readonly string[],
  about: {
    readonly remote: string;
    readonly direction: "fetch" | "push";
    readonly access?: GitOptions["access"];
    readonly onProgress?: ((text: string) => void) | undefined;
    readonly stdin?: string;
    readonly stall: NonNullable<GitOptions["stall"]>;
  },
): Promise<GitResult> {
  const { connections, config, ssh, run } = repository;
  const { remote, direction, access = "writes", onProgress, stdin, stall } = about;
  const options = {
    access,
    isTransfer: true,
    mostBytes: REMOTE_OUTPUT_BYTES,
    mostMemory: REMOTE_MEMORY_BYTES,
    stall,
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(stdin === undefined ? {} : { stdin }),
  } as const;
  const kept = await connections?.offer(ssh, remoteUrls(config, remote, direction));
  if (kept === undefined || connections === undefined) return await run(args, options);
  const result = await run(args, { ...options, env: { GIT_SSH_COMMAND: kept.command } });
  if (!isConnectionsFault(result)) return result;
  await connections.end("all");
  const again = await run(args, options);
  // Where they do not work at all each sync would fail first; a network that was away is another matter.
  if (kept.isFirst && !isConnectionsFault(again)) connections.rest();
  return again;
}

/** Messages of the processes that share a connection about each other (OpenSSH 9.2). */
const SHARING = /^(?:mux_|muxclient|unix_listener|Control(?:Socket|Path) |command-line)/m;

/** Reports whether the way to the remote failed, and not only as a fresh connection does that cannot be made. */
function isConnectionsFault(result: GitResult): boolean {
  if (result.code === 0 && result.ended === undefined) return false;
  // The other side does answer.
  if (result.ended === "stall") return false;
  if (result.ended === undefined && SHARING.test(result.stderr)) return true;
  const { kind } = classify(result);
  return kind === "hung" ||
    kind === "offline" && !/^ssh: (?:connect to host|Could not resolve) /m.test(result.stderr);
}
