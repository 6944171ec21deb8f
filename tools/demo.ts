// `deno task demo`: a remote, a broker and two machines' folders in a temporary place, and what happens to a
// save, to a conflict and without a network. With `--keep` the two go on until Ctrl-C.

import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { Aedes } from "aedes";
import { runApp } from "../src/app/app.ts";
import { sendRequest } from "../src/app/control/client.ts";
import { clockFormat } from "../src/view/clock_format.ts";
import { syncSettings } from "../src/app/folders/folder_settings.ts";
import { systemClock } from "../src/app/loop.ts";
import { configId } from "../src/app/control/config_id.ts";
import { socketPath } from "../src/app/control/socket.ts";
import type { Status } from "../src/view/status_report.ts";
import { findAppPaths } from "../src/system/app_paths.ts";
import { openChannel } from "../src/adapters/mqtt/channel.ts";
import { printError } from "../src/system/terminal/terminal.ts";
import { watchFolder } from "../src/adapters/watch/watch.ts";

interface DemoMachine {
  readonly name: string;
  readonly folder: string;
  readonly ended: Promise<number>;
}

const keep = Deno.args.includes("--keep");
const stop = new AbortController();
// Not in TMPDIR, which on macOS is too long for the path of a socket.
const place = await Deno.realPath(
  await Deno.makeTempDir({ dir: "/tmp", prefix: "git-sync-bar-demo-" }),
);
const remote = join(place, "remote.git");

const say = (line: string) => Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));

async function git(...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("git", { args, cwd: place }).output();
  if (!success) throw new Error(`git ${args[0]} failed: ${new TextDecoder().decode(stderr)}`);
}

/** Starts a broker in this process, which prints each message that it passes on. Returns its port. */
async function startBroker(): Promise<number> {
  const broker = await Aedes.createBroker();
  broker.on("publish", ({ topic, payload }) => {
    if (topic === "demo") say(`   (message: "${payload}" has sent something)`);
  });
  const server = createServer(broker.handle);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** Starts a machine: a clone of the remote and a running app with a home and a configuration of its own. */
async function startMachine(name: string, port: number): Promise<DemoMachine> {
  const home = join(place, `home of ${name}`);
  const folder = join(place, name);
  await Deno.mkdir(home);
  await git("clone", "--quiet", remote, folder);
  const environment = {
    PATH: Deno.env.get("PATH") ?? "/usr/bin:/bin",
    HOME: home,
    USER: name,
  };
  const config = join(home, "config.json");
  const settings = {
    sync_dir: folder,
    sync_delay_seconds: 1,
    sync_poll_seconds: 3600,
    client_id: name,
    mqtt_enabled: true,
    mqtt_host: "127.0.0.1",
    mqtt_port: port,
    mqtt_topic: "demo",
  };
  await Deno.writeTextFile(config, JSON.stringify(settings));
  const places = {
    ...findAppPaths("linux", environment, { uid: Deno.uid() }),
    runtime: join(place, "run"),
  };
  const machine = { system: Deno.build.os, hostname: name, environment };
  const ended = runApp({
    origin: { file: config, home },
    places,
    platform: machine,
    prepare: (settings, own) => syncSettings(settings, { machine, ...own }),
    clock: systemClock,
    openWatcher: watchFolder,
    openChannel: (settings, parts) => Promise.resolve(openChannel(settings, parts)),
    formatTimes: clockFormat(undefined),
    openLog: () => ({ write: () => {}, close: () => Promise.resolve() }),
    reportError: printError,
    stop: stop.signal,
  });
  const socket = socketPath(places.runtime, await configId(config));
  await until(`${name} did not start`, async () => {
    const status = await sendRequest(socket, { command: "status" }) as Status | undefined;
    return status?.condition === "up to date" && status.link.kind === "up";
  });
  return { name, folder, ended };
}

/** Waits until a condition holds. It is checked often, as the time until then is shown. */
async function until(what: string, holds: () => Promise<boolean>): Promise<number> {
  const since = performance.now();
  while (!await holds()) {
    if (performance.now() - since > 20_000) throw new Error(`Cannot show the demo: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return (performance.now() - since) / 1000;
}

async function hasText(folder: string, name: string, text: string): Promise<boolean> {
  return await Deno.readTextFile(join(folder, name)).catch(() => "") === text;
}

async function namesIn(folder: string): Promise<string[]> {
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  return names.filter((name) => name !== ".git").sort();
}

async function save(machine: DemoMachine, name: string, text: string): Promise<void> {
  await Deno.writeTextFile(join(machine.folder, name), text);
}

async function tell(laptop: DemoMachine, desktop: DemoMachine): Promise<void> {
  say("1. A save travels");
  await save(laptop, "notes.md", "milk\nbread\n");
  say("   laptop saves notes.md …");
  const first = await until(
    "notes.md did not arrive",
    () => hasText(desktop.folder, "notes.md", "milk\nbread\n"),
  );
  say(`   … and desktop has it ${first.toFixed(1)} s later.`);
  say("   (1 s of that is the quiet time: writing has to settle.)\n");

  say("2. Both edit the same line: nothing is lost");
  await Promise.all([
    save(laptop, "notes.md", "oat milk\nbread\n"),
    save(desktop, "notes.md", "two bottles of milk\nbread\n"),
  ]);
  const copies = async ({ folder }: DemoMachine) =>
    (await namesIn(folder)).filter((name) => name.includes("(conflict"));
  await until(
    "the conflict was not kept on both",
    async () => (await copies(laptop)).length === 1 && (await copies(desktop)).length === 1,
  );
  for (const name of await namesIn(laptop.folder)) {
    const [line] = (await Deno.readTextFile(join(laptop.folder, name))).split("\n");
    say(`   on both: ${name}: "${line}"`);
  }

  say("\n3. The network goes away and comes back");
  await Deno.rename(remote, `${remote}.away`);
  await save(laptop, "todo.md", "written without a network\n");
  say("   laptop saves todo.md; the remote cannot be reached …");
  const log = async () => {
    const args = ["-C", laptop.folder, "log", "-1", "--format=%s"];
    const { stdout } = await new Deno.Command("git", { args }).output();
    return new TextDecoder().decode(stdout);
  };
  await until("the save was not committed", async () => (await log()).includes("todo.md"));
  say("   … so it is committed on laptop, and waits.");
  await Deno.rename(`${remote}.away`, remote);
  await until(
    "todo.md did not arrive",
    () => hasText(desktop.folder, "todo.md", "written without a network\n"),
  );
  say("   The remote is back, and desktop has it.");
}

Deno.addSignalListener("SIGINT", () => stop.abort());
let failure: unknown;
const machines: DemoMachine[] = [];
try {
  await git("init", "--quiet", "--bare", "--initial-branch=main", remote);
  const port = await startBroker();
  const laptop = await startMachine("laptop", port);
  const desktop = await startMachine("desktop", port);
  machines.push(laptop, desktop);
  say("Two machines, laptop and desktop; between them a remote, and a broker for live updates.\n");
  await tell(laptop, desktop);
  if (keep) {
    say(`\nBoth go on until Ctrl-C. Play in\n   ${laptop.folder}\n   ${desktop.folder}`);
    await Promise.all(machines.map(({ ended }) => ended));
  }
} catch (error) {
  failure = error;
} finally {
  stop.abort();
  await Promise.all(machines.map(({ ended }) => ended));
  await Deno.remove(place, { recursive: true });
}
if (failure !== undefined) throw failure;
Deno.exit(0);
