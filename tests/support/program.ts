// The app as a program: from source, or the compiled one that GIT_SYNC_BAR_PROGRAM names. The
// end-to-end tests run against either.

import { join } from "node:path";
import type { World } from "./world.ts";

/** What a program printed and how it ended. */
export interface Printed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The compiled program, when there is one. */
const compiled = () => Deno.env.get("GIT_SYNC_BAR_PROGRAM");
const main = join(import.meta.dirname!, "../../main.ts");

/** The command that starts the app. */
export function programCommand(...args: string[]): { command: string; args: string[] } {
  const program = compiled();
  return program !== undefined
    ? { command: program, args }
    : { command: Deno.execPath(), args: ["run", "--quiet", "--frozen", "-A", main, ...args] };
}

/** The environment of the app in a world: nothing of the machine's own but what the source needs. */
export function programEnv(world: World): Record<string, string> {
  return { ...world.env, ...sourceEnv() };
}

/**
 * The variables that Deno needs to run the source: its cache, and no question for a newer Deno. That question goes to
 * the network, and reads the certificate authorities before the app can say which ones count (2.9).
 */
export function sourceEnv(): Record<string, string> {
  if (compiled() !== undefined) return {};
  const cache = Deno.env.get("DENO_DIR") ?? join(Deno.env.get("HOME") ?? "/", ".cache/deno");
  return { DENO_DIR: cache, DENO_NO_UPDATE_CHECK: "1" };
}

/** Runs the app to its end. */
export async function runProgram(
  world: World,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Printed> {
  return await runBare(world, args, { ...programEnv(world), ...env });
}

/** The same with these variables alone, and what Deno needs of its own. */
export async function runBare(
  world: World,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Printed> {
  const { command, args: all } = programCommand(...args);
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: all,
    cwd: world.folder,
    clearEnv: true,
    env: { ...sourceEnv(), ...env },
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** Writes a configuration for a folder and answers its path. */
export async function configFor(
  world: World,
  folder: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const file = join(world.folder, `${folder.slice(folder.lastIndexOf("/") + 1)}.json`);
  await Deno.writeTextFile(file, JSON.stringify({ sync_dir: folder, ...more }));
  return file;
}
