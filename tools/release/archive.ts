// A folder as an archive that keeps which files can be run. The same files give the same bytes.

import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { type Zippable, zipSync } from "fflate";
import { packTar } from "modern-tar";

interface Entry {
  /** From the folder on. */
  readonly path: string;
  /** Of the file. */
  readonly mode: 0o644 | 0o755;
  readonly bytes: Uint8Array;
}

/** Packs what is in a folder as a zip: macOS unpacks that with a double-click. */
export async function zipOf(folder: string, when: Date): Promise<Uint8Array> {
  const files: Zippable = {};
  for (const { path, mode, bytes } of await entriesOf(folder)) {
    // Made by Unix (3): then the upper half of the attributes is the mode, with "a plain file" (0o100000).
    files[path] = [bytes, { os: 3, attrs: ((0o100000 | mode) << 16) >>> 0, mtime: when }];
  }
  return zipSync(files);
}

/** Packs what is in a folder as a tar.gz. */
export async function tarGzOf(folder: string, when: Date): Promise<Uint8Array> {
  const entries = (await entriesOf(folder)).map(({ path, mode, bytes }) => ({
    header: { name: path, mode, size: bytes.length, mtime: when, uid: 0, gid: 0 },
    body: bytes,
  }));
  return await promisify(gzip)(await packTar(entries));
}

async function entriesOf(folder: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  const walk = async (below: string) => {
    for await (const { name, isDirectory } of Deno.readDir(join(folder, below))) {
      const path = below === "" ? name : `${below}/${name}`;
      if (isDirectory) {
        await walk(path);
        continue;
      }
      const { mode } = await Deno.stat(join(folder, path));
      const bytes = await Deno.readFile(join(folder, path));
      entries.push({ path, mode: ((mode ?? 0) & 0o100) === 0 ? 0o644 : 0o755, bytes });
    }
  };
  await walk("");
  return entries.sort((one, other) => one.path < other.path ? -1 : 1);
}
