// The two sides of a comparison, each with a world of its own, and the alternation between them.

import { makeWorld, type World } from "../tests/support/world.ts";
import {
  type Keeper,
  type KeeperOptions,
  startApp,
  startByHand,
  type StartKeeper,
} from "./keepers.ts";

/** One of the two that are compared. */
export interface Side extends AsyncDisposable {
  readonly world: World;
  /** Its keepers, in the order of their folders. */
  readonly keepers: readonly Keeper[];
  readonly pids: readonly number[];
}

/** Ours, and the reference. */
export interface Sides<Of> {
  readonly ours: Of;
  readonly reference: Of;
}

/** How both sides are made. */
export interface SideOptions extends Pick<KeeperOptions, "broker" | "config"> {
  /** Fills the remote of a world. */
  readonly fill: (world: World) => Promise<void>;
  /** A clone, and a keeper for it, for each name. */
  readonly names: readonly string[];
  /** Does what is left to do with a world and its clones; answers what is added to the environment. */
  readonly prepare?: (
    world: World,
    folders: readonly string[],
  ) => Promise<Readonly<Record<string, string>>>;
}

/** The app on one side, the script on the other, on remotes with the same content. */
export async function makeSides(
  options: SideOptions,
): Promise<Sides<Side> & AsyncDisposable> {
  const ours = await makeSide(startApp, options);
  const reference = await makeSide(startByHand, options);
  return {
    ours,
    reference,
    async [Symbol.asyncDispose]() {
      await ours[Symbol.asyncDispose]();
      await reference[Symbol.asyncDispose]();
    },
  };
}

/** One side alone. */
export async function makeSide(start: StartKeeper, options: SideOptions): Promise<Side> {
  const { fill, names, prepare, ...others } = options;
  const world = await makeWorld();
  await fill(world);
  const folders: string[] = [];
  for (const name of names) folders.push(await world.clone(name));
  const env = await prepare?.(world, folders) ?? {};
  const keepers = await Promise.all(
    folders.map((folder) => start({ ...others, world, folder, env })),
  );
  return {
    world,
    keepers,
    pids: keepers.map(({ pid }) => pid),
    async [Symbol.asyncDispose]() {
      for (const keeper of keepers) await keeper[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

/**
 * Measures both in turn, so often, and changes each time who is first: A B, B A, A B. What is measured
 * is told the number of its turn.
 */
export async function alternate<Sample>(
  times: number,
  measure: Sides<(turn: number) => Promise<Sample>>,
): Promise<Sides<readonly Sample[]>> {
  const samples: { [Key in keyof Sides<unknown>]: Sample[] } = { ours: [], reference: [] };
  for (let turn = 0; turn < times; turn++) {
    const order = turn % 2 === 0 ? ["ours", "reference"] as const : ["reference", "ours"] as const;
    for (const side of order) samples[side].push(await measure[side](turn));
  }
  return samples;
}
