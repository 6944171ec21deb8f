// Places the program that draws the icon where systray2 starts it. It comes from the package or the
// standalone program, never from the folder in which the app runs.

import { Buffer } from "node:buffer";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { Helper } from "./choose_helper.ts";
import { ICONS } from "./menu.ts";
import { iconFile } from "./pictures.ts";
import { makePrivate } from "../../system/private_folder.ts";
import { removeUnfinished, replaceFile } from "../../system/replace_file.ts";
import { errorMessage } from "../../system/error_message.ts";

/** The version of systray2, which starts the helper from a folder of this name. */
export const SYSTRAY_VERSION = "2.1.4";

/** Returns the name of a helper in the package and in systray2. */
export function helperName(system: string): string {
  return `tray_${system}_release`;
}

/** Our own helper for macOS. */
const MAC_SCRIPT = "mac_helper.js";

/** Returns the path of a helper: in the package, or beside the code. */
export function helperSource(helper: Helper): string {
  const name = fileOf(helper);
  if (Deno.build.standalone) return join(import.meta.dirname!, "traybin", name);
  return helper === "mac script"
    ? join(import.meta.dirname!, name)
    : fileURLToPath(new URL(`traybin/${name}`, import.meta.resolve("systray2")));
}

function fileOf(helper: Helper): string {
  switch (helper) {
    case "linux program":
      return helperName("linux");
    case "mac program":
      return helperName("darwin");
    case "mac script":
      return MAC_SCRIPT;
  }
}

/**
 * Returns the files that the icon needs on a system: their paths here and in the standalone
 * program.
 */
export function filesOfTray(system: string): (readonly [from: string, to: string])[] {
  const root = join(import.meta.dirname!, "../../..");
  const helpers: readonly Helper[] = system === "darwin"
    ? ["mac program", "mac script"]
    : ["linux program"];
  const pictures = ICONS.map((icon) => join("icons", system, `${iconFile(icon)}.png`));
  return [
    ...helpers.map((helper) => [helperSource(helper), join("traybin", fileOf(helper))] as const),
    ...pictures.map((path) => [join(root, path), path] as const),
  ];
}

/** A file to place. */
interface HelperFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * The script that systray2 starts on Linux. The helper leaves its last icon in TMPDIR, so it gets a
 * private one, with a link by its process id for `removeLeftovers`. No folder of the path has a dot
 * in its name: Xfce's panel 4.18 would take the rest for the file's extension and lose the icon.
 */
const ON_LINUX = `#!/bin/sh
here=\${0%/*}
base=\${XDG_RUNTIME_DIR:-/tmp}
case $base in *.*) base=/tmp ;; esac
name=git-sync-bar-icon-XXXXXXXX
TMPDIR=$(mktemp -d "$base/$name") || TMPDIR=$(mktemp -d "/tmp/$name") || exit 1
export TMPDIR
ln -s "$TMPDIR" "$here/icon-$$"
exec "$here/Git Sync Bar"
`;

/** The script that systray2 starts on a Mac. It becomes osascript: ending one ends the other. */
const ON_MAC = `#!/bin/sh
exec /usr/bin/osascript -l JavaScript "\${0%/*}/${MAC_SCRIPT}"
`;

/** Returns the files to place; systray2 starts the last one. */
function filesOf(helper: Helper, bytes: Uint8Array): HelperFile[] {
  const encode = (text: string) => new TextEncoder().encode(text);
  switch (helper) {
    case "linux program":
      return [{ name: "Git Sync Bar", bytes }, { name: fileOf(helper), bytes: encode(ON_LINUX) }];
    case "mac program":
      return [{ name: fileOf(helper), bytes }];
    case "mac script":
      return [{ name: MAC_SCRIPT, bytes }, { name: helperName("darwin"), bytes: encode(ON_MAC) }];
  }
}

/**
 * Places the helper in a cache folder and removes what ended helpers have left. Returns the folder
 * for the option `copyDir` of systray2. Throws one line.
 */
export async function placeHelper(cache: string, helper: Helper): Promise<string> {
  const copyDir = join(cache, "tray");
  const folder = join(copyDir, SYSTRAY_VERSION);
  try {
    // A user who can write here decides which program the app runs.
    for (const path of [copyDir, folder]) await makePrivate(path);
    await removeLeftovers(copyDir);
    const bytes = await Deno.readFile(helperSource(helper));
    for (const file of filesOf(helper, bytes)) await place(folder, file);
  } catch (error) {
    const reason = errorMessage(error);
    throw new Error(`Cannot place the helper in "${folder}": ${reason}`);
  }
  return copyDir;
}

async function place(folder: string, { name, bytes }: HelperFile): Promise<void> {
  const path = join(folder, name);
  if (await isInPlace(path, bytes)) return;
  await replaceFile(path, bytes, { mode: 0o755 });
  // Whatever the umask.
  await Deno.chmod(path, 0o755);
}

async function isInPlace(path: string, bytes: Uint8Array): Promise<boolean> {
  const found = await Deno.lstat(path).catch(() => undefined);
  if (found?.isFile !== true || found.size !== bytes.length) return false;
  if (found.uid !== Deno.uid()) return false;
  if (((found.mode ?? 0) & 0o777) !== 0o755) return false;
  return Buffer.from(bytes).equals(await Deno.readFile(path));
}

/** After this time in milliseconds an incomplete file is one of a killed instance. */
const UNFINISHED_MS = 60_000;

/**
 * Removes the icons of helpers that are gone, and incomplete files, in a folder of `placeHelper`.
 */
export async function removeLeftovers(copyDir: string): Promise<void> {
  const folder = join(copyDir, SYSTRAY_VERSION);
  await removeUnfinished(folder, { olderThanMs: UNFINISHED_MS });
  for await (const { name } of Deno.readDir(folder)) {
    const [, pid] = /^icon-(\d+)$/.exec(name) ?? [];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const path = join(folder, name);
    await removeIcons(path);
    await Deno.remove(path, { recursive: true }).catch(() => {});
  }
}

/** Removes the folder of icons to which a link leads. */
async function removeIcons(link: string): Promise<void> {
  const target = await Deno.readLink(link).catch(() => "");
  if (!/[/]git-sync-bar-icon-\w+$/.test(target)) return;
  await Deno.remove(target, { recursive: true }).catch(() => {});
}

function isAlive(pid: number): boolean {
  try {
    // Signal 0 only checks.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
