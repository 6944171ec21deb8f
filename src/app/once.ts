// `--once`: one sync, its outcome in words.

import { exitCode } from "../cli.ts";
import { quote } from "../quote.ts";
import { type Transfer, transferIn } from "../git/progress.ts";
import type { SyncSettings } from "../sync/settings.ts";
import { createSyncer } from "../sync/sync.ts";
import { lockRepository } from "./instance.ts";
import { blockedSentence, failureSentence, outcomeLines } from "./sentences.ts";

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
  const lock = await lockRepository(settings.folder).catch(() => "no repository" as const);
  if (lock === undefined) {
    refuse(blockedSentence({ reason: "other instance" }));
    return exitCode.blocked;
  }
  // Without a repository to lock the sync itself finds out what is wrong.
  using _held = lock === "no repository" ? undefined : lock;
  const syncer = createSyncer({
    ...settings,
    onProgress: (text) => {
      const transfer = transferIn(text);
      if (transfer !== undefined) voice.show(transfer);
    },
  });
  const outcome = await syncer.sync({ ask: true, confirmDeletion });
  for (const line of outcomeLines(outcome)) voice.tell(line);
  switch (outcome.kind) {
    case "synced":
      return exitCode.well;
    case "blocked":
      refuse(blockedSentence(outcome.blocked));
      return exitCode.blocked;
    case "failed":
      refuse(failureSentence(outcome.failure));
      return exitCode.failed;
  }
}
