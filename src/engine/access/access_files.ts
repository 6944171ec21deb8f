// The files on which access to the remote depends: when one of them changes, a sync that was refused may work.

import { join } from "node:path";
import type { SyncSettings } from "../sync/settings.ts";
import { knownFiles } from "./host_key.ts";
import { sshRoute, withHome } from "./ssh_route.ts";

/**
 * Returns the files and folders of credentials, keys and known hosts. Stores that replace their files are noticed by
 * their folder.
 */
export async function accessFiles(
  settings: SyncSettings,
  { remote, isSsh }: { readonly remote: string; readonly isSsh: boolean },
): Promise<string[]> {
  const { environment: { HOME = "/", XDG_CONFIG_HOME, XDG_DATA_HOME }, folder } = settings;
  const config = XDG_CONFIG_HOME || join(HOME, ".config");
  const files = [
    join(folder, ".git/config"),
    join(HOME, ".gitconfig"),
    join(config, "git/config"),
    join(HOME, ".git-credentials"),
    join(config, "git/credentials"),
    join(HOME, ".netrc"),
    // Sign-ins of the hosts' own programs, which serve git as credential helpers.
    join(config, "gh/hosts.yml"),
    join(config, "glab-cli/config.yml"),
    join(XDG_DATA_HOME || join(HOME, ".local/share"), "keyrings"),
    join(HOME, "Library/Keychains"),
    join(HOME, "Library/Keychains/login.keychain-db"),
  ];
  const route = isSsh ? await sshRoute(settings, remote).catch(() => undefined) : undefined;
  if (route === undefined) return files;
  const keys = (route.settings.get("identityfile") ?? []).map((key) => withHome(key, route.home));
  return [
    ...files,
    join(route.home, ".ssh"),
    join(route.home, ".ssh/config"),
    ...knownFiles(route),
    ...keys,
  ];
}
