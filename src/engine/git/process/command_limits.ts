// The limits of a running git command, each of which ends it: silence, too much output or memory, no progress, an abort.

import { endGroup, SHORT_GRACE_MS } from "./process_group.ts";
import type { GitOptions, GitResult, GitSettings } from "./types.ts";
import { GIT_OUTPUT_BYTES, GIT_SILENCE_MS } from "../../../system/limits/processes.ts";
import { REMOTE_MEMORY_MS } from "../../../system/limits/remote.ts";
import { memoryOf } from "../../../system/process/processes.ts";

/** The limits of one command, until they are disposed. */
export interface CommandLimits extends Disposable {
  /** Why the command was ended from here, if it was. */
  readonly reached: Pick<GitResult, "ended" | "limit">;
  /** Counts a piece of output, which also ends a silence. Returns false for one that is beyond the limit. */
  count(piece: Uint8Array): boolean;
  /** Counts silence only while git is waited for: else git waits for us. */
  setAwaited(isAwaited: boolean): void;
}

/**
 * The command lines of git that hold what a remote says of its branches. Those that pack and unpack files need memory
 * for these, and limit it themselves. Hooks are the user's own.
 */
export const HEARS_REMOTE =
  /^(?:\S*\/)?git(?:-| (?:.* )?)(?:fetch|push|ls-remote|fetch-pack|send-pack|remote-https?)(?: |$)/;

/** Watches a command that has just been started. */
export function watchLimits(
  child: Deno.ChildProcess,
  { settings, options }: { readonly settings: GitSettings; readonly options: GitOptions },
): CommandLimits {
  const { mostBytes = GIT_OUTPUT_BYTES, mostMemory, stall } = options;
  const silenceMs = options.silenceMs ?? settings.silenceMs ?? GIT_SILENCE_MS;
  let reached: CommandLimits["reached"] = {};
  let room = mostBytes;
  let isAwaited = true;
  let silence: ReturnType<typeof setTimeout> | undefined;

  function end(ended: NonNullable<GitResult["ended"]>, limit?: number): void {
    if (reached.ended !== undefined) return;
    reached = limit === undefined ? { ended } : { ended, limit };
    void endGroup(child, ended === "abort" ? SHORT_GRACE_MS : undefined);
  }

  function restartSilence(): void {
    clearTimeout(silence);
    if (isAwaited) silence = setTimeout(() => end("silence"), silenceMs);
  }

  const abort = () => end("abort");
  settings.signal?.addEventListener("abort", abort, { once: true });
  const stopAsking = stall && askAgain(stall, (elapsedMs) => end("stall", elapsedMs));
  const stopMeasuring = mostMemory !== undefined && askAgain({
    everyMs: REMOTE_MEMORY_MS,
    goesOn: async () => await memoryOf(child.pid, HEARS_REMOTE) <= mostMemory,
  }, () => end("memory", mostMemory));
  restartSilence();
  return {
    get reached() {
      return reached;
    },
    count(piece) {
      restartSilence();
      room -= piece.length;
      if (room < 0) end("flood", mostBytes);
      return room >= 0;
    },
    setAwaited(is) {
      isAwaited = is;
      restartSilence();
    },
    [Symbol.dispose]() {
      clearTimeout(silence);
      stopAsking?.();
      if (stopMeasuring) stopMeasuring();
      settings.signal?.removeEventListener("abort", abort);
    },
  };
}

/** Asks every so often whether a command may go on. Returns how to stop that. */
function askAgain(
  { everyMs, goesOn }: NonNullable<GitOptions["stall"]>,
  end: (elapsedMs: number) => void,
): () => void {
  const began = performance.now();
  let isOver = false;
  const ask = async () => {
    const elapsed = performance.now() - began;
    if (!await goesOn(elapsed)) end(elapsed);
    else if (!isOver) timer = setTimeout(ask, everyMs);
  };
  let timer = setTimeout(ask, everyMs);
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
