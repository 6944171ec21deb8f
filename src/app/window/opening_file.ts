// A private file through which a browser comes to the window: the address has a token in it, and every user of the
// machine can read the arguments of programs.

import { join } from "node:path";
import { WINDOW_TOKEN_MS } from "../../system/limits/window.ts";
import { makePrivate } from "../../system/private_folder.ts";
import { namesIn } from "../../system/files.ts";

const NAME = /^window-[0-9a-f-]{36}\.html$/;

/** Makes a file that leads to an address, for its owner alone. Throws one line. */
export async function makeOpeningFile(folder: string, address: string): Promise<string> {
  await makePrivate(folder);
  const file = join(folder, `window-${crypto.randomUUID()}.html`);
  await Deno.writeTextFile(file, redirection(address), { createNew: true, mode: 0o600 });
  return file;
}

/** Removes the files that a crash has left: nobody can use their tokens any more. Never throws. */
export async function removeOpeningFiles(folder: string): Promise<void> {
  for (const name of await namesIn(folder).catch(() => [])) {
    if (!isOpeningFile(name)) continue;
    const file = join(folder, name);
    const { mtime } = await Deno.lstat(file).catch(() => ({ mtime: null }));
    if (mtime !== null && Date.now() - mtime.getTime() < WINDOW_TOKEN_MS) continue;
    await Deno.remove(file).catch(() => {});
  }
}

/** Reports whether a file has the name of one that leads a browser to the window. */
export function isOpeningFile(name: string): boolean {
  return NAME.test(name);
}

/** Returns a page that leads to an address of ours, in which no character but `&` means anything in HTML. */
function redirection(address: string): string {
  const escaped = address.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  return [
    "<!doctype html>",
    '<meta charset="utf-8">',
    '<meta name="referrer" content="no-referrer">',
    `<meta http-equiv="refresh" content="0; url=${escaped}">`,
    "<title>Git Sync Bar</title>",
    `<a href="${escaped}">Open Git Sync Bar</a>`,
    "",
  ].join("\n");
}
