// Files as an archive that keeps which of them can be run. The same files give the same bytes.

import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { type Zippable, zipSync } from "fflate";
import { packTar } from "modern-tar";

/** A file of an archive. */
export interface Entry {
  /** From the root of the archive on. */
  readonly path: string;
  readonly mode: 0o644 | 0o755;
  readonly bytes: Uint8Array;
}

/** Makes a file that cannot be run. */
export function plainFile(path: string, content: string | Uint8Array): Entry {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return { path, mode: 0o644, bytes };
}

/** Makes a file that can be run. */
export function program(path: string, bytes: Uint8Array): Entry {
  return { path, mode: 0o755, bytes };
}

/** Packs files as a zip: macOS unpacks that with a double-click. */
export function zip(entries: readonly Entry[], when: Date): Uint8Array {
  const files: Zippable = {};
  for (const { path, mode, bytes } of entries) {
    // Made by Unix (3): then the upper half of the attributes is the mode, with "a plain file" (0o100000).
    files[path] = [bytes, { os: 3, attrs: ((0o100000 | mode) << 16) >>> 0, mtime: when }];
  }
  return zipSync(files);
}

/** Packs files as a tar.gz, in which their paths begin with `prefix`. */
export async function tarGz(
  entries: readonly Entry[],
  { when, prefix = "", directories = false }: {
    readonly when: Date;
    readonly prefix?: string;
    /** Whether directories are listed, too. */
    readonly directories?: boolean;
  },
): Promise<Uint8Array> {
  const owner = { mtime: when, uid: 0, gid: 0, uname: "root", gname: "root" };
  const above = directories ? directoriesOf(entries) : [];
  const packed = [
    ...above.map((path) => ({
      header: {
        name: `${prefix}${path}`,
        mode: 0o755,
        size: 0,
        type: "directory" as const,
        ...owner,
      },
    })),
    ...entries.map(({ path, mode, bytes }) => ({
      header: { name: `${prefix}${path}`, mode, size: bytes.length, ...owner },
      body: bytes,
    })),
  ];
  return await promisify(gzip)(await packTar(packed));
}

/** Returns the directories of the files, each after the one that it is in: `usr/`, `usr/bin/`. */
function directoriesOf(entries: readonly Entry[]): string[] {
  const found = new Set<string>();
  for (const { path } of entries) {
    const parts = path.split("/").slice(0, -1);
    for (const depth of parts.keys()) found.add(`${parts.slice(0, depth + 1).join("/")}/`);
  }
  return [...found].sort();
}
