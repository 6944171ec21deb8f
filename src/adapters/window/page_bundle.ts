// Makes the page: from source it is bundled by Deno at the first use, in the standalone program it is included.

import { join } from "node:path";
import { runTool } from "../../system/process/programs.ts";
import type { PageFile, PageFiles } from "./page_files.ts";

const ICONS = [
  "conflict",
  "live-updates-off",
  "needs-you",
  "offline",
  "paused",
  "syncing",
  "up-to-date",
].map((name) => `icons/${name}.svg`);

/** The page itself: it is sent as it is, as each answer has another nonce in it. */
const INDEX = "index.html";

/** The code of the page by its names, and where each file of it begins: the editors are loaded when they are needed. */
export const PAGE_CODE: ReadonlyMap<string, string> = new Map([
  ["main.js", "page/main.tsx"],
  ["editors.js", "page/editors/editors.ts"],
]);

/** The files of the page by their names. */
const NAMES: readonly string[] = [INDEX, ...PAGE_CODE.keys(), "style.css", ...ICONS];

const FAVICON = "icons/up-to-date.svg";

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml; charset=utf-8",
};

/** Returns the path of a file of the page in the standalone program: `deno compile` reads what ends with `.js`. */
export function pathInProgram(name: string): string {
  return join("page", name === INDEX ? name : `${name}.gz`);
}

let loading: Promise<PageFiles> | undefined;

/** Returns the files of the page, which are made or read once. Throws one line when that cannot be done. */
export function loadPageFiles(): Promise<PageFiles> {
  loading ??= load().catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(): Promise<PageFiles> {
  const bytes = Deno.build.standalone
    ? await readIncluded()
    : await compressPage(await bundlePage(), gzip);
  const files = new Map<string, PageFile>();
  for (const [name, content] of bytes) {
    const file = { type: TYPES[name.slice(name.lastIndexOf(".") + 1)]!, bytes: content };
    files.set(name === INDEX ? "/" : `/${name}`, file);
    if (name === FAVICON) files.set("/favicon.ico", file);
  }
  return files;
}

/** The bytes of files, by their names. */
export type NamedBytes = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

async function readIncluded(): Promise<NamedBytes> {
  const read = async (name: string) =>
    [name, await Deno.readFile(join(import.meta.dirname!, pathInProgram(name)))] as const;
  return new Map(await Promise.all(NAMES.map(read)));
}

/** Returns the files of the page as the server gives them out. */
export async function compressPage(
  files: NamedBytes,
  compress: (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>,
): Promise<NamedBytes> {
  const packed = [...files].map(async ([name, bytes]) =>
    [name, name === INDEX ? bytes : await compress(bytes)] as const
  );
  return new Map(await Promise.all(packed));
}

async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/** Makes the files of the page from source, not compressed. Throws one line when that cannot be done. */
export async function bundlePage(deno: string = Deno.execPath()): Promise<NamedBytes> {
  const root = join(import.meta.dirname!, "../../..");
  const read = (name: string) => Deno.readFile(join(root, name));
  const files = new Map([
    [INDEX, await read("page/index.html")],
    ["style.css", await joinStyles(join(root, "page"))],
  ]);
  // One after the other: the first one may have Deno fetch its bundler.
  for (const [name, begin] of PAGE_CODE) {
    files.set(name, await bundleCode(deno, { root, begin }));
  }
  for (const icon of ICONS) files.set(icon, await read(icon));
  return files;
}

async function bundleCode(
  deno: string,
  { root, begin }: { readonly root: string; readonly begin: string },
): Promise<Uint8Array<ArrayBuffer>> {
  const options = ["--quiet", "--frozen", "--platform", "browser", "--minify"];
  const result = await runTool([deno, "bundle", ...options, begin], { cwd: root });
  if (result?.code !== 0) {
    throw new Error(
      `Cannot make the page of the window: \`deno bundle ${begin}\` fails; run it to see why`,
    );
  }
  return new Uint8Array(result.stdout);
}

/** Returns all styles of the page in one: the theme first, then the others by their names. */
async function joinStyles(folder: string): Promise<Uint8Array<ArrayBuffer>> {
  const paths = ["theme.css"];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (!isDirectory) continue;
    for await (const file of Deno.readDir(join(folder, name))) {
      if (file.name.endsWith(".css")) paths.push(join(name, file.name));
    }
  }
  const [first, ...others] = paths;
  const texts = await Promise.all(
    [first!, ...others.sort()].map((path) => Deno.readTextFile(join(folder, path))),
  );
  return new TextEncoder().encode(texts.join("\n"));
}
