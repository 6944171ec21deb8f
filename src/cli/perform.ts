// A command -> its exit code.

import { editConfig } from "../adapters/config/edit.ts";
import { printStatus } from "../app/control/client.ts";
import { whyUnanswered } from "../app/control/find_instance.ts";
import { exitCode } from "../system/exit_code.ts";
import { print, printError } from "../system/terminal/terminal.ts";
import { quote } from "../system/text.ts";
import type { Command } from "./arguments.ts";
import { runCheck } from "./check.ts";
import { chosenStatus } from "./chosen_folders.ts";
import { printHistory } from "./history.ts";
import { locationOf, socketOfRunning } from "./instance.ts";
import { machine } from "./machine.ts";
import { runOnce } from "./once.ts";
import { syncRunning } from "./sync_now.ts";
import { runHeadless, runWithIcon, switchLoginItem } from "./run.ts";

/** A command that needs more than words. */
export type WorkCommand = Exclude<Command, { kind: "misuse" | "help" | "version" }>;

const output = { print, printError };

/** Does what a command says and returns the exit code. Throws one line when it cannot be done. */
export async function perform(command: WorkCommand): Promise<number> {
  switch (command.kind) {
    case "edit-config":
      return await edit(command.config);
    case "app":
      return await runWithIcon(command.config);
    case "headless":
      return await runHeadless(command.config);
    case "login-item":
      print(await switchLoginItem(command.config, command.starts));
      return exitCode.success;
    case "status":
      return await printStatus(await socketOfRunning(command.config), {
        json: command.json,
        output,
        whyUnanswered: () => whyUnanswered(locationOf(command.config)),
        choose: (folders) =>
          chosenStatus(folders, { name: command.folder, config: command.config }),
      });
    case "sync-now": {
      const { kind: _, ...asked } = command;
      return await syncRunning(asked);
    }
    case "once": {
      const { kind: _, config, ...asked } = command;
      return await runOnce(config, asked);
    }
    case "history":
      return await printHistory(command.config, command);
    case "window": {
      const { openWindow } = await import("./window.ts");
      return await openWindow(command.config);
    }
    case "uninstall": {
      const { uninstall } = await import("./uninstall.ts");
      return await uninstall(command.config, Deno.stdin.isTerminal() ? confirm : undefined);
    }
    case "setup":
    case "join": {
      const { runSetup } = await import("./setup.ts");
      return await runSetup(command);
    }
    case "invite": {
      const { printInvitation } = await import("./invite.ts");
      return await printInvitation(command);
    }
    case "check":
      return await runCheck(command.config, command.folder);
  }
}

async function edit(configPath: string | undefined): Promise<number> {
  const ask = Deno.stdin.isTerminal() ? (question: string) => confirm(question) : undefined;
  const location = locationOf(configPath);
  const { system, environment } = machine;
  const result = await editConfig(location, { system, environment, print: printError, ask });
  if (result === "mistaken") return exitCode.usageError;
  print(`The configuration ${quote(location.file)} is valid`);
  return exitCode.success;
}
