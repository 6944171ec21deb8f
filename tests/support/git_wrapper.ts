// A git process that notes what it is asked for: a script first on PATH, so that the app's own way of starting
// git is the one that is checked. Slow and failing git processes are made the same way.

import { join } from "node:path";
import { writeProgram } from "./executable.ts";
import type { World } from "./world.ts";

/** A wrapped git. */
export interface GitWrapper {
  /** For the app: the world's environment with the wrapper first on PATH. */
  readonly environment: Readonly<Record<string, string>>;
  /** The arguments of each command since the last call, in the order in which they were started. */
  calls(): Promise<string[][]>;
}

/**
 * Puts a git on PATH that notes its arguments and becomes the real git. `before` is text in sh that
 * runs in between, with the arguments in `"$@"`: it may wait, or end in the place of git.
 */
export async function wrapGit(world: World, before = ""): Promise<GitWrapper> {
  const folder = await Deno.makeTempDir({ dir: world.folder, prefix: "bin-" });
  const log = join(folder, "log");
  const { PATH = "" } = world.env;
  const script = [
    "#!/bin/sh",
    // One write for one command: several git processes may run at once. The arguments end with a unit separator.
    // No process of its own for that, as there may be thousands of commands.
    `IFS='\x1f'`,
    String.raw`printf '%s\037\036' "$*" >>'${log}'`,
    "unset IFS",
    before,
    // Git's own children must find the real one, too.
    `PATH='${PATH}' exec git "$@"`,
    "",
  ];
  await writeProgram(join(folder, "git"), script.join("\n"));
  await Deno.writeTextFile(log, "");
  let told = 0;
  return {
    environment: { ...world.env, PATH: `${folder}:${PATH}` },
    async calls() {
      const text = await Deno.readTextFile(log);
      const calls = text.slice(told).split("\x1e").slice(0, -1);
      // Not cut off: a command that is noted meanwhile would be lost.
      told = text.lastIndexOf("\x1e") + 1;
      return calls.map((call) => call.split("\x1f").slice(0, -1));
    },
  };
}

/** The verb of a command: `fetch` of `git -c a=b fetch origin`. */
export function verbOf(call: readonly string[]): string {
  const at = call.findIndex((arg, at) => !arg.startsWith("-") && call[at - 1] !== "-c");
  return call[at] ?? "";
}
