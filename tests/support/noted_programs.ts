// Programs first on PATH that note how they are called, and then do what a test wants.

import { join } from "node:path";
import { writeProgram } from "./executable.ts";

/** A folder of such programs. */
export interface NotedPrograms {
  /** The folder, for PATH. */
  readonly bin: string;
  /** Makes a program that notes its folder and its arguments, and then does this, in sh. */
  program(name: string, then?: string): Promise<void>;
  /** The calls so far: the program, its folder, its arguments. */
  calls(): Promise<string[][]>;
}

/** Makes a folder for programs, and a file for their notes, in an existing folder. */
export async function notedPrograms(folder: string): Promise<NotedPrograms> {
  const bin = join(folder, "bin");
  const log = join(folder, "calls");
  await Deno.mkdir(bin);
  return {
    bin,
    async program(name, then = "") {
      const lines = [
        "#!/bin/sh",
        String.raw`note=$(printf '%s\037' "${"${0##*/}"}" "$PWD" "$@")`,
        String.raw`printf '%s\036' "$note" >>'${log}'`,
        then,
      ];
      await writeProgram(join(bin, name), `${lines.join("\n")}\n`);
    },
    async calls() {
      const text = await Deno.readTextFile(log).catch(() => "");
      return text.split("\x1e").slice(0, -1).map((call) => call.split("\x1f").slice(0, -1));
    },
  };
}
