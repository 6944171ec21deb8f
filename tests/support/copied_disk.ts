// The machine's disk as it is, for one program: what the program writes is kept apart and can be listed,
// wherever it is. The folders of a test are shared, and their files are looked at there.
// https://docs.kernel.org/filesystems/overlayfs.html

import { join } from "node:path";
import { has } from "./needs.ts";
import { isRoot } from "./root.ts";
import type { Launch } from "./running.ts";
import { mountSmallDisk } from "./small_disk.ts";

/** Such a disk. */
export interface CopiedDisk extends AsyncDisposable {
  /** Starts a program with it. */
  launch(usual: Launch): Launch;
  /** The files that were written or deleted outside of the shared folders. */
  written(): Promise<string[]>;
}

/** True when this machine lets the test mount a disk; throws where skipping is forbidden. */
export function canCopyDisk(): boolean {
  return has("unshare", "mount", "umount", "chroot", "find") && isRoot();
}

/**
 * Makes such a disk below a folder that nobody else uses. What is shared are folders, and sockets: nobody
 * listens behind the copy of one.
 */
export async function copyDisk(folder: string, shared: readonly string[]): Promise<CopiedDisk> {
  const at = join(folder, "copied disk");
  const disk = await mountSmallDisk(at, 256_000_000);
  for (const name of ["upper", "work", "shm", "root"]) await Deno.mkdir(join(at, name));
  const steps = [
    "mount -t overlay overlay -o lowerdir=/,upperdir=upper,workdir=work root",
    "for name in proc sys dev; do mount --bind /$name root/$name; done",
    "mount --bind shm root/dev/shm",
    ...shared.map((path) =>
      `[ -e "root${path}" ] || mkdir -p "root${path}"; mount --bind "${path}" "root${path}"`
    ),
    'cwd=$1; shift; exec chroot root /bin/sh -c \'cd "$0"; exec "$@"\' "$cwd" "$@"',
  ];
  return {
    launch: ({ command, args, cwd, env }) => ({
      command: "/usr/bin/unshare",
      args: ["--mount", "/bin/sh", "-ec", steps.join("\n"), "sh", cwd, command, ...args],
      cwd: at,
      env,
    }),
    async written() {
      const { stdout } = await new Deno.Command("find", {
        args: ["upper", "shm", "-not", "-type", "d", "-print0"],
        cwd: at,
      }).output();
      return new TextDecoder().decode(stdout).split("\0").filter(Boolean);
    },
    [Symbol.asyncDispose]: () => disk[Symbol.asyncDispose](),
  };
}
