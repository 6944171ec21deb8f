// Makes the standalone program. A plain `deno compile` would embed every package of deno.lock, so the
// code is bundled first and then compiled without packages and without configuration.
//
// `COMPILE_DENO` names another Deno for this, together with Deno's own `DENORT_BIN`.

import { dirname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { gzipSync } from "fflate";
import { oneLine } from "../src/system/text.ts";
import { filesOfTray } from "../src/adapters/tray/place_helper.ts";
import {
  bundlePage,
  compressPage,
  PAGE_CODE,
  pathInProgram,
} from "../src/adapters/window/page_bundle.ts";
import { stabilizeBundle, withoutCache } from "./stable_bundle.ts";

/** Of the project. */
export const root = join(import.meta.dirname!, "..");

/** The permissions of the program. docs/release.md has their reasons. */
export const PERMISSIONS: readonly string[] = [
  "--allow-read",
  "--allow-write",
  "--allow-run",
  "--allow-env",
  "--allow-net",
  "--allow-sys=hostname,networkInterfaces,statfs,uid",
  "--no-prompt",
];

// Else Deno keeps compiled code in the temporary folder, under a name that any user of the machine can
// foresee and fill with code of their own.
const NO_CODE_CACHE = "--no-code-cache";

// By itself V8 collects young objects after three times 16 MB, and all objects when they have become about four times
// as many: an update of 100,000 files would take over 500 MB. It keeps emptied pages, too: the app has it give them
// back (`src/system/release_memory.ts`).
const MEMORY = "--v8-flags=--max-semi-space-size=4,--heap-growing-percent=60,--expose-gc";

/**
 * Makes what is in the program: the code, split so that what a command does not use is not loaded, and
 * beside it the page of the window and what the icon needs on a system (as `Deno.build.os` names it), on that
 * one alone.
 *
 * Throws one line when that cannot be done.
 */
export async function makeBundle(system: string, folder: string): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  const split = ["--quiet", "--platform", "deno", "--code-splitting"];
  await deno(["bundle", ...split, "--outdir", folder, "main.ts"], {});
  for (const [from, to] of filesOfTray(system)) {
    const path = join(folder, to);
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.copyFile(from, path);
  }
  await includePage(folder);
  await stabilizeBundle(folder);
}

/** Writes the page of the window, compressed in the same way on every machine. */
async function includePage(folder: string): Promise<void> {
  const compress = (bytes: Uint8Array) =>
    Promise.resolve(new Uint8Array(gzipSync(bytes, { level: 9, mtime: 0 })));
  for (const [name, bytes] of await compressPage(await bundlePage(denoProgram()), compress)) {
    const path = join(folder, pathInProgram(name));
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeFile(path, bytes);
  }
}

/** Returns the code of the page before it is made small: it names the file of each part. */
export async function pageCode(): Promise<string> {
  const codes: string[] = [];
  for (const begin of PAGE_CODE.values()) {
    codes.push(await deno(["bundle", "--quiet", "--platform", "browser", begin], {}));
  }
  return withoutCache(codes.join("\n"));
}

/** What is compiled, and for whom. */
export interface CompileOptions {
  /** What `makeBundle` has made. */
  readonly bundle: string;
  /** As `deno compile --target` names it. */
  readonly triple: string;
  /** The program. */
  readonly output: string;
}

/**
 * Makes the program of a bundle. Deno fetches the runtime of the target, unless `DENORT_BIN` is set: that
 * is one for this machine, but Deno would take it for any.
 *
 * Throws one line when that cannot be done.
 */
export async function compileBundle({ bundle, triple, output }: CompileOptions): Promise<void> {
  const isOwn = triple === Deno.build.target;
  const args = ["compile", "--quiet", "--no-config", "--no-npm", NO_CODE_CACHE, "--target", triple];
  await deno(
    [
      ...args,
      MEMORY,
      "--include",
      bundle,
      ...PERMISSIONS,
      "--output",
      output,
      join(bundle, "main.js"),
    ],
    isOwn ? {} : { DENORT_BIN: undefined },
  );
}

/** Returns the version of Deno whose runtime is in the programs. */
export async function compilerVersion(): Promise<string> {
  const printed = await deno(["--version"], {});
  return /^deno (\S+)/.exec(printed)?.[1] ?? "unknown";
}

/** Returns the Deno that makes the programs. */
function denoProgram(): string {
  return Deno.env.get("COMPILE_DENO") ?? Deno.execPath();
}

/** Runs Deno with a changed environment and returns what it prints; throws its own reason when it fails. */
async function deno(
  args: readonly string[],
  change: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const env = Object.entries({ ...Deno.env.toObject(), ...change })
    .filter((entry): entry is [string, string] => entry[1] !== undefined);
  const { success, stdout, stderr } = await new Deno.Command(
    denoProgram(),
    { args: [...args], cwd: root, clearEnv: true, env: Object.fromEntries(env), stdin: "null" },
  ).output();
  if (!success) throw new Error(reasonOf(new TextDecoder().decode(stderr)));
  return new TextDecoder().decode(stdout);
}

/** The reason in what Deno prints when it fails: its deepest causes, without those that a cause repeats. */
export function reasonOf(printed: string): string {
  const text = stripVTControlCharacters(printed).split("\nStack backtrace")[0]!;
  const causes = [...text.matchAll(/^ {4}(?:\d+: )?(.+)$/gm)].map(([, cause]) => cause!);
  const reasons = causes.filter((cause, at) =>
    !causes.slice(0, at).some((earlier) => earlier.includes(cause))
  );
  const error = /^error: (.+)$/m.exec(text)?.[1];
  return oneLine(reasons.join(" ") || error || text.trim() || "Deno says nothing");
}
