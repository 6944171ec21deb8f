// Puts the program that draws the icon where systray2 starts it. What is placed comes from the
// package or from our own program alone, never from the folder in which the app happens to run.

import { Buffer } from "node:buffer";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { ICONS } from "./menu.ts";
import { fileName } from "./pictures.ts";

/** Of systray2: it starts the helper from a folder of this name. */
export const SYSTRAY_VERSION = "2.1.4";

/** The helper of a system (as `Deno.build.os` names it), as the package and systray2 call it. */
export function helperName(system: string): string {
  return `tray_${system}_release`;
}

/** Where the helper's bytes are: in the package, or in our own program, in which it lies beside the code. */
export function helperOrigin(system: string): string {
  return Deno.build.standalone
    ? join(import.meta.dirname!, "traybin", helperName(system))
    : fileURLToPath(new URL(`traybin/${helperName(system)}`, import.meta.resolve("systray2")));
}

/**
 * What the icon needs beside the code on a system: where each file is here, and its place beside the code
 * in our own program.
 */
export function filesOfTray(system: string): (readonly [from: string, to: string])[] {
  const root = join(import.meta.dirname!, "../..");
  const pictures = ICONS.map((icon) => join("icons", system, `${fileName(icon)}.png`));
  return [
    [helperOrigin(system), join("traybin", helperName(system))],
    ...pictures.map((path) => [join(root, path), path] as const),
  ];
}

/** A file to place: its name and what is in it. */
interface Placed {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * On Linux systray2 starts a script. The helper writes each icon into a file in TMPDIR and leaves it
 * there, so that gets a folder which `removeRemains` finds by the helper's process id; and the
 * desktop shows the helper's file name to people.
 */
const LINUX_SCRIPT = `#!/bin/sh
here=\${0%/*}
TMPDIR=$here/icon-$$
export TMPDIR
mkdir -p -m 700 "$TMPDIR"
exec "$here/Git Sync Bar"
`;

function filesOf(system: string, helper: Uint8Array): Placed[] {
  if (system !== "linux") return [{ name: helperName(system), bytes: helper }];
  return [
    { name: "Git Sync Bar", bytes: helper },
    { name: helperName(system), bytes: new TextEncoder().encode(LINUX_SCRIPT) },
  ];
}

/**
 * Places the helper in a cache folder, where it is not there yet as it should be, and clears away
 * what dead ones left. Returns the folder that systray2 wants to know (`copyDir`).
 *
 * Throws one line when that cannot be done.
 */
export async function placeHelper(cache: string, system: string): Promise<string> {
  const copyDir = join(cache, "tray");
  const folder = join(copyDir, SYSTRAY_VERSION);
  try {
    await Deno.mkdir(folder, { recursive: true });
    // Who can write here decides what the app runs.
    for (const path of [copyDir, folder]) await Deno.chmod(path, 0o700);
    await removeRemains(copyDir);
    const helper = await Deno.readFile(helperOrigin(system));
    for (const file of filesOf(system, helper)) await place(folder, file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Cannot place the helper in "${folder}": ${reason}`);
  }
  return copyDir;
}

async function place(folder: string, { name, bytes }: Placed): Promise<void> {
  const path = join(folder, name);
  if (await isInPlace(path, bytes)) return;
  const fresh = join(folder, `new-${Deno.pid}`);
  await Deno.remove(fresh).catch(() => {});
  await Deno.writeFile(fresh, bytes, { createNew: true, mode: 0o700 });
  await Deno.chmod(fresh, 0o755);
  await Deno.rename(fresh, path);
}

async function isInPlace(path: string, bytes: Uint8Array): Promise<boolean> {
  const found = await Deno.lstat(path).catch(() => undefined);
  if (found?.isFile !== true || found.size !== bytes.length) return false;
  if (((found.mode ?? 0) & 0o777) !== 0o755) return false;
  return Buffer.from(bytes).equals(await Deno.readFile(path));
}

/**
 * Removes what belongs to processes that are gone: icons of helpers, and files half written. `copyDir`
 * is what `placeHelper` returned.
 */
export async function removeRemains(copyDir: string): Promise<void> {
  const folder = join(copyDir, SYSTRAY_VERSION);
  for await (const { name } of Deno.readDir(folder)) {
    const [, pid] = /^(?:icon|new)-(\d+)$/.exec(name) ?? [];
    if (pid === undefined || isAlive(Number(pid))) continue;
    await Deno.remove(join(folder, name), { recursive: true }).catch(() => {});
  }
}

function isAlive(pid: number): boolean {
  try {
    // Signal 0 only asks.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
