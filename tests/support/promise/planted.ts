// Mistakes that are planted into the app to show that the random test finds them. A module of the app is
// replaced by one with the mistake, so everything else is the app's own code.

import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** A mistake: which module of the app has it. */
export type Mistake =
  | "src/engine/git/values/byte_attributes.ts"
  | "src/engine/git/commands/entries_commit.ts"
  | "src/engine/merge/merge.ts"
  | "src/engine/worktree/update.ts"
  | "src/engine/sync/next_step.ts";

/** Writes the import map for a mistake into a folder, and answers where it is. */
export async function plant(mistake: Mistake, folder: string): Promise<string> {
  const root = resolve(import.meta.dirname!, "../../..");
  const real = pathToFileURL(join(root, mistake)).href;
  const name = mistake.slice(mistake.lastIndexOf("/") + 1);
  const planted = pathToFileURL(join(import.meta.dirname!, "planted", name)).href;
  const names = await Promise.all(
    [planted, real].map(async (url) => Object.keys(await import(url))),
  );
  const gone = names[0]!.find((name) => !names[1]!.includes(name));
  if (gone !== undefined) throw new Error(`Cannot plant a mistake: ${mistake} has no "${gone}"`);
  const map = {
    imports: { [real]: planted },
    // The mistake itself may build on what it replaces.
    scopes: { [planted]: { [real]: real } },
  };
  const file = join(folder, "import-map.json");
  await Deno.writeTextFile(file, JSON.stringify(map));
  return file;
}
