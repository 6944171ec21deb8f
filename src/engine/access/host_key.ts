// The key that an unknown host shows, and adding it to the user's known hosts. A host that is known already gets
// no other key: that it shows another one is for the user to find out.

import { dirname, join } from "node:path";
import { toolText } from "../../system/process/programs.ts";
import { quote } from "../../system/text.ts";
import type { SyncSettings } from "../sync/settings.ts";
import { pathsIn, type SshRoute, sshRoute } from "./ssh_route.ts";

/** The key of a host that is not known yet. */
export interface HostKey {
  /** Its name in the known hosts. */
  readonly host: string;
  /** `ED25519 SHA256:…`, as ssh shows it. */
  readonly fingerprint: string;
  /** The lines for the known hosts. */
  readonly lines: string;
  /** The file of the user's known hosts. */
  readonly file: string;
}

/**
 * Asks the host of a remote for its key, over the way that git takes (`ProxyJump`, a port, an alias), and keeps it
 * nowhere. `folder` is a private folder for a file that is gone afterwards. Returns "known" when the known hosts
 * have any key of this host: then another one was changed, and is never added. Throws one line when the host
 * shows no key.
 */
export async function unknownHostKey(
  settings: SyncSettings,
  { remote, folder }: { readonly remote: string; readonly folder: string },
): Promise<HostKey | "known"> {
  const route = await sshRoute(settings, remote);
  if (route === undefined) {
    throw new Error("Cannot ask for the host's key: the remote is not reached by ssh");
  }
  const host = knownName(route);
  const files = knownFiles(route);
  const [file] = files;
  if (file === undefined) {
    throw new Error("Cannot keep the host's key: ssh has no file of known hosts");
  }
  for (const known of [...files, ...globalFiles(route)]) {
    if (await toolText(["ssh-keygen", "-F", host, "-f", known]) !== undefined) return "known";
  }
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const scratch = await Deno.makeTempDir({ dir: folder, prefix: "host-key-" });
  try {
    const shown = join(scratch, "shown");
    await route.run(askingOptions([shown, ...files]));
    const lines = await Deno.readTextFile(shown).catch(() => "");
    const printed = await toolText(["ssh-keygen", "-l", "-f", shown]) ?? "";
    const [, hash, kind] = /^\d+ (SHA256:\S+) .*\((\S+)\)$/m.exec(printed) ?? [];
    if (lines === "" || hash === undefined) {
      throw new Error(`Cannot ask for the host's key: ${quote(host)} shows none`);
    }
    return { host, fingerprint: `${kind} ${hash}`, lines, file };
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
}

/**
 * Returns the options of an ssh that takes the key of an unknown host, notes it in the first of these files, and
 * ends without a sign-in (ssh_config(5)). It refuses a changed key and a revoked one.
 */
function askingOptions(files: readonly string[]): string[] {
  const options = {
    StrictHostKeyChecking: "accept-new",
    UserKnownHostsFile: files.map((file) => `"${file}"`).join(" "),
    PreferredAuthentications: "none",
    ControlPath: "none",
    UpdateHostKeys: "no",
    LogLevel: "ERROR",
  };
  return ["-T", ...Object.entries(options).flatMap(([key, value]) => ["-o", `${key}=${value}`])];
}

/** Adds the key of an unknown host to the user's known hosts, at the end of the file. */
export async function trustHost({ lines, file }: HostKey): Promise<void> {
  await Deno.mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const known = await Deno.readTextFile(file).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  });
  const gap = known === "" || known.endsWith("\n") ? "" : "\n";
  await Deno.writeTextFile(file, gap + lines, { append: true, mode: 0o600 });
}

/** Returns the name under which ssh keeps the key of the host (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"). */
function knownName({ settings }: SshRoute): string {
  const first = (key: string) => settings.get(key)?.[0];
  const alias = first("hostkeyalias");
  if (alias !== undefined) return alias;
  const host = first("hostname") ?? "";
  const port = first("port") ?? "22";
  return port === "22" ? host : `[${host}]:${port}`;
}

/** Returns the files of the user's known hosts; ssh adds to the first one. */
export function knownFiles({ settings, home }: SshRoute): string[] {
  return pathsIn(settings.get("userknownhostsfile")?.[0] ?? "", home)
    .filter((path) => path !== "/dev/null");
}

function globalFiles({ settings, home }: SshRoute): string[] {
  return pathsIn(settings.get("globalknownhostsfile")?.[0] ?? "", home);
}
