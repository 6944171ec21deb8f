// What counts as an answer of the watchers' thread.

import assert from "node:assert/strict";
import { join } from "node:path";
import { createLiveness } from "../../../src/adapters/watch/liveness.ts";

Deno.test("only the event that was asked for is an answer: others may have come before the thread stopped", async () => {
  const folder = await Deno.makeTempDir();
  const head = join(folder, "HEAD");
  await Deno.writeTextFile(head, "ref: refs/heads/main\n");
  const liveness = createLiveness(AbortSignal.abort(), () => {});
  const table: readonly [paths: readonly string[], isThere: boolean][] = [
    [[join(folder, "notes.md")], false],
    [[], false],
    [["/elsewhere/HEAD"], true],
    [[join(folder, "notes.md"), head], true],
  ];
  for (const [paths, isThere] of table) {
    const answer = liveness.isAnswering(head);
    liveness.noteEvent(paths);
    assert.equal(await answer, isThere, `${paths}`);
  }
  // The watcher that was asked has ended by itself: its thread has told that.
  const ended = liveness.isAnswering(head);
  liveness.noteEnd();
  assert.equal(await ended, true);
  assert.equal(await liveness.isAnswering(join(folder, "gone")), false);
  await Deno.remove(folder, { recursive: true });
});
