// The files of a folder, for tests that look at all of them.

import { join } from "node:path";

/** Returns the sorted paths below a folder, relative to it; folders whose name `skips` are left out. None where it is not there. */
export async function filesBelow(
  folder: string,
  skips: (name: string) => boolean = () => false,
): Promise<string[]> {
  const found: string[] = [];
  const walk = async (at: string) => {
    for await (const { name, isDirectory } of Deno.readDir(join(folder, at))) {
      if (!isDirectory) found.push(join(at, name));
      else if (!skips(name)) await walk(join(at, name));
    }
  };
  await walk("").catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  return found.sort();
}

/** Returns the sorted names in a folder. */
export async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}
