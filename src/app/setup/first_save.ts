// The first save of a folder: what it would take, and what of that stays on this machine.

import { join } from "node:path";
import { findFirstSave, type FirstSave, readLayout, type RiskyFile } from "../../engine/mod.ts";
import { settingsIn, type TaskContext } from "./parts.ts";

/** Lists what the first save would take. Throws one line. */
export async function listFirstSave(context: TaskContext): Promise<FirstSave> {
  const { known: { chosen }, setupFolder } = context;
  const folder = chosen?.path ?? "/";
  const gitDir = chosen?.kind === "clone"
    ? (await readLayout(folder)).gitDir
    : join(setupFolder.scratch, ".git");
  return await findFirstSave(await settingsIn(context, folder), { folder, gitDir });
}

/**
 * Returns the risky files that are not sent: those that the user has not chosen, also where they have come since the
 * question. Throws one line.
 */
export async function heldBack(context: TaskContext): Promise<readonly RiskyFile["path"][]> {
  const { firstSave, sent = [] } = context.known;
  if (firstSave === undefined) return [];
  const chosen = new Set(sent.map((at) => firstSave.risky[at]?.path));
  const { risky } = await listFirstSave(context);
  return risky.map(({ path }) => path).filter((path) => !chosen.has(path));
}
