// A small disk for one test: a tmpfs, so that "no space left" is real.

import { has } from "./needs.ts";
import { isRoot } from "./root.ts";

/** True when this machine lets the test mount a disk; throws where skipping is forbidden. */
export function canMount(): boolean {
  return has("mount", "umount") && isRoot();
}

/** Mounts an empty disk of `bytes` at a new folder; disposing of it unmounts it. */
export async function mountSmallDisk(folder: string, bytes: number): Promise<AsyncDisposable> {
  await Deno.mkdir(folder);
  await run("mount", "-t", "tmpfs", "-o", `size=${bytes},mode=755`, "tmpfs", folder);
  // Lazily: a program that still has a file open there must not keep the disk after the test.
  return { [Symbol.asyncDispose]: () => run("umount", "--lazy", folder) };
}

async function run(program: string, ...args: string[]): Promise<void> {
  const { code, stderr } = await new Deno.Command(program, { args }).output();
  if (code !== 0) throw new Error(`${program} gave ${code}: ${new TextDecoder().decode(stderr)}`);
}
