// `--window`: opens the window of the running instance in a browser, or prints its address.

import { openFile } from "../adapters/desktop/desktop.ts";
import { askForWindow } from "../app/control/client.ts";
import { whyUnanswered } from "../app/control/find_instance.ts";
import { errorMessage } from "../system/error_message.ts";
import { exitCode } from "../system/exit_code.ts";
import { lstatIfThere } from "../system/file_state.ts";
import { BROWSER_MS } from "../system/limits/window.ts";
import { pause } from "../system/pause.ts";
import type { Platform } from "../system/platform.ts";
import { print, printError } from "../system/terminal/terminal.ts";
import { addressLines } from "../view/window/lines.ts";
import { locationOf, socketOfRunning } from "./instance.ts";
import { machine } from "./machine.ts";

/** Opens the window, or prints its address where there is no desktop or no browser comes. Returns the exit code. */
export async function openWindow(configPath: string | undefined): Promise<number> {
  const { address, file } = await askForWindow(
    await socketOfRunning(configPath),
    () => whyUnanswered(locationOf(configPath)),
  );
  if (hasDesktop(machine)) {
    try {
      await openFile(file, machine.system);
      if (await isGone(file)) {
        print("The window is open in the browser");
        return exitCode.success;
      }
      printError("No browser has opened the window: open it by its address");
    } catch (error) {
      printError(errorMessage(error));
    }
  }
  for (const line of addressLines(address, machine.hostname)) print(line);
  return exitCode.success;
}

/** Reports whether there is a desktop on which this user sees a browser. */
function hasDesktop({ system, environment }: Platform): boolean {
  if (system === "darwin") return environment.SSH_CONNECTION === undefined;
  return [environment.DISPLAY, environment.WAYLAND_DISPLAY].some(Boolean);
}

const CHECK_MS = 200;

/** Reports whether a browser has come by a file: then it is removed. */
async function isGone(file: string): Promise<boolean> {
  for (let waited = 0; waited < BROWSER_MS; waited += CHECK_MS) {
    if (await lstatIfThere(file) === undefined) return true;
    await pause(CHECK_MS);
  }
  return false;
}
