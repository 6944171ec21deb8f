// `--invite`: the join code for another machine, as text and as a QR code.

import { renderUnicodeCompact } from "uqr";
import { folderSettings } from "../app/folders/folder_settings.ts";
import { invitationTo } from "../app/setup/invitation.ts";
import { joinCode } from "../core/setup/join_code.ts";
import { exitCode } from "../system/exit_code.ts";
import { print } from "../system/terminal/terminal.ts";
import { inviteLines } from "../view/setup/invitation_lines.ts";
import { chosenFolders, unclearFolder } from "./chosen_folders.ts";
import { loadConfig, ownFilesOf } from "./instance.ts";
import { prepareForSync } from "./machine.ts";

/** Prints the join code of a folder and returns the exit code. Where there are several, one has to be named. */
export async function printInvitation(
  { config: configPath, folder }: {
    readonly config: string | undefined;
    /** The name of one of several. */
    readonly folder?: string;
  },
): Promise<number> {
  const parsed = await loadConfig(configPath);
  if (parsed === undefined) return exitCode.usageError;
  const [config, ...more] = await chosenFolders(parsed, { name: folder });
  if (more.length > 0) throw unclearFolder([config, ...more]);
  const settings = await prepareForSync(folderSettings(config), {
    ownFiles: ownFilesOf(configPath),
  });
  const invitation = await invitationTo({ config, settings });
  const code = joinCode(invitation);
  // First, so that a script finds it.
  print(code);
  inviteLines(invitation).forEach(print);
  print(renderUnicodeCompact(code, { ecc: "L", border: 2 }));
  return exitCode.success;
}
