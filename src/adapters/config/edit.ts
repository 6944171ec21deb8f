// Opens the configuration file in the user's editor and checks it afterwards. Lines are printed with `print`,
// questions are asked with `ask`.

import type { Platform } from "../../system/platform.ts";
import { pause } from "../../system/pause.ts";
import { type CommandLine, findProgram, runInThisTerminal } from "../../system/process/programs.ts";
import { quote } from "../../system/text.ts";
import { createConfig, readConfig } from "./file.ts";
import type { ConfigLocation } from "./schema.ts";

export interface EditOptions extends Platform {
  /** Shows the user one line. */
  readonly print: (line: string) => void;
  /** Asks a question to be answered with yes or no; absent when there is no terminal. */
  readonly ask: ((question: string) => boolean) | undefined;
}

/**
 * Opens the configuration in an editor, waits until it is closed, and checks the file: again until it is valid
 * or the user gives up. Makes the file when there is none.
 *
 * Throws one line when the file cannot be made or no editor works.
 */
export async function editConfig(
  origin: ConfigLocation,
  options: EditOptions,
): Promise<"well" | "mistaken"> {
  await createConfig(origin);
  while (true) {
    await runEditor(origin.file, options);
    const parsed = await readConfig(origin);
    for (const warning of parsed.warnings) options.print(warning);
    if ("config" in parsed) return "well";
    for (const { message } of parsed.mistakes) options.print(message);
    if (options.ask?.("Edit it again?") !== true) return "mistaken";
  }
}

/** Returns the commands to try, in order, until one of them exists. */
function editors(file: string, { system, environment, ask }: EditOptions): CommandLine[] {
  const chosen = [environment.VISUAL, environment.EDITOR]
    .find((command) => command !== undefined && command.trim() !== "");
  if (chosen !== undefined) {
    // The shell splits the command, as with git: it may hold arguments and quotes.
    return [["/bin/sh", "-c", `${chosen} "$@"`, chosen, file]];
  }
  if (system === "darwin") return [["open", "-t", "-W", "-n", file]];
  // xdg-open does not wait for the editor: it is for a desktop without a terminal.
  if (ask === undefined) return [["xdg-open", file]];
  return [["editor", file], ["nano", file], ["vi", file], ["xdg-open", file]];
}

const QUIT_IT = "Quit the text editor when you are done: closing its window is not enough";

/** How long after the editor's end a Ctrl-C in it may still arrive here, in milliseconds. */
const LATE_SIGNAL_MS = 100;

async function runEditor(file: string, options: EditOptions): Promise<void> {
  const fail = (detail: string) =>
    new Error(`Cannot edit the configuration ${quote(file)}: ${detail}`);
  // A Ctrl-C in the terminal reaches this process, too, though it is meant for the editor.
  const ignore = () => {};
  Deno.addSignalListener("SIGINT", ignore);
  try {
    for (const [command, ...args] of editors(file, options)) {
      if (await findProgram(command) === undefined) continue;
      // An app on macOS goes on without a window.
      if (command === "open" && options.ask !== undefined) options.print(QUIT_IT);
      const ended = await runInThisTerminal([command, ...args]);
      if (ended === undefined) continue;
      const { code, signal } = ended;
      if (code === 0) return;
      const name = quote(command === "/bin/sh" ? args[2]! : command);
      throw fail(
        `the editor ${name} ended with ${signal ?? `exit code ${code}`}, set EDITOR to another one`,
      );
    }
  } finally {
    // A thread of the runtime passes signals on: without a listener by then, one would end this process.
    await pause(LATE_SIGNAL_MS);
    Deno.removeSignalListener("SIGINT", ignore);
  }
  throw fail("no editor was found, set EDITOR to one");
}
