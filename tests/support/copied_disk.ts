// The machine's disk as it is, for one program: what the program writes is kept apart and can be listed,
// wherever it is. The folders of a test are shared, and their files are checked there.
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
 * Makes such a disk below a folder that nobody else uses. Beside folders a socket has to be shared, as
 * nobody listens behind the copy of one, and whatever is needed from /tmp.
 */
export async function copyDisk(folder: string, shared: readonly string[]): Promise<CopiedDisk> {
  const at = join(folder, "copied disk");
  const disk = await mountSmallDisk(at, 256_000_000);
  for (const name of ["upper", "work", "shm", "tmp", "root"]) await Deno.mkdir(join(at, name));
  const steps = [
    `share() {
      if [ -d "$1" ]; then mkdir -p "root$1"
      elif [ ! -e "root$1" ]; then mkdir -p "root\${1%/*}"; : >"root$1"; fi
      mount --bind "$1" "root$1"
    }`,
    "mount -t overlay overlay -o lowerdir=/,upperdir=upper,workdir=work root",
    "for name in proc sys dev; do mount --bind /$name root/$name; done",
    // Empty ones, as what was there before is not written again.
    "mount --bind shm root/dev/shm; mount --bind tmp root/tmp",
    ...shared.map((path) => `share "${path}"`),
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
        args: ["upper", "shm", "tmp", "-not", "-type", "d", "-print0"],
        cwd: at,
      }).output();
      const paths = new TextDecoder().decode(stdout).split("\0").filter(Boolean);
      return paths.filter((path) => !shared.includes(`/${path}`));
    },
    [Symbol.asyncDispose]: () => disk[Symbol.asyncDispose](),
  };
}
