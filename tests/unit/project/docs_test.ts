// The documents: what is generated is up to date, links and names of files lead somewhere, and the main
// pages stay short.

import assert from "node:assert/strict";
import { dirname, join, relative } from "node:path";
import { filesBelow } from "../../support/files_below.ts";
import { configurationPage, PAGE } from "../../../tools/docs.ts";
import { LIMITS_PAGE, limitsPage } from "../../../tools/limits_page.ts";
import { STATUS_FILE, statusSchemaText } from "../../../tools/status_schema.ts";

const root = join(import.meta.dirname!, "../../..");

/** What is no part of the project. */
const skips = (name: string) => ["dist", "node_modules"].includes(name) || name.startsWith(".");

const isPage = (path: string) => /^(?:docs\/(?:decisions\/)?)?[^/]+\.md$/.test(path);

/** The pages and how many bytes they may have. */
const PAGES = { "README.md": 11_000, "ARCHITECTURE.md": 12_000, "CONTRIBUTING.md": 4_000 };

for (const [page, make] of [[PAGE, configurationPage], [LIMITS_PAGE, limitsPage]] as const) {
  Deno.test(`${page} is what \`deno task docs\` makes`, async () => {
    // The formatter aligns tables and wraps paragraphs.
    const words = (text: string) => text.replace(/-{3,}/g, "---").split(/\s+/);
    assert.deepEqual(words(await Deno.readTextFile(join(root, page))), words(await make()));
  });
}

Deno.test("docs/status.schema.json is what `deno task docs` makes", async () => {
  const file = await Deno.readTextFile(join(root, STATUS_FILE));
  assert.deepEqual(JSON.parse(file), JSON.parse(statusSchemaText()));
});

Deno.test("the main pages are short", async () => {
  for (const [page, most] of Object.entries(PAGES)) {
    const { size } = await Deno.stat(join(root, page));
    assert.ok(size <= most, `${page} has ${size} bytes, expected at most ${most}`);
  }
});

Deno.test("links between the documents lead to a file and a heading", async () => {
  const pages = (await filesBelow(root, skips)).filter(isPage);
  assert.ok(pages.includes("README.md") && pages.includes("docs/facts.md"));
  for (const page of pages) {
    const text = await Deno.readTextFile(join(root, page));
    for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target!)) continue;
      const [path, heading] = target!.split("#");
      const file = path === "" ? page : relative(root, join(root, dirname(page), path!));
      const info = await Deno.stat(join(root, file)).catch(() => undefined);
      assert.ok(info !== undefined, `${page} links to ${target}, which does not exist`);
      if (heading === undefined) continue;
      const headings = headingsOf(await Deno.readTextFile(join(root, file)));
      assert.ok(headings.includes(heading), `${page} links to ${target}: no such heading`);
    }
  }
});

Deno.test("files of the code that the documents name are there", async () => {
  const files = await filesBelow(root, skips);
  let named = 0;
  for (const page of files.filter(isPage)) {
    const text = await Deno.readTextFile(join(root, page));
    for (const [, path] of text.matchAll(/`([\w./-]+\.(?:ts|js|py|sh))`/g)) {
      named++;
      const isThere = files.some((file) => file === path || file.endsWith(`/${path}`));
      assert.ok(isThere, `${page} names ${path}, which does not exist`);
    }
  }
  assert.ok(named > 50);
});

/** Returns the anchors of the headings of a page, as git hosts make them. */
function headingsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!.toLowerCase().replace(/[^\p{L}\p{N}\- ]/gu, "").replaceAll(" ", "-")
  );
}
