// The compiled program alone: what a user downloads, and what can be said of no other way to run it.

import { join } from "node:path";
import { compileBundle } from "../../tools/program.ts";
import type { Launch } from "./running.ts";

/** The program's path. */
export const program = ((path) => {
  if (path === undefined) throw new Error("Cannot test the program: deno task test:compiled");
  return path;
})(Deno.env.get("GIT_SYNC_BAR_PROGRAM"));

/** The variables that a desktop sets for whatever it starts, and the home. */
const OF_THE_DESKTOP = ["HOME", "DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS"];

/**
 * Starts as a double-click does, only with less: no terminal, not even closed files in its place, `/` as the
 * folder, and no PATH, SSH_AUTH_SOCK or EDITOR.
 */
export function doubleClick({ command, args, env }: Launch): Launch {
  return {
    command: "/bin/sh",
    args: ["-c", 'exec "$0" "$@" <&- >&- 2>&-', command, ...args],
    cwd: "/",
    env: Object.fromEntries(Object.entries(env).filter(([name]) => OF_THE_DESKTOP.includes(name))),
  };
}

/** Compiles one line, with the same Deno and runtime as the program: the least that there can be. */
export async function compileOneLine(folder: string): Promise<string> {
  const bundle = join(folder, "one line");
  await Deno.mkdir(bundle);
  await Deno.writeTextFile(join(bundle, "main.js"), 'console.log("git-sync-bar");\n');
  const output = join(folder, "one-line");
  await compileBundle({ bundle, triple: Deno.build.target, output });
  return output;
}
