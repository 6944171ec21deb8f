// Starts the app at login, or does not: a file of the person's, which takes effect at the next login. The
// system's own settings may switch it off; then it is off.

import { dirname } from "node:path";
import {
  isDisabled,
  isInForce,
  isTranslocated,
  LABEL,
  loginFile,
  loginText,
} from "./login_file.ts";
import { errorMessage } from "../../system/error_message.ts";
import { replaceFile } from "../../system/replace_file.ts";

export interface LoginOptions {
  /** As `Deno.build.os` names it. */
  readonly system: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Whether the app starts at login. */
export async function isLoginItem({ system, environment }: LoginOptions): Promise<boolean> {
  const text = await Deno.readTextFile(loginFile(system, environment)).catch(() => undefined);
  if (text === undefined || !isInForce(system, text)) return false;
  return system !== "darwin" || !isDisabled(await launchctl("print-disabled", SESSION));
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
    if (command !== undefined && system === "darwin") {
      await launchctl("enable", `${SESSION}/${LABEL}`);
    }
  } catch (error) {
    const reason = errorMessage(error);
    throw new Error(`Cannot change the start at login in "${file}": ${reason}`);
  }
}

/** What the person's launchd starts when he logs in (`man launchctl`). */
const SESSION = `gui/${Deno.uid()}`;

/** What it prints; nothing when it does not do that. */
async function launchctl(...args: string[]): Promise<string> {
  try {
    const { success, stdout } = await new Deno.Command("/bin/launchctl", {
      args,
      stdin: "null",
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout) : "";
  } catch {
    return "";
  }
}

async function remove(file: string): Promise<void> {
  await Deno.remove(file).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}

async function write(file: string, text: string): Promise<void> {
  await Deno.mkdir(dirname(file), { recursive: true });
  await replaceFile(file, text, { mode: 0o644 });
}
