// Events that come faster than they are read: to open a watcher then would stop the program until they end (2.7.11).

import assert from "node:assert/strict";
import { join } from "node:path";
import { eventually } from "../../support/running.ts";
import { pause } from "../../../src/system/pause.ts";
import { watchFolder } from "../../../src/adapters/watch/watch.ts";
import { modelFsEvents } from "./fs_events_model.ts";

/** More events at once than anything waits for. */
const FLOOD = 100;

for (const [when, floodMs] of [["during", 3_600_000], ["soon after", 0]] as const) {
  Deno.test(`a watcher is ${floodMs > 0 ? "not opened" : "opened"} ${when} a flood of events`, async () => {
    const root = await Deno.realPath(await Deno.makeTempDir());
    await Deno.mkdir(join(root, "busy"));
    await Deno.mkdir(join(root, ".git/refs/heads"), { recursive: true });
    await Deno.writeTextFile(join(root, ".git/HEAD"), "ref: refs/heads/main\n");
    const ending = new AbortController();
    using model = modelFsEvents();
    const gitDir = join(root, ".git");
    const watcher = watchFolder(root, {
      gitDir,
      commonDir: gitDir,
      signal: ending.signal,
      checkMs: 20,
      floodMs,
      onChanged: () => {},
      onState: () => {},
    });
    const isSure = () => {
      watcher.take();
      return watcher.peek() !== "untrusted";
    };
    try {
      await eventually("it is sure", isSure);
      const before = model.restarts;
      for (let at = 0; at < FLOOD; at++) {
        model.report(join(root, `busy/${at}`), "create", "modify");
      }
      await Deno.mkdir(join(root, "new"));
      model.report(join(root, "new"), "create");
      // Another one at the place of the branches has to be watched anew.
      await Deno.remove(join(gitDir, "refs/heads"));
      await Deno.mkdir(join(gitDir, "refs/heads"));
      if (floodMs > 0) {
        // Many times the time after which it looks again.
        await pause(500);
        assert.equal(model.restarts, before);
        assert.equal(isSure(), false);
      } else {
        await eventually("it is opened", () => model.restarts > before);
        await eventually("it is sure", isSure);
      }
    } finally {
      ending.abort();
      await watcher.stopped;
      await Deno.remove(root, { recursive: true });
    }
  });
}
