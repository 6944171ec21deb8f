// What a sync that was cut off might leave: locks of git, and notes of ours.

import { join } from "node:path";
import type { World } from "./world.ts";

/** Returns the locks and notes that a sync has left in a folder and at the remote. */
export async function leftovers(world: World, folder: string): Promise<string[]> {
  const left: string[] = [];
  for (const at of [join(folder, ".git"), world.remote]) {
    for await (const { name } of Deno.readDir(at)) if (name.endsWith(".lock")) left.push(name);
  }
  const heads = await Array.fromAsync(Deno.readDir(join(folder, ".git/refs/heads")));
  const own = await Array.fromAsync(Deno.readDir(join(folder, ".git/gitsyncbar")));
  return [
    ...left,
    ...heads.map(({ name }) => name).filter((name) => name.endsWith(".lock")),
    ...own.map(({ name }) => name).filter((name) => ["running", "update.json"].includes(name)),
  ];
}
