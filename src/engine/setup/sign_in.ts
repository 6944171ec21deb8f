// Gives git the name and the password for a remote over http(s). They go to git's own credential helper and nowhere
// else (gitcredentials(7)).

import { join } from "node:path";
import { lstatIfThere } from "../../system/file_state.ts";
import { findProgram } from "../../system/process/programs.ts";
import { git } from "../git/process/git.ts";
import { BRIEFLY } from "../git/process/find_git.ts";
import { openRepository } from "../git/repository/open.ts";
import { decodeText, encodeText } from "../git/values/git_text.ts";
import { remoteUrls } from "../git/values/git_config.ts";
import type { SyncSettings } from "../sync/settings.ts";

/** A program that keeps passwords for git. */
export interface CredentialHelper {
  /** The value of `credential.helper`. */
  readonly name: string;
  /** Where it keeps them. */
  readonly keeps: "keychain" | "keyring" | "plain text";
}

/** Those that encrypt, beside that of macOS. */
const ENCRYPTING = ["libsecret", "manager"] as const;

/** Returns the best helper that this machine has; git itself brings one that keeps plain text. */
export async function findHelper(
  settings: SyncSettings,
  system: string,
): Promise<CredentialHelper> {
  if (system === "darwin") return { name: "osxkeychain", keeps: "keychain" };
  const { run } = await openRepository(settings, { leavesNoNote: true });
  const printed = await run(["--exec-path"], { access: "reads", ...BRIEFLY });
  const folder = decodeText(printed.stdout).trim();
  for (const name of ENCRYPTING) {
    const program = `git-credential-${name}`;
    const isThere = await lstatIfThere(join(folder, program)) !== undefined ||
      await findProgram(program) !== undefined;
    if (isThere) return { name, keeps: "keyring" };
  }
  return { name: "store", keeps: "plain text" };
}

/** Sets the helper in the user's own configuration of git. Throws `GitError`. */
export async function setHelper(settings: SyncSettings, helper: CredentialHelper): Promise<void> {
  const repository = await openRepository(settings, { leavesNoNote: true });
  const args = ["config", "--global", "credential.helper", helper.name];
  await git(repository, args, { access: "reads" });
}

/** Reports whether git's protocol for helpers can carry a text (git-credential, "INPUT/OUTPUT FORMAT"). */
function fitsHelper(text: string): boolean {
  return text !== "" && !/[\n\r\0]/.test(text);
}

/**
 * Gives the helper a name and a password for a remote over http(s). Git takes them back from it where the remote
 * refuses them. Throws `GitError`, and one line for a remote of another kind.
 */
export async function keepLogin(
  settings: SyncSettings,
  { remote, user, password }: {
    readonly remote: string;
    readonly user: string;
    readonly password: string;
  },
): Promise<void> {
  const repository = await openRepository(settings, { leavesNoNote: true });
  const [address = ""] = remoteUrls(repository.config, remote, "fetch");
  if (!/^https?:\/\//i.test(address) || !fitsHelper(address)) {
    throw new Error("Cannot keep the password: the remote is not reached over https");
  }
  if (!fitsHelper(user) || !fitsHelper(password)) {
    throw new Error("Cannot keep the password: it has a line end in it");
  }
  const stdin = encodeText(
    [
      ...partsOf(address),
      `username=${user}`,
      `password=${password}`,
      "",
      "",
    ].join("\n"),
  );
  await git(repository, ["credential", "approve"], { access: "reads", stdin });
}

/** Returns protocol, host and path as git takes them from an address, which keeps a usual port. */
function partsOf(address: string): string[] {
  const [, protocol = "", host = "", path = ""] =
    /^(https?):\/\/(?:[^/?#]*@)?([^/?#]*)\/?(.*)$/is.exec(address) ?? [];
  return [`protocol=${protocol.toLowerCase()}`, `host=${host}`, `path=${path}`];
}
