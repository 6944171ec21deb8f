// Arguments -> a command -> its exit code. Most of the code is loaded only for a command that needs it:
// loading takes longer than printing the version.

import project from "./deno.json" with { type: "json" };
import { type Command, parseArguments } from "./src/cli/arguments.ts";
import { helpText } from "./src/cli/help.ts";
import { exitCode } from "./src/system/exit_code.ts";
import { print, printError } from "./src/system/terminal/terminal.ts";
import { errorMessage } from "./src/system/error_message.ts";

async function perform(command: Command): Promise<number> {
  switch (command.kind) {
    case "misuse":
      printError(command.message);
      return exitCode.usageError;
    case "help":
      print(helpText(project.version));
      return exitCode.success;
    case "version":
      print(`git-sync-bar ${project.version}`);
      return exitCode.success;
    default: {
      const wiring = await import("./src/cli/perform.ts");
      return await wiring.perform(command);
    }
  }
}

let code: number;
try {
  code = await perform(parseArguments(Deno.args));
} catch (error) {
  printError(errorMessage(error));
  code = exitCode.failed;
}
// An operation may still be pending: on Deno 2.7 a write to a socket whose other end never reads.
Deno.exit(code);
