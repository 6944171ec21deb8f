// Some machines with a clone each and the network to their remote, which can be out of order. Made with raw
// git; the remote's own git is a process of its own, as that of a server is.

import { join } from "node:path";
import { pause } from "../../../src/system/pause.ts";
import { makeWorld, type World } from "../world.ts";
import { writeProgram } from "../executable.ts";
import { FILTERED_FILES, setUpFilter } from "./filtered.ts";
import { CANARY, canaryFile } from "./neighbour.ts";
import type { Trouble } from "./steps.ts";

/** A world for one story. */
export interface Field extends AsyncDisposable {
  readonly world: World;
  /** Whether git stores other bytes of some files (`filtered.ts`). */
  readonly isFiltered: boolean;
  /** The folders of the machines, called as these are. */
  readonly folders: readonly string[];
  /** Sets what happens to the traffic of one machine. */
  setTrouble(folder: string, trouble: Trouble | undefined): Promise<void>;
  /** Connects the remote again. */
  bringBack(): Promise<void>;
}

const NAMES = ["laptop", "desktop", "tablet", "office", "attic"];

/** The rules that all machines share: some files are private. */
export const RULES = "private*\n";

const FILES = {
  ".gitignore": RULES,
  "a": "m1;\nm2;\nm3;\nm4;\nm5;\n",
  "b.txt": "m6;\n",
  "d/a": "m7;\nm8;\n",
  "d/b.txt": "m9;\n",
  "e/f/a": "m10;\n",
};

/** Conflicts that are open from the start. */
const COPIES = {
  "a (conflict attic 2026-11-20 10.00.00 1a2b3c4)": "m1;\nm11;\nm3;\nm4;\nm5;\n",
  "b (conflict attic 2026-11-20 10.00.00 1a2b3c4).txt": "m12;\n",
  "d/a (conflict attic 2026-11-20 10.00.00 1a2b3c4)": "m13;\n",
  "e/f/a (conflict attic 2026-11-20 10.00.00 1a2b3c4)": "m14;\n",
};

/** The number of the first text that is not there from the start. */
export const FIRST_FREE = 100;

// What the remote's side of a connection runs: `serve MACHINE VERB REMOTE`. dd passes each byte on at once.
// A cut kills its shell as well, which would keep the connection open; what ends well before it ends well.
const SERVE = String.raw`#!/bin/sh
net= of=
if [ -e "$0.$1" ]; then read -r net of bytes <"$0.$1"; fi
[ "$of" = "$2" ] || [ "$net" = refuse ] || net=
case "$net" in
  refuse) echo "ssh: Could not resolve hostname remote: Name or service not known" >&2; exit 255 ;;
  request) dd bs=1 count="$bytes" status=none | { setsid git "$2" "$3" || kill -9 $$; } ;;
  answer) setsid git "$2" "$3" | {
    dd bs=1 count="$bytes" status=none
    [ "$(dd bs=1 count=1 status=none | wc -c)" -eq 0 ] || kill -9 $$
  } ;;
  *) exec setsid git "$2" "$3" ;;
esac
`;

/** Makes shallow clones in the place of whole ones. They are sparse, too, and leave out what no story has. */
async function cutClones(world: World, folders: readonly string[]): Promise<void> {
  const seed = join(world.folder, "seed");
  await world.git(seed, "commit", "--quiet", "--allow-empty", "-m", "on top");
  await world.git(seed, "push", "--quiet");
  for (const folder of folders) {
    await Deno.remove(folder, { recursive: true });
    const url = `file://${world.remote}`;
    await world.git(world.folder, "clone", "--quiet", "--depth=1", url, folder);
    await world.git(folder, "remote", "set-url", "origin", world.remote);
    await world.git(folder, "config", "user.name", nameOf(folder));
    await world.git(folder, "sparse-checkout", "set", "--no-cone", "/*", "!/left out/");
  }
}

/**
 * Makes a remote and so many machines that have cloned it. With `isGitElsewhere` their git folders lie on
 * another volume, from which nothing can be linked or renamed into the work tree.
 */
export async function makeField(
  machines: number,
  { isGitElsewhere = false, isCut = false, isFiltered = false, isInConflict = false }: {
    readonly isGitElsewhere?: boolean;
    readonly isInConflict?: boolean;
    readonly isCut?: boolean;
    readonly isFiltered?: boolean;
  } = {},
): Promise<Field> {
  const world = await makeWorld();
  if (isFiltered) await setUpFilter(world);
  const files = {
    ...FILES,
    ...(isFiltered ? FILTERED_FILES : {}),
    ...(isInConflict ? COPIES : {}),
  };
  const folders = await world.clones(files, ...NAMES.slice(0, machines));
  if (isCut) await cutClones(world, folders);
  await Deno.mkdir(join(world.folder, "outside"));
  await Deno.writeTextFile(canaryFile(world), CANARY);
  const elsewhere = isGitElsewhere ? await otherVolume(world.folder) : undefined;
  if (elsewhere !== undefined) {
    for (const folder of folders) {
      const gitDir = join(elsewhere, nameOf(folder));
      // Neither git nor Deno moves a folder to another volume.
      await new Deno.Command("mv", { args: [join(folder, ".git"), gitDir] }).output();
      await Deno.writeTextFile(join(folder, ".git"), `gitdir: ${gitDir}\n`);
    }
  }
  const serve = join(world.folder, "serve");
  await writeProgram(serve, SERVE);
  for (const folder of folders) {
    for (const [key, verb] of [["uploadpack", "upload-pack"], ["receivepack", "receive-pack"]]) {
      const command = `${serve} ${nameOf(folder)} ${verb}`;
      await world.git(folder, "config", `remote.origin.${key}`, command);
    }
  }
  return {
    world,
    isFiltered,
    folders,
    async setTrouble(folder, trouble) {
      const file = `${serve}.${nameOf(folder)}`;
      if (trouble === undefined) await Deno.remove(file).catch(() => {});
      else await Deno.writeTextFile(file, wordsFor(trouble));
    },
    async bringBack() {
      await Deno.rename(`${world.remote}.away`, world.remote).catch((error) => {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      });
    },
    async [Symbol.asyncDispose]() {
      // A git process that outlived its app may still write.
      for (let tries = 0;; tries++) {
        try {
          if (elsewhere !== undefined) await Deno.remove(elsewhere, { recursive: true });
          return await world[Symbol.asyncDispose]();
        } catch (error) {
          if (tries === 20) throw error;
          await pause(100);
        }
      }
    },
  };
}

/** What a machine of this folder is called. */
export function nameOf(folder: string): string {
  return folder.slice(folder.lastIndexOf("/") + 1);
}

/** A new folder on another volume than `folder`. Throws when this machine has no other one. */
async function otherVolume(folder: string): Promise<string> {
  const { dev } = await Deno.stat(folder);
  for (const dir of ["/dev/shm", "/tmp", "/var/tmp"]) {
    const info = await Deno.stat(dir).catch(() => undefined);
    if (info === undefined || info.dev === dev) continue;
    return await Deno.makeTempDir({ dir, prefix: "git-sync-bar-test-" });
  }
  throw new Error(`no other volume than that of ${folder}`);
}

function wordsFor(trouble: Trouble): string {
  if (trouble.net === "refuses") return "refuse\n";
  const verb = trouble.of === "fetch" ? "upload-pack" : "receive-pack";
  return `${trouble.net === "cuts request" ? "request" : "answer"} ${verb} ${trouble.bytes}\n`;
}
