// The icon file of macOS, read by libicns (Debian: icnsutils).

import assert from "node:assert/strict";
import { join } from "node:path";
import { openRenderer } from "../../../tools/icons.ts";
import { ICNS_KINDS, writeIcns } from "../../../tools/release/icns.ts";
import { has } from "../../support/needs.ts";

const svg = join(import.meta.dirname!, "../../../icons/app/git-sync-bar.svg");

Deno.test("icns: another program finds a picture of each size in it", {
  ignore: !has("icns2png"),
}, async () => {
  const folder = await Deno.makeTempDir({ prefix: "git-sync-bar-test-" });
  try {
    const [render, picture] = await Promise.all([openRenderer(), Deno.readTextFile(svg)]);
    const file = join(folder, "icon.icns");
    await Deno.writeFile(file, writeIcns((width) => render(picture, width)));
    const { code, stdout } = await new Deno.Command("icns2png", { args: ["-l", file] }).output();
    const text = new TextDecoder().decode(stdout);
    assert.equal(code, 0, text);
    const found = [...text.matchAll(/'(ic\d\d)' (\d+)x/g)].map(([, kind, width]) => ({
      kind,
      width: Number(width),
    }));
    // It does not know the sizes of the newer kinds.
    const known = ["ic08", "ic09", "ic10"];
    assert.deepEqual(
      found,
      ICNS_KINDS.map(([kind, width]) => ({ kind, width: known.includes(kind) ? width : 0 })),
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
