// Short calls of the file system about small files, made at once where that is allowed
// (`system/disk/quick_calls.ts`). Each throws what the call of Deno of the same name throws.

import { quickly } from "./quick_calls.ts";

/** Returns the information about a path, links followed. */
export async function stat(path: string): Promise<Deno.FileInfo> {
  return await quickly(path, { now: () => Deno.statSync(path), later: () => Deno.stat(path) });
}

/** Reads a small text file. */
export async function readTextFile(file: string): Promise<string> {
  return await quickly(file, {
    now: () => Deno.readTextFileSync(file),
    later: () => Deno.readTextFile(file),
  });
}

/** Lists a folder. */
export async function readDir(folder: string): Promise<Deno.DirEntry[]> {
  return await quickly(folder, {
    now: () => Array.from(Deno.readDirSync(folder)),
    later: () => Array.fromAsync(Deno.readDir(folder)),
  });
}

/** Returns a path with all links resolved. */
export async function realPath(path: string): Promise<string> {
  return await quickly(path, {
    now: () => Deno.realPathSync(path),
    later: () => Deno.realPath(path),
  });
}

/** Makes a folder. */
export async function mkdir(folder: string, options: Deno.MkdirOptions = {}): Promise<void> {
  await quickly(folder, {
    now: () => Deno.mkdirSync(folder, options),
    later: () => Deno.mkdir(folder, options),
  });
}

/** Removes a file or an empty folder. */
export async function remove(path: string): Promise<void> {
  await quickly(path, { now: () => Deno.removeSync(path), later: () => Deno.remove(path) });
}
