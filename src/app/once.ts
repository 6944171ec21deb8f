// `--once`: one sync, its outcome in words.

import { exitCode } from "../cli.ts";
import { quote } from "../quote.ts";
import { type Transfer, transferIn } from "../git/progress.ts";
import type { SyncSettings } from "../sync/settings.ts";
import { syncNow } from "./ask.ts";
import { blockedSentence, failureSentence, outcomeLines } from "./sentences.ts";
import { openSession } from "./session.ts";

/** Where the words go: what was asked for to `tell`, errors to `complain`, progress to `show`. */
export interface Voice {
  readonly tell: (line: string) => void;
  readonly complain: (line: string) => void;
  readonly show: (transfer: Transfer) => void;
}

/** Syncs once and answers the exit code. */
export async function syncOnce(
  settings: SyncSettings,
  { confirmDeletion, voice }: { readonly confirmDeletion: boolean; readonly voice: Voice },
): Promise<number> {
  const refuse = (reason: string) =>
    voice.complain(`Cannot sync ${quote(settings.folder)}: ${reason}`);
  const session = openSession({
    settings: {
      ...settings,
      onProgress: (text) => {
        const transfer = transferIn(text);
        if (transfer !== undefined) voice.show(transfer);
      },
    },
    socket: undefined,
    openWatcher: undefined,
    onChanged: () => {},
    onWatch: () => {},
  });
  const outcome = await session.sync({
    remote: "ask",
    whole: true,
    confirmDeletion,
    message: false,
  });
  await session.close();
  for (const line of outcomeLines(outcome)) voice.tell(line);
  switch (outcome.kind) {
    case "synced":
      return exitCode.well;
    case "blocked":
      if (outcome.blocked.reason === "other instance" && outcome.blocked.socket !== undefined) {
        return await handOver(outcome.blocked.socket, { confirmDeletion, voice });
      }
      refuse(blockedSentence(outcome.blocked));
      return exitCode.blocked;
    case "failed":
      refuse(failureSentence(outcome.failure));
      return exitCode.failed;
  }
}

/** The instance that has the lock does it. */
async function handOver(
  socket: string,
  { confirmDeletion, voice }: { readonly confirmDeletion: boolean; readonly voice: Voice },
): Promise<number> {
  voice.tell("Handed over to the instance that is running");
  return await syncNow(socket, { confirmDeletion, voice });
}
