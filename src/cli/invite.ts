// `--invite`: the join code for another machine, as text and as a QR code.

import { renderUnicodeCompact } from "uqr";
import { folderSettings } from "../app/folder_settings.ts";
import { invitationTo } from "../app/setup/invitation.ts";
import { joinCode } from "../core/setup/join_code.ts";
import { exitCode } from "../system/exit_code.ts";
import { print } from "../system/terminal.ts";
import { inviteLines } from "../view/setup/invitation_lines.ts";
import { loadConfig, ownFilesOf } from "./instance.ts";
import { prepare } from "./machine.ts";

/** Prints the join code of the folder of a configuration and returns the exit code. */
export async function printInvitation(named: string | undefined): Promise<number> {
  const config = await loadConfig(named);
  if (config === undefined) return exitCode.usageError;
  const settings = await prepare(folderSettings(config), { ownFiles: ownFilesOf(named) });
  const invitation = await invitationTo({ config, settings });
  const code = joinCode(invitation);
  // First, so that a script finds it.
  print(code);
  inviteLines(invitation).forEach(print);
  print(renderUnicodeCompact(code, { ecc: "L", border: 2 }));
  return exitCode.success;
}
