// Disks on which names that differ in case are one: as most Macs have it, and as USB sticks are.

import { join } from "node:path";
import { has } from "./needs.ts";
import { isRoot } from "./root.ts";
import type { World } from "./world.ts";

/** A disk in a world's folder; disposing of it unmounts it. */
export interface Disk extends AsyncDisposable {
  /** The world's name for a folder on the disk. */
  place(name: string): string;
}

/** Debian has fusepy for its own Python alone. */
const PYTHON = "/usr/bin/python3";

/** True when the test can mount both; throws instead of answering false where skipping is forbidden. */
export function canMountDisks(): boolean {
  if (!has("mount.exfat-fuse", "mkfs.exfat", "losetup", "umount") || !isRoot()) {
    return false;
  }
  return hasFusepy();
}

function hasFusepy(): boolean {
  const { success } = new Deno.Command(PYTHON, { args: ["-c", "import fusepy"], stderr: "null" })
    .outputSync();
  if (success || Deno.env.get("GIT_SYNC_BAR_NO_SKIP") === undefined) return success;
  throw new Error(`Cannot skip a test here: ${PYTHON} has no fusepy`);
}

/** Mounts a disk that keeps the spelling of names, and takes those for one that differ in case or accents. */
export async function mountMacDisk({ folder }: World): Promise<Disk> {
  const [below, disk] = [join(folder, "below"), join(folder, "mac")];
  await Deno.mkdir(below);
  await Deno.mkdir(disk);
  const program = new URL("./mac_volume.py", import.meta.url).pathname;
  await run(PYTHON, program, below, disk);
  return {
    place: (name) => join("mac", name),
    [Symbol.asyncDispose]: async () => void await run("umount", "--lazy", disk),
  };
}

/** Mounts an exFAT disk of 64 MiB: no hard links, no symbolic links, no modes, and inodes that mean nothing. */
export async function mountStick({ folder }: World): Promise<Disk> {
  const [image, disk] = [join(folder, "stick.img"), join(folder, "stick")];
  await Deno.mkdir(disk);
  await Deno.writeFile(image, new Uint8Array());
  await Deno.truncate(image, 64 * 1024 * 1024);
  await run("mkfs.exfat", image);
  const device = await run("losetup", "--find", "--show", image);
  // The kernel would remember a file under one spelling when it was written under another one.
  await run("mount.exfat-fuse", "-o", "attr_timeout=0,entry_timeout=0", device, disk);
  return {
    place: (name) => join("stick", name),
    async [Symbol.asyncDispose]() {
      await run("umount", "--lazy", disk);
      await run("losetup", "--detach", device);
    },
  };
}

async function run(program: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(program, { args }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  if (code !== 0) throw new Error(`${program} gave ${code}: ${text(stderr)}`);
  return text(stdout);
}
