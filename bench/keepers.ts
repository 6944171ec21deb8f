// The two that are compared: the app and the script. Each keeps one folder in sync until it is
// disposed of.

import { join } from "node:path";
import type { Mosquitto } from "../tests/support/broker.ts";
import { eventually, startInstance } from "../tests/support/running.ts";
import type { World } from "../tests/support/world.ts";

/** A program that keeps a folder in sync. */
export interface Keeper extends AsyncDisposable {
  readonly pid: number;
  readonly folder: string;
}

/** What a keeper is started with. */
export interface KeeperOptions {
  readonly world: World;
  readonly folder: string;
  readonly broker: Mosquitto;
  /** Added to the environment: another git process, another ssh. */
  readonly env?: Readonly<Record<string, string>>;
  /** Of the app alone: keys of its configuration. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** Starts a keeper; it is ready when this settles. */
export type StartKeeper = (options: KeeperOptions) => Promise<Keeper>;

/** The app, with live updates and a quiet time of 0 where `config` does not say otherwise. */
export const startApp: StartKeeper = async ({ world, folder, broker, env = {}, config = {} }) => {
  // The path of a kept ssh connection must be short.
  const runtime = await Deno.makeTempDir({ prefix: "gsb-" });
  const instance = await startInstance(world, nameOf(folder), {
    env: { XDG_RUNTIME_DIR: runtime, ...env },
    config: {
      sync_dir: folder,
      sync_delay_seconds: 0,
      client_id: nameOf(folder),
      mqtt_enabled: true,
      mqtt_host: "127.0.0.1",
      mqtt_port: broker.port,
      mqtt_topic: topicOf(world),
      ...config,
    },
  });
  await instance.shows(
    "it watches, hears messages and has nothing to do",
    ({ condition, link, watch }) =>
      condition === "up to date" && link.kind === "up" && watch.kind === "watching",
  );
  return {
    pid: instance.pid,
    folder,
    async [Symbol.asyncDispose]() {
      await instance[Symbol.asyncDispose]();
      await Deno.remove(runtime, { recursive: true });
    },
  };
};

/** The script `by_hand.sh`. */
export const startByHand: StartKeeper = async ({ world, folder, broker, env = {} }) => {
  const subscriptions = broker.count(/Sending SUBACK/);
  const child = new Deno.Command(join(import.meta.dirname!, "by_hand.sh"), {
    args: [folder, String(broker.port), topicOf(world), nameOf(folder)],
    clearEnv: true,
    env: { ...world.env, ...env },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
    // A group of its own, so that what it has started can be ended with it.
    detached: true,
  }).spawn();
  const watches = lineOf(child.stderr, "Watches established.");
  await eventually("the script hears messages", () => {
    return broker.count(/Sending SUBACK/) > subscriptions;
  });
  await watches;
  return {
    pid: child.pid,
    folder,
    async [Symbol.asyncDispose]() {
      Deno.kill(-child.pid, "SIGKILL");
      await child.status;
    },
  };
};

/** A topic for each world, so that its keepers receive only messages of each other. */
export function topicOf(world: World): string {
  return nameOf(world.folder);
}

function nameOf(folder: string): string {
  return folder.slice(folder.lastIndexOf("/") + 1);
}

/** Waits for a line; the output after it is read and dropped, so that the program is not blocked. */
async function lineOf(stream: ReadableStream<Uint8Array>, line: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let text = "";
  void (async () => {
    for await (const piece of stream.pipeThrough(new TextDecoderStream())) {
      text += piece;
      if (text.includes(line)) resolve();
    }
  })();
  await promise;
}
