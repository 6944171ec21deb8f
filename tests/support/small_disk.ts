// A small disk for one test: a tmpfs, so that "no space left" is real.

import { join } from "node:path";
import { has } from "./needs.ts";
import { isRoot } from "./root.ts";

/** True when this machine lets the test mount a disk; throws where skipping is forbidden. */
export function canMount(): boolean {
  return has("mount", "umount") && isRoot();
}

/** Mounts an empty disk of `bytes` at a new folder; disposing of it unmounts it. From `noexec` no program is run. */
export async function mountSmallDisk(
  folder: string,
  bytes: number,
  use: "exec" | "noexec" = "exec",
): Promise<AsyncDisposable> {
  await Deno.mkdir(folder);
  await run("mount", "-t", "tmpfs", "-o", `size=${bytes},mode=755,${use}`, "tmpfs", folder);
  // Lazily: a program that still has a file open there must not keep the disk after the test.
  return { [Symbol.asyncDispose]: () => run("umount", "--lazy", folder) };
}

/** Mounts a folder in another place of the same disk; disposing of it unmounts it. */
export async function bindFolder(from: string, folder: string): Promise<AsyncDisposable> {
  await Deno.mkdir(folder, { recursive: true });
  await run("mount", "--bind", from, folder);
  return { [Symbol.asyncDispose]: () => run("umount", "--lazy", folder) };
}

/**
 * Makes a file one of which nothing can be read though it can be opened, as on a broken disk; disposing of
 * that brings it back.
 */
export async function breakFile(file: string): Promise<AsyncDisposable> {
  // The kernel has no speed to tell of its own network device: each read fails.
  await run("mount", "--bind", "/sys/class/net/lo/speed", file);
  return { [Symbol.asyncDispose]: () => run("umount", "--lazy", file) };
}

/** A disk that has only so much room; disposing of it gives back what was taken. */
export interface FullDisk extends AsyncDisposable {
  /** Takes what is free, but for so many bytes. */
  take(room: { readonly left: number }): Promise<void>;
}

/** Fills a disk, but for so many bytes. */
export async function fillDisk(
  disk: string,
  room: { readonly left: number },
): Promise<FullDisk> {
  const filler = join(disk, "filler");
  const page = new Uint8Array(4096);
  const full: FullDisk = {
    async take({ left }) {
      using file = await Deno.open(filler, { create: true, append: true });
      let size = (await file.stat()).size;
      try {
        for (;;) size += await file.write(page);
      } catch {
        await file.truncate(size - left);
      }
    },
    [Symbol.asyncDispose]: () => Deno.remove(filler),
  };
  await full.take(room);
  return full;
}

async function run(program: string, ...args: string[]): Promise<void> {
  const { code, stderr } = await new Deno.Command(program, { args }).output();
  if (code !== 0) throw new Error(`${program} gave ${code}: ${new TextDecoder().decode(stderr)}`);
}
