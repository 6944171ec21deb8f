// Writes the pages that are made from the code, docs/configuration.md, docs/limits.md and docs/status.schema.json:
// `deno task docs`.

import { join } from "node:path";
import { descriptions } from "../src/adapters/config/descriptions.ts";
import { newConfig, tlsFiles } from "../src/adapters/config/schema.ts";
import { LIMITS_PAGE, limitsPage } from "./limits_page.ts";
import { STATUS_FILE, statusSchemaText } from "./status_schema.ts";

/** The page, relative to the top of the repository. */
export const PAGE = "docs/configuration.md";

const INTRODUCTION = `# Configuration

One JSON file: \`~/Library/Application Support/Git Sync Bar/config.json\` on macOS,
\`~/.config/git-sync-bar/config.json\` on Linux. \`git-sync-bar --edit-config\` opens it in your editor. A
saved change takes effect at once. A mistake in the file is shown with its key, and the settings from
before stay in force. The file of the Python app of the same name works unchanged.

Paths may begin with \`~/\`; certificates are relative to the folder of the configuration.
This page is made from the schema by \`deno task docs\`.
`;

/** Returns the page, not yet formatted. */
export function configurationPage(): string {
  const random = "a random UUID";
  const text = newConfig({ mqtt_topic: random }, {
    file: "/config.json",
    home: "~",
  });
  const defaults: Record<string, unknown> = { ...JSON.parse(text), ...tlsFiles };
  const rows = Object.entries(descriptions).map(([key, description]) => {
    const value = defaults[key];
    const shown = value === undefined || value === random ? value ?? "" : `\`${show(value)}\``;
    return `| \`${key}\` | ${shown} | ${description} |`;
  });
  return `${INTRODUCTION}\n| key | default | meaning |\n| --- | --- | --- |\n${rows.join("\n")}\n`;
}

function show(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

if (import.meta.main) {
  const pages = [
    [PAGE, configurationPage()],
    [LIMITS_PAGE, await limitsPage()],
    [STATUS_FILE, statusSchemaText()],
  ] as const;
  for (const [name, text] of pages) {
    const file = join(import.meta.dirname!, "..", name);
    await Deno.writeTextFile(file, text);
    const { success } = await new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", file] })
      .output();
    if (!success) throw new Error(`Cannot format ${file}: deno fmt failed`);
  }
}
