// `--once`: one sync, its outcome in words.

import type { Confirmation } from "../core/confirmation.ts";
import { quote } from "../system/text.ts";
import type { SyncSettings, Transfer } from "../engine/mod.ts";
import { answerOf } from "../view/outcome.ts";
import { type Output, syncNow } from "../app/control/client.ts";
import { openSession } from "../app/synced_folder.ts";

/** Syncs once and answers the exit code. */
export async function syncOnce(
  settings: SyncSettings,
  { output, onTransfer, ...confirmation }: Confirmation & {
    readonly output: Output;
    readonly onTransfer: (transfer: Transfer) => void;
  },
): Promise<number> {
  const session = openSession({
    settings: { ...settings, onTransfer },
    socket: undefined,
    openWatcher: undefined,
    onChanged: () => {},
    onWatch: () => {},
  });
  const { publish, ...confirmed } = confirmation;
  const outcome = await session.sync({
    remote: "ask",
    fullScan: true,
    ...confirmed,
    restoreDeletion: false,
    ...(publish === undefined ? {} : { publish: [publish] }),
    message: false,
  });
  await session.close();
  if (outcome.kind === "problem" && outcome.problem.kind === "other instance") {
    const { socket } = outcome.problem;
    if (socket !== undefined) return await handOver(socket, { ...confirmation, output });
  }
  const answer = answerOf(outcome);
  for (const line of answer.lines) output.print(line);
  if (answer.error !== undefined) {
    output.printError(`Cannot sync ${quote(settings.folder)}: ${answer.error}`);
  }
  return answer.exitCode;
}

/** The instance that has the lock does it. */
async function handOver(
  socket: string,
  options: Confirmation & { readonly output: Output },
): Promise<number> {
  options.output.print("Handed over to the instance that is running");
  return await syncNow(socket, options);
}
