import assert from "node:assert/strict";
import { join } from "node:path";
import { ICONS } from "../../../src/adapters/tray/menu.ts";
import { iconFile, readPictures } from "../../../src/adapters/tray/pictures.ts";
import { renderIcons } from "../../../tools/icons.ts";

const icons = join(import.meta.dirname!, "../../../icons");

Deno.test("icons: the pictures are what the SVGs give", async () => {
  const rendered = await renderIcons();
  assert.equal(rendered.size, 2 * ICONS.length, "an SVG for each state and no other one");
  for (const [name, png] of rendered) {
    assert.deepEqual(
      await Deno.readFile(join(icons, name)),
      png,
      `${name} is old: deno task icons`,
    );
  }
});

Deno.test("icons: each state has a picture of its own on both systems", async () => {
  for (const system of ["linux", "darwin"]) {
    const pictures = await readPictures(system);
    assert.equal(new Set(Object.values(pictures)).size, ICONS.length);
  }
});

Deno.test("icons: states differ by shape: without their colours no two are the same", async () => {
  // The templates for macOS are black.
  const shapes = await readPictures("darwin");
  for (const icon of ICONS) {
    const svg = await Deno.readTextFile(join(icons, `${iconFile(icon)}.svg`));
    assert.doesNotMatch(svg.replace(/ color="#[0-9a-f]{6}"/, ""), /#[0-9a-f]{6}/, icon);
  }
  assert.equal(new Set(Object.values(shapes)).size, ICONS.length);
});
