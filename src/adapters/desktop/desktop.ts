// Shows things on the person's desktop: files, folders, a terminal, a notification. What is shown lives on
// when the app ends.

import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { capabilities, commandsFor, type DesktopAction, type DesktopCommand } from "./commands.ts";
import { errorMessage } from "../../system/error_message.ts";

/** A program that still runs after this time does what it should, in milliseconds. */
const RUNNING_MS = 10_000;

/**
 * Shows a file in the file manager; of one that is gone, the nearest folder that is still there.
 *
 * Throws one line when no program of this desktop does it; so do the others. `system` is as
 * `Deno.build.os` names it.
 */
export async function showFile(path: string, system: string): Promise<void> {
  const info = await Deno.lstat(path).catch(() => undefined);
  if (info === undefined) await openFolder(dirname(path), system);
  else await perform({ kind: "show file", path }, system);
}

/** Opens a folder in the file manager, or the nearest one above it that is there. */
export async function openFolder(path: string, system: string): Promise<void> {
  await perform({ kind: "open folder", path: await nearestFolder(path) }, system);
}

/** Opens a terminal in a folder. */
export async function openTerminal(path: string, system: string): Promise<void> {
  await perform({ kind: "open terminal", path: await nearestFolder(path) }, system);
}

/** Opens a file with the program that the person uses for it. */
export async function openFile(path: string, system: string): Promise<void> {
  await perform({ kind: "open file", path }, system);
}

/** Opens a file with an editor for text. */
export async function editFile(path: string, system: string): Promise<void> {
  await perform({ kind: "edit file", path }, system);
}

/** Shows a notification. Title and text are plain words, whatever stands in them. */
export async function notify(
  { title, text }: { readonly title: string; readonly text: string },
  system: string,
): Promise<void> {
  const markup = system === "linux" && (await output(capabilities)).includes("'body-markup'");
  await perform({ kind: "notify", title, text, markup }, system);
}

const NOT_FOUND = "was not found";

async function perform(action: DesktopAction, system: string): Promise<void> {
  const failures: string[] = [];
  const missing: string[] = [];
  for (const command of commandsFor(action, system)) {
    const failure = await start(command);
    if (failure === undefined) return;
    const name = command.name ?? command.argv[0];
    if (failure === NOT_FOUND) missing.push(name);
    else failures.push(`${name} ${failure}`);
  }
  const reason = failures.length > 0 ? failures.join(", ") : "no program for it was found";
  const tried = missing.length === 0 ? "" : ` (not found: ${missing.join(", ")})`;
  throw new Error(`Cannot ${described(action)}: ${reason}${tried}`);
}

function described(action: DesktopAction): string {
  return action.kind === "notify" ? "notify" : `${action.kind} "${action.path}"`;
}

/** Starts a program and answers why it does not do its work, if so. */
async function start(
  { argv: [name, ...args], cwd }: DesktopCommand,
): Promise<string | undefined> {
  try {
    const child = new Deno.Command(name, {
      args,
      ...(cwd === undefined ? {} : { cwd }),
      stdin: "null",
      stdout: "null",
      stderr: "null",
      // A signal that is meant for us must not close a terminal.
      detached: true,
    }).spawn();
    child.unref();
    const patience = new AbortController();
    const status = await Promise.race([
      child.status,
      wait(RUNNING_MS, undefined, { ref: false, signal: patience.signal }).catch(() => undefined),
    ]);
    patience.abort();
    if (status === undefined || status.success) return undefined;
    return status.code === 127 ? NOT_FOUND : `gave ${status.code}`;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return NOT_FOUND;
    return errorMessage(error);
  }
}

async function output({ argv: [name, ...args] }: DesktopCommand): Promise<string> {
  try {
    const { stdout } = await new Deno.Command(name, { args, stdin: "null", stderr: "null" })
      .output();
    return new TextDecoder().decode(stdout);
  } catch {
    return "";
  }
}

async function nearestFolder(path: string): Promise<string> {
  const info = await Deno.stat(path).catch(() => undefined);
  return info?.isDirectory === true || path === "/" ? path : await nearestFolder(dirname(path));
}
