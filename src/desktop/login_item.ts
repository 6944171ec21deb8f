// Starts the app at login, or does not: a file of the person's, which takes effect at the next login. The
// system's own settings may switch it off; then it is off.

import { dirname } from "node:path";
import { isInForce, isTranslocated, loginFile, loginText } from "./login_file.ts";
import { reasonOf } from "../reason.ts";

export interface LoginOptions {
  /** As `Deno.build.os` names it. */
  readonly system: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Whether the app starts at login. */
export async function isLoginItem({ system, environment }: LoginOptions): Promise<boolean> {
  const text = await Deno.readTextFile(loginFile(system, environment)).catch(() => undefined);
  return text !== undefined && isInForce(system, text);
}

/**
 * Lets the app start at login, with this command, from now on; `undefined` ends that.
 *
 * Throws one line when the file cannot be written, and when macOS runs the program from a passing place.
 */
export async function setLoginItem(
  command: readonly string[] | undefined,
  { system, environment }: LoginOptions,
): Promise<void> {
  if (command?.[0] !== undefined && isTranslocated(command[0])) {
    throw new Error(
      "Cannot start at login from here: move Git Sync Bar to Applications in the Finder and open it again",
    );
  }
  const file = loginFile(system, environment);
  try {
    if (command === undefined) await remove(file);
    else await write(file, loginText(system, command));
  } catch (error) {
    const reason = reasonOf(error);
    throw new Error(`Cannot change the start at login in "${file}": ${reason}`);
  }
}

async function remove(file: string): Promise<void> {
  await Deno.remove(file).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}

async function write(file: string, text: string): Promise<void> {
  await Deno.mkdir(dirname(file), { recursive: true });
  const fresh = `${file}.${Deno.pid}.new`;
  await Deno.writeTextFile(fresh, text, { mode: 0o644 });
  await Deno.rename(fresh, file);
}
