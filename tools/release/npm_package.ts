// Packages for npm: a small one with the command, and one for each system with the program. npm installs the one that
// fits as an optional dependency, as esbuild and Deno do it.

import { type Entry, plainFile, program, tarGz } from "./archive.ts";
import { type Target, TARGETS } from "./target.ts";

/** As Node names it in `process.arch`. */
const ARCHITECTURES = { x86_64: "x64", aarch64: "arm64" } as const;

const packageOf = ({ system, processor }: Target) =>
  `@git-sync-bar/${system}-${ARCHITECTURES[processor]}`;

/** Starts the program of this system, passes its signals on, and ends as it ends. */
const COMMAND = `#!/usr/bin/env node
"use strict";
const { spawn } = require("node:child_process");

const name = "@git-sync-bar/" + process.platform + "-" + process.arch;
let program;
try {
  program = require.resolve(name + "/bin/git-sync-bar");
} catch {
  console.error("Cannot start git-sync-bar: the package " + name + " is not installed. " +
    "Install without --omit=optional, on macOS or Linux with x64 or arm64.");
  process.exit(1);
}
const child = spawn(program, process.argv.slice(2), { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) => {
  console.error("Cannot start git-sync-bar: " + error.message);
  process.exit(1);
});
child.on("exit", (code, signal) => {
  if (signal === null) process.exit(code);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
`;

/** What all packages have. */
export interface NpmContent {
  readonly version: string;
  readonly licence: Uint8Array;
  readonly readme: Uint8Array;
  readonly when: Date;
}

/** Returns the name of the file of a package as `npm pack` gives it: `git-sync-bar-linux-x64-0.1.0.tgz`. */
export function npmName(target: Target | undefined, version: string): string {
  const name = target === undefined ? "git-sync-bar" : packageOf(target);
  return `${name.replace("@", "").replace("/", "-")}-${version}.tgz`;
}

/** Makes the package with the command, for every system. */
export async function commandPackage(content: NpmContent): Promise<Uint8Array> {
  const { version } = content;
  return await pack(content, {
    name: "git-sync-bar",
    bin: { "git-sync-bar": "bin/git-sync-bar.js" },
    engines: { node: ">=18" },
    optionalDependencies: Object.fromEntries(
      TARGETS.map((target) => [packageOf(target), version]),
    ),
  }, program("bin/git-sync-bar.js", new TextEncoder().encode(COMMAND)));
}

/** Makes the package with the program of a system. */
export async function programPackage(
  target: Target,
  bytes: Uint8Array,
  content: NpmContent,
): Promise<Uint8Array> {
  return await pack(content, {
    name: packageOf(target),
    os: [target.system],
    cpu: [ARCHITECTURES[target.processor]],
    ...(target.system === "linux" ? { libc: ["glibc"] } : {}),
  }, program("bin/git-sync-bar", bytes));
}

async function pack(
  { version, licence, readme, when }: NpmContent,
  manifest: { readonly name: string } & Readonly<Record<string, unknown>>,
  file: Entry,
): Promise<Uint8Array> {
  const { name, ...rest } = manifest;
  const description = "Keeps folders in sync through git, from the menu bar";
  const text = JSON.stringify({ name, version, description, license: "MIT", ...rest }, null, 2);
  const entries: readonly Entry[] = [
    plainFile("package.json", `${text}\n`),
    plainFile("LICENSE", licence),
    plainFile("README.md", readme),
    file,
  ];
  return await tarGz(entries, { when, prefix: "package/" });
}
