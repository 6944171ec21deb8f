// What Python finds in a sealed program for macOS.

import assert from "node:assert/strict";
import { join } from "node:path";

export interface FoundSeal {
  readonly identifier: string;
  readonly uuid: string;
  readonly pages: number;
  /** What does not fit; nothing where all does. */
  readonly wrong: readonly string[];
}

/** Reads a program, together with the app around it where its folder is given. */
export async function checkSeal(program: string, app?: string): Promise<FoundSeal> {
  const { success, stdout, stderr } = await new Deno.Command("python3", {
    args: [
      join(import.meta.dirname!, "check_seal.py"),
      program,
      ...(app === undefined ? [] : [join(app, "Contents")]),
    ],
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}
