// The volumes that worlds are made on.

import { statfs } from "node:fs/promises";

/** Does something whose worlds are below a folder, and so on its volume. */
export async function onVolume<Result>(
  folder: string,
  act: () => Promise<Result>,
): Promise<Result> {
  const before = Deno.env.get("TMPDIR");
  Deno.env.set("TMPDIR", folder);
  try {
    return await act();
  } finally {
    if (before === undefined) Deno.env.delete("TMPDIR");
    else Deno.env.set("TMPDIR", before);
  }
}

/** The numbers of file systems on Linux (statfs(2)). */
const TMPFS = 0x01021994;
const KINDS = new Map([[TMPFS, "tmpfs"], [0xef53, "ext4"], [0x9123683e, "btrfs"], [
  0x58465342,
  "XFS",
]]);

/** Returns the name of the kind of file system that a folder is on. */
export async function kindOf(folder: string): Promise<string> {
  const { type } = await statfs(folder);
  return KINDS.get(type) ?? `a file system of the kind ${type.toString(16)}`;
}

/** Returns a folder for temporary files that is in memory. Throws where there is none. */
export async function folderInMemory(): Promise<string> {
  const folders = ["TMPDIR", "XDG_RUNTIME_DIR"].flatMap((name) => Deno.env.get(name) ?? []);
  for (const folder of [...folders, "/tmp"]) {
    if ((await statfs(folder)).type === TMPFS) return folder;
  }
  throw new Error("Cannot measure in memory: set TMPDIR to a folder on a tmpfs");
}
