// Shows files, folders, a terminal and notifications on the user's desktop. They stay when the app ends.

import { dirname } from "node:path";
import { capabilities, commandsFor, type DesktopAction, type DesktopCommand } from "./commands.ts";
import { runTool, startProgram } from "../../system/process/programs.ts";

/** A program that still runs after this time counts as successful, in milliseconds. */
const RUNNING_MS = 10_000;

/**
 * Shows a file in the file manager; in place of one that is gone, the nearest folder that is still there.
 *
 * Throws one line when no program of this desktop can do it, as the other functions do. `system` is as
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

/** Runs a script of sh in a terminal; it must be an executable file. */
export async function runInTerminal(path: string, system: string): Promise<void> {
  await perform({ kind: "run in terminal", path }, system);
}

/** Puts a text, which is no secret, on the clipboard. */
export async function copyText(text: string, system: string): Promise<void> {
  await perform({ kind: "copy", text }, system);
}

/** Opens a file with the user's program for it. */
export async function openFile(path: string, system: string): Promise<void> {
  await perform({ kind: "open file", path }, system);
}

/** Opens a file with an editor for text. */
export async function editFile(path: string, system: string): Promise<void> {
  await perform({ kind: "edit file", path }, system);
}

/** Shows a notification. Title and text are shown as they are, whatever they contain. */
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
  if (action.kind === "notify") return "notify";
  return action.kind === "copy" ? "copy to the clipboard" : `${action.kind} "${action.path}"`;
}

/** Starts a program. Returns why it has failed, if it has. */
async function start({ argv, cwd }: DesktopCommand): Promise<string | undefined> {
  const started = await startProgram(argv, { cwd, waitMs: RUNNING_MS });
  switch (started.kind) {
    case "running":
      return undefined;
    case "not found":
      return NOT_FOUND;
    case "failed":
      return started.reason;
    case "ended":
      if (started.code === 0) return undefined;
      return started.code === 127 ? NOT_FOUND : `gave ${started.code}`;
  }
}

async function output({ argv }: DesktopCommand): Promise<string> {
  return new TextDecoder().decode((await runTool(argv))?.stdout);
}

async function nearestFolder(path: string): Promise<string> {
  const info = await Deno.stat(path).catch(() => undefined);
  return info?.isDirectory === true || path === "/" ? path : await nearestFolder(dirname(path));
}
