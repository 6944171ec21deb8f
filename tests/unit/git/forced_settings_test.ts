// What git is told whatever the user's own settings say.

import assert from "node:assert/strict";
import { forcedSettings } from "../../../src/engine/git/process/forced_settings.ts";

function settings(system: string, canSync = true): Record<string, string> {
  const env = forcedSettings(system, { caseCounts: false, canSync });
  const numbers = Array.from({ length: Number(env.GIT_CONFIG_COUNT) }, (_, at) => at);
  assert.equal(Object.keys(env).length, 1 + 2 * numbers.length);
  return Object.fromEntries(
    numbers.map((at) => [env[`GIT_CONFIG_KEY_${at}`]!, env[`GIT_CONFIG_VALUE_${at}`]!]),
  );
}

Deno.test("on macOS what git writes is on the disk as well, not only in the disk's cache", () => {
  const everywhere = settings("linux");
  assert.equal(everywhere["core.fsync"], "added,reference");
  assert.equal(settings("darwin")["core.fsyncMethod"], "batch");
  // A server's volume, which would make git fail.
  assert.equal(settings("darwin", false)["core.fsyncMethod"], undefined);
});

Deno.test("on macOS git takes names for their composed form, on any volume", () => {
  for (const canSync of [true, false]) {
    const { "core.fsyncMethod": _, ...onMac } = settings("darwin", canSync);
    assert.deepEqual(onMac, { ...settings("linux"), "core.precomposeUnicode": "true" });
  }
});
