// `--check`: all that a sync needs, one line each, with what to do about it.

import { check as findings, type SyncSettings } from "../engine/mod.ts";
import { type CheckLine, checkLine } from "../view/check_line.ts";

/** Checks one thing after the other, and stops where the next would need what is missing. */
export async function* check(settings: SyncSettings): AsyncGenerator<CheckLine> {
  for await (const finding of findings(settings)) yield checkLine(finding);
}
