// The scripts that a click runs in a terminal: they say what they do, ask where they change a setting, and wait
// at the end. Pure.

import { shellQuoted } from "../../engine/mod.ts";

/** A sign-in with git. */
export interface SignIn {
  /** The git program and the folder, as absolute paths. */
  readonly git: string;
  readonly folder: string;
  readonly remote: string;
  readonly branch: string;
  /** Whether git has no credential helper, so that it forgets the password. */
  readonly lacksHelper: boolean;
  /** As in `Deno.build.os`. */
  readonly system: string;
  /** A file that is written at the end, for the app to notice. */
  readonly done: string;
}

/**
 * Returns a script that signs in to a remote. The push is a trial one: it asks for the password and has the helper
 * keep it, and sends nothing that a sync would hold back.
 */
export function signInScript(
  { git, folder, remote, branch, lacksHelper, system, done }: SignIn,
): string {
  const quotedGit = shellQuoted(git);
  return [
    "#!/bin/sh",
    `cd ${shellQuoted(folder)} || exit 1`,
    `say() { printf '%s\\n' "$*"; }`,
    `say "Git Sync Bar: sign in to the remote of" ${shellQuoted(folder)}`,
    ...lacksHelper ? helperLines(quotedGit, system) : [],
    `ref=$(${quotedGit} config ${shellQuoted(`branch.${branch}.merge`)}) || ref=${
      shellQuoted(`refs/heads/${branch}`)
    }`,
    `say "git push --dry-run"`,
    `if ${quotedGit} push --dry-run --no-verify -- ${shellQuoted(remote)} "HEAD:$ref"; then`,
    `  say "Signed in: syncing continues by itself."`,
    `else say "This did not work; Git Sync Bar tries again all the same."; fi`,
    ...END(done),
  ].join("\n");
}

/** Asks whether to set up a helper: one that encrypts where there is one (gitcredentials(7)). */
function helperLines(git: string, system: string): string[] {
  const [first, note] = system === "darwin"
    ? ["osxkeychain", "It keeps passwords in the keychain."]
    : ["store", "It keeps passwords in plain text, in ~/.git-credentials."];
  return [
    `helper=${first} note=${shellQuoted(note)}`,
    ...system === "darwin" ? [] : [
      `for better in libsecret manager; do`,
      `  if [ -x "$(${git} --exec-path)/git-credential-$better" ] ||`,
      `    command -v "git-credential-$better" >/dev/null; then`,
      `    helper=$better note="It keeps passwords in the keyring."; break`,
      `  fi`,
      `done`,
    ],
    `say "git has no credential helper, so it would forget the password."`,
    `say "  git config --global credential.helper $helper"`,
    `say "$note"`,
    `printf 'Run this command? [y/N] '; read -r answer`,
    `case $answer in [yY]*) ${git} config --global credential.helper "$helper" ;; esac`,
  ];
}

/** Returns a script that adds a key with a passphrase to the agent. */
export function addKeyScript(
  { key, done }: { readonly key: string; readonly done: string },
): string {
  return [
    "#!/bin/sh",
    `printf '%s\\n' "Git Sync Bar: the ssh key has a passphrase. Add it to the agent:"`,
    `ssh-add ${shellQuoted(key)}`,
    ...END(done),
  ].join("\n");
}

const END = (done: string) => [
  `date >${shellQuoted(done)}`,
  `printf 'Press Enter to close this window. '; read -r _`,
  "",
];
