// `deno task release [FOLDER]`: makes what people download, in dist/release. What cannot be made is named
// with its reason; then it fails, having made the rest.

import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import project from "../deno.json" with { type: "json" };
import { openRenderer, type Renderer } from "./icons.ts";
import { compileBundle, makeBundle, root } from "./program.ts";
import { tarGzOf, zipOf } from "./release/archive.ts";
import { desktopEntry, TREE } from "./release/desktop_entry.ts";
import { type Header, readHeader } from "./release/header.ts";
import { writeIcns } from "./release/icns.ts";
import { codeResources } from "./release/code_resources.ts";
import { BUNDLE, IDENTIFIER, infoPlist } from "./release/info_plist.ts";
import { seal, type Sealing } from "./release/seal.ts";
import { type Target, TARGETS } from "./release/target.ts";

const NAME = `git-sync-bar-${project.version}`;
const svg = join(root, "icons/app/git-sync-bar.svg");

/** What is made for all targets, once. */
interface Common {
  /** The folder of the archives. */
  readonly folder: string;
  /** A folder for what goes into them. */
  readonly staging: string;
  readonly render: Renderer;
  readonly when: Date;
}

/** Makes the archives of a target and answers their names. */
async function make(target: Target, common: Common): Promise<string[]> {
  const { staging } = common;
  const program = join(staging, target.name, "git-sync-bar");
  await Deno.mkdir(dirname(program), { recursive: true });
  const bundle = join(staging, "bundle", target.system);
  await compileBundle({ bundle, triple: target.triple, output: program });
  const header = await headerOf(program);
  if (header?.system !== target.system || header.processor !== target.processor) {
    const found = header === undefined ? "something else" : `${header.system} ${header.processor}`;
    throw new Error(`the program is for ${found}`);
  }
  return header.system === "darwin"
    ? [
      await packApp(target, { program, header, common }),
      await packProgram(target, program, common),
    ]
    : [await packTree(target, program, common)];
}

async function headerOf(program: string): Promise<Header | undefined> {
  using file = await Deno.open(program);
  const bytes = new Uint8Array(32_768);
  await file.read(bytes);
  return readHeader(bytes);
}

/** For macOS: `Git Sync Bar.app`. */
async function packApp(
  target: Target,
  { program, header: { leastSystem }, common }: {
    readonly program: string;
    readonly header: Header & { system: "darwin" };
    readonly common: Common;
  },
): Promise<string> {
  const { folder, staging, render, when } = common;
  const picture = await Deno.readTextFile(svg);
  const content = join(staging, target.name, "app");
  const app = join(content, "Git Sync Bar.app");
  const encoder = new TextEncoder();
  const info = encoder.encode(infoPlist({ version: project.version, leastSystem }));
  const icon = writeIcns((width) => render(picture, width));
  // Paths in the list count from `Contents`.
  const resources = encoder.encode(
    codeResources({ [BUNDLE.icon.slice("Contents/".length)]: icon }),
  );
  await write(join(app, BUNDLE.infoPlist), info);
  await write(join(app, BUNDLE.icon), icon);
  await write(join(app, BUNDLE.codeResources), resources);
  await placeSealed(program, join(app, BUNDLE.program), {
    identifier: IDENTIFIER,
    infoPlist: info,
    codeResources: resources,
  });
  const name = `${NAME}-${target.name}.app.zip`;
  await Deno.writeFile(join(folder, name), await zipOf(content, when));
  return name;
}

/** For macOS: the program alone, for a terminal. */
async function packProgram(target: Target, program: string, common: Common): Promise<string> {
  const name = `${NAME}-${target.name}`;
  const content = join(common.staging, target.name, "program");
  await placeSealed(program, join(content, name, TREE.program), { identifier: IDENTIFIER });
  return await packTar(name, content, common);
}

async function placeSealed(program: string, path: string, sealing: Sealing): Promise<void> {
  await write(path, seal(await Deno.readFile(program), sealing));
  await Deno.chmod(path, 0o755);
}

/** For Linux: a tree for `~/.local` or `/usr/local`. */
async function packTree(target: Target, program: string, common: Common): Promise<string> {
  const name = `${NAME}-${target.name}`;
  const content = join(common.staging, target.name, "tree");
  const tree = join(content, name);
  await write(join(tree, TREE.entry), desktopEntry());
  await write(join(tree, TREE.icon), await Deno.readFile(svg));
  await place(program, join(tree, TREE.program));
  return await packTar(name, content, common);
}

async function packTar(
  name: string,
  content: string,
  { folder, when }: Common,
): Promise<string> {
  await Deno.writeFile(join(folder, `${name}.tar.gz`), await tarGzOf(content, when));
  return `${name}.tar.gz`;
}

async function write(path: string, content: string | Uint8Array): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.writeFile(
    path,
    typeof content === "string" ? new TextEncoder().encode(content) : content,
  );
}

async function place(program: string, path: string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.copyFile(program, path);
}

/** One line of SHA256SUMS, as `sha256sum --check` and `shasum --check` read it. */
async function sumOf(folder: string, name: string): Promise<string> {
  const bytes = await Deno.readFile(join(folder, name));
  return `${createHash("sha256").update(bytes).digest("hex")}  ${name}\n`;
}

const say = (line: string) => Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));

/** Makes everything; answers whether nothing is missing. */
async function release(folder: string): Promise<boolean> {
  const staging = await Deno.makeTempDir({ prefix: "git-sync-bar-release-" });
  try {
    await Deno.remove(folder, { recursive: true }).catch(() => {});
    await Deno.mkdir(folder, { recursive: true });
    const common = { folder, staging, render: await openRenderer(), when: new Date() };
    for (const system of new Set(TARGETS.map(({ system }) => system))) {
      await makeBundle(system, join(staging, "bundle", system));
    }
    const made: string[] = [];
    let isComplete = true;
    for (const target of TARGETS) {
      try {
        const names = await make(target, common);
        made.push(...names);
        for (const name of names) say(`Made ${name}`);
      } catch (error) {
        isComplete = false;
        say(`Cannot make ${target.name}: ${error instanceof Error ? error.message : error}`);
      }
    }
    const sums = await Promise.all(made.map((name) => sumOf(folder, name)));
    await Deno.writeTextFile(join(folder, "SHA256SUMS"), sums.join(""));
    return isComplete;
  } finally {
    await Deno.remove(staging, { recursive: true });
  }
}

if (import.meta.main) {
  Deno.exit(await release(Deno.args[0] ?? join(root, "dist/release")) ? 0 : 1);
}
