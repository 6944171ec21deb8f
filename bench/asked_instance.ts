// A clone that an instance syncs when it is asked to, and what that takes.

import { type Instance, startInstance } from "../tests/support/running.ts";
import { makeWorld, type World } from "../tests/support/world.ts";
import type { Taken } from "./by_hand.ts";
import { fillRemote } from "./large_tree.ts";
import { ownProcessorOf, untilAtRest, usageOf } from "./processes.ts";

/** A sync of the app, and what it took of its own process alone. */
export interface Synced extends Taken {
  readonly own: number;
}

/** A world with a clone. */
export interface Place extends AsyncDisposable {
  readonly world: World;
  readonly folder: string;
}

/** The same, and an instance that syncs the clone when it is asked to. */
export interface Bench extends Place {
  readonly instance: Instance;
}

/** Makes a world with a remote of one file, and a clone. */
export async function makePlace(): Promise<Place> {
  const world = await makeWorld();
  await fillRemote(world, 1);
  const folder = await world.clone("here");
  return { world, folder, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

/** Makes the same, and starts an instance that syncs only when it is asked to. */
export async function makeBench(): Promise<Bench> {
  const { world, folder } = await makePlace();
  const instance = await startInstance(world, "here", {
    config: {
      sync_dir: folder,
      sync_delay_seconds: 86_400,
      sync_max_file_mb: 0,
      mqtt_enabled: false,
    },
  });
  await instance.upToDate();
  return {
    world,
    folder,
    instance,
    async [Symbol.asyncDispose]() {
      await instance[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

/** Has an instance sync, and waits until it has nothing to do. */
export async function sync(instance: Instance): Promise<Synced> {
  const { pid } = instance;
  await untilAtRest([pid]);
  const [processor, own] = [usageOf([pid]).processor, ownProcessorOf(pid)];
  const since = performance.now();
  const { code, stderr } = await instance.run("--sync-now");
  const seconds = (performance.now() - since) / 1000;
  if (code !== 0) throw new Error(`Cannot sync: ${stderr}`);
  await untilAtRest([pid]);
  return {
    seconds,
    processor: usageOf([pid]).processor - processor,
    own: ownProcessorOf(pid) - own,
  };
}
