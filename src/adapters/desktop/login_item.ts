// Starts the app at login, or does not: a file of the user's, which takes effect at the next login. The settings of
// the system may disable it.

import { dirname } from "node:path";
import {
  isDisabled,
  isInForce,
  isTranslocated,
  LABEL,
  loginFile,
  type LoginKind,
  loginKind,
  loginKinds,
  loginText,
  unitLink,
} from "./login_file.ts";
import { errorMessage } from "../../system/error_message.ts";
import type { Platform } from "../../system/platform.ts";
import { toolText } from "../../system/process/programs.ts";
import { lstatIfThere } from "../../system/file_state.ts";
import { replaceFile } from "../../system/replace_file.ts";

/** Reports whether the app starts at login. */
export async function isLoginItem(options: Platform): Promise<boolean> {
  return await kindInForce(options) !== undefined;
}

/** Returns the files by which the app starts at login, switched off by the system or not. */
export async function loginItemFiles({ system, environment }: Platform): Promise<string[]> {
  const files = loginKinds(system).flatMap((kind) => {
    const file = loginFile(kind, environment);
    return kind === "unit" ? [unitLink(file), file] : [file];
  });
  const found = await Promise.all(files.map(lstatIfThere));
  return files.filter((_, at) => found[at] !== undefined);
}

/** Returns how the app is started at login, or nothing where it is not. */
async function kindInForce(
  { system, environment }: Platform,
): Promise<LoginKind | undefined> {
  for (const kind of loginKinds(system)) {
    const file = loginFile(kind, environment);
    const text = await Deno.readTextFile(file).catch(() => undefined);
    if (text === undefined || !isInForce(kind, text)) continue;
    if (kind === "unit" && await lstatIfThere(unitLink(file)) === undefined) continue;
    if (kind === "launch agent" && isDisabled(await launchctl("print-disabled", SESSION))) continue;
    return kind;
  }
  return undefined;
}

/**
 * Lets the app start at login, with this command, from now on; `undefined` ends that. Returns what starts it. An item
 * that is in force stays of its kind, also when it is set from a terminal without a desktop.
 *
 * Throws one line when the file cannot be written, and when macOS runs the program from a temporary path.
 */
export async function setLoginItem(
  command: readonly string[] | undefined,
  options: Platform,
): Promise<LoginKind> {
  if (command?.[0] !== undefined && isTranslocated(command[0])) {
    throw new Error(
      "Cannot start at login from here: move Git Sync Bar to Applications in the Finder and open it again",
    );
  }
  const { system, environment } = options;
  const kind = await kindInForce(options) ?? loginKind(system, environment);
  let file = loginFile(kind, environment);
  try {
    if (command === undefined) {
      for (const other of loginKinds(system)) {
        file = loginFile(other, environment);
        if (other === "unit") await remove(unitLink(file));
        await remove(file);
      }
      return kind;
    }
    await write(file, loginText(kind, command));
    if (kind === "unit") await link(file);
    if (kind === "launch agent") await launchctl("enable", `${SESSION}/${LABEL}`);
  } catch (error) {
    const reason = errorMessage(error);
    throw new Error(`Cannot change the start at login in "${file}": ${reason}`);
  }
  return kind;
}

async function link(unit: string): Promise<void> {
  const path = unitLink(unit);
  await Deno.mkdir(dirname(path), { recursive: true });
  await remove(path);
  await Deno.symlink(unit, path);
}

/** The domain of what launchd starts when the user logs in (`man launchctl`). */
const SESSION = `gui/${Deno.uid()}`;

/** Returns the output of launchctl; an empty text when it fails. */
async function launchctl(...args: string[]): Promise<string> {
  return await toolText(["/bin/launchctl", ...args]) ?? "";
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
