// `deno task release [FOLDER] [--address URL]`: makes the files for download, in dist/release. What cannot be made is
// named with its reason; then it fails, having made the rest. The address is where the files will be; it stands in the
// cask for Homebrew, which names the files in FOLDER without it. Nothing is published.

import { createHash } from "node:crypto";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import project from "../deno.json" with { type: "json" };
import { openRenderer, type Renderer } from "./icons.ts";
import { compileBundle, compilerVersion, makeBundle, pageCode, root } from "./program.ts";
import { appBundle } from "./release/app_bundle.ts";
import { plainFile, program, tarGz, zip } from "./release/archive.ts";
import { caskOf } from "./release/cask.ts";
import { debName, debOf } from "./release/deb.ts";
import { desktopEntry, TREE } from "./release/desktop_entry.ts";
import { type Header, readHeader } from "./release/header.ts";
import { writeIcns } from "./release/icns.ts";
import { IDENTIFIER } from "./release/info_plist.ts";
import { commandPackage, type NpmContent, npmName, programPackage } from "./release/npm_package.ts";
import { componentsIn, sbomOf } from "./release/sbom.ts";
import { seal } from "./release/seal.ts";
import { type Target, TARGETS } from "./release/target.ts";

const { version } = project;
const NAME = `git-sync-bar-${version}`;
const svg = join(root, "icons/app/git-sync-bar.svg");

/** What is made for all targets, once. */
interface Common {
  /** The folder of the archives. */
  readonly folder: string;
  /** A folder for what goes into them. */
  readonly staging: string;
  readonly render: Renderer;
  readonly when: Date;
  /** What all packages for npm have. */
  readonly npm: NpmContent;
}

/** The files of a target, and the oldest macOS that starts its program. */
interface Made {
  readonly target: Target;
  readonly names: readonly string[];
  readonly leastSystem?: string;
}

/** Makes the files of a target. */
async function make(target: Target, common: Common): Promise<Made> {
  const { staging, folder } = common;
  const output = join(staging, target.name, "git-sync-bar");
  await Deno.mkdir(dirname(output), { recursive: true });
  const bundle = join(staging, "bundle", target.system);
  await compileBundle({ bundle, triple: target.triple, output });
  const bytes = await Deno.readFile(output);
  const header = readHeader(bytes);
  if (header?.system !== target.system || header.processor !== target.processor) {
    const found = header === undefined ? "something else" : `${header.system} ${header.processor}`;
    throw new Error(`the program is for ${found}`);
  }
  const files = header.system === "darwin"
    ? await macFiles(target, { header, bytes, common })
    : await linuxFiles(target, { bytes, common });
  for (const [name, content] of files) await Deno.writeFile(join(folder, name), content);
  const names = files.map(([name]) => name);
  return header.system === "darwin"
    ? { target, names, leastSystem: header.leastSystem }
    : { target, names };
}

type File = readonly [name: string, content: Uint8Array];

/** The app, the program alone for a terminal, and the package for npm. */
async function macFiles(
  target: Target,
  { header: { leastSystem }, bytes, common: { render, when, npm } }: {
    readonly header: Header & { system: "darwin" };
    readonly bytes: Uint8Array;
    readonly common: Common;
  },
): Promise<File[]> {
  const name = `${NAME}-${target.name}`;
  const picture = await Deno.readTextFile(svg);
  const icon = writeIcns((width) => render(picture, width));
  const sealed = seal(bytes, { identifier: IDENTIFIER });
  return [
    [`${name}.app.zip`, zip(appBundle({ version, leastSystem, program: bytes, icon }), when)],
    [`${name}.tar.gz`, await tarGz([program(`${name}/${TREE.program}`, sealed)], { when })],
    [npmName(target, version), await programPackage(target, sealed, npm)],
  ];
}

/** A tree for `~/.local` or `/usr/local`, and the packages for Debian and npm. */
async function linuxFiles(
  target: Target,
  { bytes, common: { when, npm } }: { readonly bytes: Uint8Array; readonly common: Common },
): Promise<File[]> {
  const name = `${NAME}-${target.name}`;
  const icon = await Deno.readFile(svg);
  const licence = await Deno.readTextFile(join(root, "LICENSE"));
  const tree = [
    program(`${name}/${TREE.program}`, bytes),
    plainFile(`${name}/${TREE.entry}`, desktopEntry()),
    plainFile(`${name}/${TREE.icon}`, icon),
  ];
  return [
    [`${name}.tar.gz`, await tarGz(tree, { when })],
    [
      debName(target, version),
      await debOf(target, { version, program: bytes, icon, licence, when }),
    ],
    [npmName(target, version), await programPackage(target, bytes, npm)],
  ];
}

/** For Homebrew: where the app is, and its hash. Returns nothing where no app was made. */
async function writeCask(
  made: readonly Made[],
  { folder, address }: { readonly folder: string; readonly address: string },
): Promise<string[]> {
  const apps = made.filter(({ target }) => target.system === "darwin");
  const [first] = apps;
  if (first?.leastSystem === undefined) return [];
  const hashes = new Map<string, string>();
  for (const { target, names } of apps) {
    hashes.set(target.processor, await hashOf(join(folder, names[0]!)));
  }
  const sha256 = { arm64: hashes.get("aarch64"), x86_64: hashes.get("x86_64") };
  const { leastSystem } = first;
  const cask = caskOf({ version, address, leastSystem, sha256 });
  await Deno.writeTextFile(join(folder, "git-sync-bar.rb"), cask);
  return ["git-sync-bar.rb"];
}

/** The list of what is in the programs. */
async function writeSbom({ folder, staging, when }: Common): Promise<string> {
  const bundle = join(staging, "bundle/linux");
  const texts = [await pageCode()];
  for await (const { name } of Deno.readDir(bundle)) {
    if (name.endsWith(".js")) texts.push(await Deno.readTextFile(join(bundle, name)));
  }
  const lock: { readonly npm: Readonly<Record<string, { readonly integrity?: string }>> } = JSON
    .parse(await Deno.readTextFile(join(root, "deno.lock")));
  const name = `${NAME}.cdx.json`;
  const list = sbomOf(componentsIn(texts), {
    version,
    runtime: await compilerVersion(),
    integrity: ({ name, version }) => lock.npm[`${name}@${version}`]?.integrity,
    when,
  });
  await Deno.writeTextFile(join(folder, name), list);
  return name;
}

async function hashOf(path: string): Promise<string> {
  return createHash("sha256").update(await Deno.readFile(path)).digest("hex");
}

const say = (line: string) => Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));

/** Makes everything; reports whether nothing is missing. */
async function release(folder: string, address: string): Promise<boolean> {
  const staging = await Deno.makeTempDir({ prefix: "git-sync-bar-release-" });
  try {
    await Deno.remove(folder, { recursive: true }).catch(() => {});
    await Deno.mkdir(folder, { recursive: true });
    const when = new Date();
    const [licence, readme] = await Promise.all([
      Deno.readFile(join(root, "LICENSE")),
      Deno.readFile(join(root, "README.md")),
    ]);
    const npm = { version, licence, readme, when };
    const common = { folder, staging, render: await openRenderer(), when, npm };
    for (const system of new Set(TARGETS.map(({ system }) => system))) {
      await makeBundle(system, join(staging, "bundle", system));
    }
    const made: Made[] = [];
    for (const target of TARGETS) {
      try {
        const one = await make(target, common);
        made.push(one);
        for (const name of one.names) say(`Made ${name}`);
      } catch (error) {
        say(`Cannot make ${target.name}: ${error instanceof Error ? error.message : error}`);
      }
    }
    const command = npmName(undefined, version);
    await Deno.writeFile(join(folder, command), await commandPackage(npm));
    const shared = [
      command,
      ...await writeCask(made, { folder, address }),
      await writeSbom(common),
    ];
    for (const name of shared) say(`Made ${name}`);
    const sums: string[] = [];
    for (const name of [...made.flatMap(({ names }) => names), ...shared]) {
      sums.push(`${await hashOf(join(folder, name))}  ${name}\n`);
    }
    // As `sha256sum --check` and `shasum --check` read it.
    await Deno.writeTextFile(join(folder, "SHA256SUMS"), sums.join(""));
    return made.length === TARGETS.length;
  } finally {
    await Deno.remove(staging, { recursive: true });
  }
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    args: Deno.args,
    options: { address: { type: "string" } },
    allowPositionals: true,
  });
  const folder = resolve(positionals[0] ?? join(root, "dist/release"));
  const address = values.address ?? pathToFileURL(folder).href;
  Deno.exit(await release(folder, address.replace(/\/+$/, "")) ? 0 : 1);
}
