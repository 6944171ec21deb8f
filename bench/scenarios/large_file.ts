// One very large file, sent and received: time, and the memory of every process.

import { join } from "node:path";
import { startInstance } from "../../tests/support/running.ts";
import { makeBench, makePlace, sync } from "../asked_instance.ts";
import { byHand, type Taken } from "../by_hand.ts";
import { followMemory, type MostMemory } from "../processes.ts";
import { figure, type Row } from "../table.ts";

const LARGE_BYTES = 500 * 2 ** 20;
const PIECE_BYTES = 2 ** 20;
const MEMORY = 120 * 2 ** 20;

/** Measures a save and an arrival, once. */
export async function largeFile(): Promise<Row[]> {
  await using sender = await makeBench();
  await using byHands = await makePlace();
  const { world } = sender;
  const receiver = await world.clone("there");
  await using receiving = await startInstance(world, "there", {
    config: { sync_dir: receiver, sync_max_file_mb: 0, mqtt_enabled: false },
  });
  await receiving.upToDate();
  const receivedByHand = await byHands.world.clone("there");
  await writeLarge(join(sender.folder, "large.bin"));
  await writeLarge(join(byHands.folder, "large.bin"));
  const peakSaving = followMemory([sender.instance.pid]);
  const saved = await sync(sender.instance);
  const saving = peakSaving();
  const savedByHand = await byHand(
    byHands.world,
    byHands.folder,
    "git add --all && git commit -q -m save && git push -q",
  );
  const peakReceiving = followMemory([receiving.pid]);
  const received = await sync(receiving);
  const receivingPeak = peakReceiving();
  const pulled = await byHand(byHands.world, receivedByHand, "git pull -q --ff-only");
  const time = (what: string, ours: Taken, reference: Taken): Row => ({
    what: `one file of 500 MB ${what}`,
    unit: "time",
    ours: [ours.seconds],
    reference: [reference.seconds],
    against: "by hand",
    limit: 1.1,
    note: "once",
  });
  const memory = (what: string, { own, mapped, remote }: MostMemory): Row => ({
    what: `one file of 500 MB ${what}: most memory of one process, ours or git`,
    unit: "memory",
    ours: [own],
    reference: [MEMORY],
    against: "what it may take",
    limit: 1,
    note:
      `without mapped files, of which the system takes pages back: at most ${mib(mapped)} MiB; ` +
      `git at the remote, which is on the same disk: ${mib(remote)} MiB`,
  });
  return [
    time("saved", saved, savedByHand),
    memory("saved", saving),
    time("received", received, pulled),
    memory("received", receivingPeak),
  ];
}

/** Writes a file that cannot be compressed. */
async function writeLarge(file: string): Promise<void> {
  using opened = await Deno.open(file, { write: true, create: true });
  const piece = new Uint8Array(PIECE_BYTES);
  for (let bytes = 0; bytes < LARGE_BYTES; bytes += PIECE_BYTES) {
    for (let at = 0; at < PIECE_BYTES; at += 65_536) {
      crypto.getRandomValues(piece.subarray(at, at + 65_536));
    }
    await opened.write(piece);
  }
}

function mib(bytes: number): string {
  return figure(bytes / 2 ** 20);
}
