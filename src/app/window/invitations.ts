// The join codes of all folders, for the window.

import { encode } from "uqr";
import { readConfig } from "../../adapters/config/file.ts";
import {
  type ConfigLocation,
  configuredFolders,
  type FolderConfig,
} from "../../adapters/config/schema.ts";
import type { WindowInvitation, WindowInvitations } from "../../adapters/window/api/setup.ts";
import { joinCode } from "../../core/setup/join_code.ts";
import type { SyncSettings } from "../../engine/mod.ts";
import { errorMessage } from "../../system/error_message.ts";
import { oneLine } from "../../system/text.ts";
import { inviteLines } from "../../view/setup/invitation_lines.ts";
import { type FolderSettings, folderSettings } from "../folders/folder_settings.ts";
import { invitationTo } from "../setup/invitation.ts";

/** Returns the join code of each folder, or why it has none. Throws one line where the configuration has a mistake. */
export async function windowInvitations(
  { origin, prepare }: {
    readonly origin: ConfigLocation;
    readonly prepare: (settings: FolderSettings) => Promise<SyncSettings>;
  },
): Promise<WindowInvitations> {
  const parsed = await readConfig(origin);
  if (!("config" in parsed)) throw new Error(parsed.mistakes[0]?.message);
  const one = async (config: FolderConfig): Promise<WindowInvitation> => {
    const { name } = config;
    try {
      const settings = await prepare(folderSettings(config));
      const invitation = await invitationTo({ config, settings });
      const code = joinCode(invitation);
      const { data } = encode(code, { ecc: "L", border: 2 });
      const squares = data.map((row) => row.map((isDark) => isDark ? "1" : "0").join(""));
      return { name, code, lines: inviteLines(invitation).filter(Boolean), squares };
    } catch (error) {
      return { name, error: oneLine(errorMessage(error)) };
    }
  };
  const invitations: WindowInvitation[] = [];
  // One after the other: preparing one sets the search path of the process.
  for (const config of configuredFolders(parsed.config)) invitations.push(await one(config));
  return { invitations };
}
