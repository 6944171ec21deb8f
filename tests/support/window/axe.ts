// What keeps users from reading or reaching something on a page, as axe-core finds it.

import axe from "axe-core";
import type { Page } from "playwright-core";

/** Returns a line for each finding: the rule, and the first element that breaks it. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate("axe.run(document)") as axe.AxeResults;
  return found.violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html}`);
}
