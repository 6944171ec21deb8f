// `deno task icons`: makes the PNGs of the icons from their SVGs, for each system. They are committed, so
// that neither the app nor its build needs this.

import { dirname, join } from "node:path";
import { initWasm, Resvg } from "@resvg/resvg-wasm";

const icons = join(import.meta.dirname!, "../icons");

/** In pixels. The helper for macOS shows a picture at 16 points; a Linux panel makes it as small as it is. */
const SIZES = { darwin: 32, linux: 44 } as const;

/** Answers the PNG of an SVG; the width is in pixels. */
export type Renderer = (svg: string, width: number) => Uint8Array;

let renderer: Promise<Renderer> | undefined;

/** Makes a renderer ready. */
export function openRenderer(): Promise<Renderer> {
  // The library refuses to be made ready twice.
  return renderer ??= (async () => {
    const wasm = new URL("index_bg.wasm", import.meta.resolve("@resvg/resvg-wasm"));
    await initWasm(await Deno.readFile(wasm));
    return (svg, width) =>
      new Resvg(svg, { fitTo: { mode: "width", value: width } }).render().asPng();
  })();
}

/** Renders all icons: the name of each PNG in the folder of icons, and what is in it. */
export async function renderIcons(): Promise<Map<string, Uint8Array>> {
  const render = await openRenderer();
  const pictures = new Map<string, Uint8Array>();
  for await (const { name } of Deno.readDir(icons)) {
    if (!name.endsWith(".svg")) continue;
    const svg = await Deno.readTextFile(join(icons, name));
    // macOS colours a template image itself: only how opaque it is counts.
    const template = svg.replace(/ color="[^"]*"/, ' color="black"');
    const png = name.replace(/svg$/, "png");
    pictures.set(`linux/${png}`, render(svg, SIZES.linux));
    pictures.set(`darwin/${png}`, render(template, SIZES.darwin));
  }
  return pictures;
}

if (import.meta.main) {
  for (const [name, png] of await renderIcons()) {
    const path = join(icons, name);
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeFile(path, png);
  }
}
