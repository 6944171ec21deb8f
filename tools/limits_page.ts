// Makes docs/limits.md: the limits of src/system/limits, with their reasons, on one page.

import { join } from "node:path";

/** The page, relative to the top of the repository. */
export const LIMITS_PAGE = "docs/limits.md";

const FOLDER = join(import.meta.dirname!, "../src/system/limits");

const INTRODUCTION = `# Limits

All that comes from outside has a limit in size, count or time. This page is made from
\`system/limits\` by \`deno task docs\`; [threat-model.md](threat-model.md) says what they are for, and
[what-is-synced.md](what-is-synced.md) which of them a user meets.
`;

/** Returns the page, not yet formatted. */
export async function limitsPage(): Promise<string> {
  const names = await Array.fromAsync(Deno.readDir(FOLDER), ({ name }) => name);
  const texts = names.sort().map((name) => Deno.readTextFileSync(join(FOLDER, name)));
  return `${INTRODUCTION}\n${texts.map(section).join("\n")}`;
}

/** Returns the section of one file: its first line, and a row for each constant with the comment above it. */
function section(text: string): string {
  const [, title] = /^\/\/ (.+?)\. Pure\.\n/.exec(text) ?? [];
  const constants = text.matchAll(
    /(?:\/\*\*((?:(?!\*\/)[^])*)\*\/\n)?export const (\w+) = ([^;]+);/g,
  );
  let reason = "";
  const rows = [...constants].map(([, comment, name, value]) => {
    reason = comment?.replace(/\s*\n \* ?/g, " ").trim() ?? reason;
    return `| \`${name}\` | \`${value}\` | ${reason.replaceAll("|", "\\|")} |`;
  });
  return `## ${title}\n\n| limit | value | meaning and reason |\n| --- | --- | --- |\n${
    rows.join("\n")
  }\n`;
}
