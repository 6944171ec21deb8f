// `deno task soak:memory [SYNCS]`: whether the running app needs more memory after very many syncs (10,000
// unless another number is given) than after few. Linux only, as it reads /proc. With GIT_SYNC_BAR_PROGRAM it
// is the compiled program that runs.

import { join } from "node:path";
import process from "node:process";
import { sendRequest } from "../src/app/control/client.ts";
import { publish } from "../tests/support/editing.ts";
import { eventually, type Instance, startInstance } from "../tests/support/running.ts";
import { makeWorld, type World } from "../tests/support/world.ts";

/** What counts as "after few": the caches are full by then, and the code that runs often is compiled. */
const WARM = 500;
/** The most that the end may be of that. */
const LIMIT = 1.1;
/** A figure is the mean over so many syncs: the collector of garbage works in waves. */
const WINDOW = 100;
/** Every so many syncs something comes in; all others are saves. */
const INCOMING = 20;

const total = Number(Deno.args[0] ?? 10_000);
const say = (line: string) => Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));

await using world = await makeWorld();
const [folder] = await world.clones({ "notes.md": "one\n" }, "laptop");
await using instance = await startInstance(world, "laptop", {
  config: { sync_dir: folder, sync_delay_seconds: 0, sync_poll_seconds: 3600 },
});
await instance.upToDate();

let readings: number[] = [];
let warm = 0;
let mean = 0;
for (let sync = 1; sync <= total; sync++) {
  if (sync % INCOMING === 0) await receive(world, { folder, instance, sync });
  else await save(world, { folder, sync });
  readings.push(await residentMb(instance.pid));
  if (readings.length < WINDOW) continue;
  mean = readings.reduce((sum, reading) => sum + reading, 0) / readings.length;
  readings = [];
  if (sync === WARM) warm = mean;
  if (sync % WARM === 0) say(`after ${sync} syncs ${mean.toFixed(1)} MB`);
}
const ratio = mean / warm;
say(`${ratio.toFixed(3)} of the memory after ${WARM} syncs; at most ${LIMIT} is allowed`);
process.exitCode = ratio <= LIMIT ? 0 : 1;

/** One save, until the remote has it. */
async function save(world: World, at: { folder: string; sync: number }): Promise<void> {
  const before = await tipOf(world);
  await world.write(at.folder, { [`notes/${at.sync % 50}.md`]: `save ${at.sync}\n` });
  await eventually("it is sent", async () => await tipOf(world) !== before);
}

/** Sends one commit of another machine and waits until it is in the folder. */
async function receive(
  world: World,
  { folder, instance, sync }: { folder: string; instance: Instance; sync: number },
): Promise<void> {
  await publish(world, {
    "theirs.md": `incoming ${sync}\n`,
    [`theirs/${sync % 7}.md`]: `${sync}\n`,
  });
  const socket = await instance.socket();
  await sendRequest(socket, { command: "sync", confirmDeletion: false });
  const file = join(folder, "theirs.md");
  await eventually(
    "it has come",
    async () => await Deno.readTextFile(file).catch(() => "") === `incoming ${sync}\n`,
  );
}

async function tipOf(world: World): Promise<string> {
  const loose = await Deno.readTextFile(join(world.remote, "refs/heads/main")).catch(() => "");
  return loose === "" ? await world.git(world.remote, "rev-parse", "main") : loose.trim();
}

async function residentMb(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)![1]) / 1024;
}
