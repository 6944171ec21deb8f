// A file is saved on one machine and seen on the other: over a path of this machine, or over ssh.

import { join } from "node:path";
import type { Mosquitto } from "../../tests/support/broker.ts";
import { verbOf, wrapGit } from "../../tests/support/git_wrapper.ts";
import { type SshServer, startSshServer } from "../../tests/support/sshd.ts";
import type { World } from "../../tests/support/world.ts";
import { startApp, startByHand, type StartKeeper } from "../keepers.ts";
import { until, untilAtRest } from "../processes.ts";
import { alternate, makeSide, makeSides, type Side, type SideOptions } from "../sides.ts";
import { pause } from "../../src/system/pause.ts";
import { figure, type Row } from "../table.ts";

/** How the machines reach their remote. */
export type Way = "path" | "ssh" | "ssh kept open";

/** In seconds: what it takes to set up a connection to a server on another continent. */
const SSH_SECONDS = 0.3;

const WORDS: Readonly<Record<Way, string>> = {
  path: "local path",
  ssh: "ssh, 300 ms to connect",
  "ssh kept open": "ssh kept open, from the second save on",
};

const LIMITS: Readonly<Record<Way, { readonly sent: number; readonly seen: number }>> = {
  path: { sent: 1.4, seen: 1.5 },
  ssh: { sent: 1.1, seen: 1.15 },
  "ssh kept open": { sent: 0.4, seen: 0.4 },
};

interface Travel {
  /** Seconds until the remote has it. */
  readonly sent: number;
  /** Seconds until the other machine's folder has it. */
  readonly seen: number;
}

/** Saves one file again and again. */
export async function travel(broker: Mosquitto, way: Way): Promise<Row[]> {
  const options = optionsFor(broker, way);
  await using sides = await makeSides(options);
  const times = way === "path" ? 30 : 10;
  const one = (side: Side) => (turn: number) => saveOne(side, `note-${turn}.md`);
  // The first save of each is not like the others.
  await alternate(1, { ours: one(sides.ours), reference: one(sides.reference) });
  const measured = await alternate(times, {
    ours: (turn) => one(sides.ours)(turn + 1),
    reference: (turn) => one(sides.reference)(turn + 1),
  });
  const note = way === "path" ? await countsOf(options) : undefined;
  const row = (what: string, key: keyof Travel): Row => ({
    what: `${what}: ${WORDS[way]}`,
    unit: "time",
    ours: measured.ours.map((sample) => sample[key]),
    reference: measured.reference.map((sample) => sample[key]),
    against: "by hand",
    limit: LIMITS[way][key],
    ...(note === undefined ? {} : { note: note[key] }),
  });
  return [row("1 file saved, at the remote", "sent"), row("seen on the other machine", "seen")];
}

function optionsFor(broker: Mosquitto, way: Way): SideOptions {
  return {
    broker,
    names: ["here", "there"],
    config: way === "ssh" ? { ssh_keep_open: false } : {},
    fill: async (world) => void await world.clones({ "todo.md": "milk\n" }),
    prepare: async (world, folders) => way === "path" ? {} : await reachBySsh(world, folders),
  };
}

/** Lets clones reach their remote over a server on loopback, over a connection that takes its time. */
async function reachBySsh(
  world: World,
  folders: readonly string[],
): Promise<Record<string, string>> {
  const server: SshServer = await startSshServer(world);
  const dispose = world[Symbol.asyncDispose].bind(world);
  world[Symbol.asyncDispose] = async () => {
    await server[Symbol.asyncDispose]();
    await dispose();
  };
  const proxy = join(world.folder, "proxy.sh");
  // What it leaves running for a moment must not hold git's pipes.
  await Deno.writeTextFile(
    proxy,
    `exec 2>/dev/null\nsleep ${SSH_SECONDS}\nexec 3<>"/dev/tcp/127.0.0.1/${server.port}"\ncat <&3 &\nexec cat >&3\n`,
  );
  const command = await server.client({ ProxyCommand: `bash ${proxy}` });
  for (const folder of folders) {
    await world.git(folder, "remote", "set-url", "origin", server.url(world.remote));
    await world.git(folder, "config", "core.sshCommand", command);
  }
  return {};
}

async function saveOne(side: Side, name: string): Promise<Travel> {
  const { world, keepers: [here, there], pids } = side;
  await untilAtRest(pids);
  // Saves that follow each other faster count as those of a program, and wait (decision 232).
  await pause(500);
  const tip = join(world.remote, "refs/heads/main");
  const before = textOf(tip);
  const arrival = join(there!.folder, name);
  const since = performance.now();
  await Deno.writeTextFile(join(here!.folder, name), `${name}\n`);
  await until(`${name} is at the remote`, () => textOf(tip) !== before);
  const sent = performance.now();
  await until(`${name} is on the other machine`, () => textOf(arrival) !== undefined);
  const seen = performance.now();
  return { sent: (sent - since) / 1000, seen: (seen - since) / 1000 };
}

/** Returns how many git processes and connections a save costs on each side, as text. */
async function countsOf(options: SideOptions): Promise<{ sent: string; seen: string }> {
  const saves = 3;
  const count = async (start: StartKeeper) => {
    let calls: () => Promise<string[][]> = () => Promise.resolve([]);
    await using side = await makeSide(start, {
      ...options,
      prepare: async (world) => {
        const wrapper = await wrapGit(world);
        calls = wrapper.calls;
        return { PATH: wrapper.environment.PATH! };
      },
    });
    await saveOne(side, "first.md");
    await untilAtRest(side.pids);
    await calls();
    for (let turn = 0; turn < saves; turn++) await saveOne(side, `note-${turn}.md`);
    await untilAtRest(side.pids);
    const verbs = (await calls()).map(verbOf);
    const connections = verbs.filter((verb) => verb === "push" || verb === "fetch").length;
    return { commands: verbs.length / saves, connections: connections / saves };
  };
  const [ours, hand] = [await count(startApp), await count(startByHand)];
  return {
    // By the times at which git processes begin and end (GIT_TRACE2_EVENT).
    sent:
      "7 git processes in 4 starts, by hand 3; each start that writes leaves word of itself first, " +
      "for after a crash, and each has its work on the disk before the next one names it",
    seen:
      `${figure(ours.commands)} git processes and ${
        figure(ours.connections)
      } connections; by hand ` +
      `${figure(hand.commands)} and ${figure(hand.connections)}`,
  };
}

function textOf(file: string): string | undefined {
  try {
    return Deno.readTextFileSync(file);
  } catch {
    return undefined;
  }
}
