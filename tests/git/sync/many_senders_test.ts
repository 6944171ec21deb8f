// Others send without a pause: a sync that is refused again and again ends, so that what was saved
// meanwhile is saved, too.

import assert from "node:assert/strict";
import { wrapGit } from "../../support/git_wrapper.ts";
import { machineOf, tell } from "../../support/story.ts";

/** After so many pushes the others are done: also a sync that never gives up has an end. */
const OTHERS = 8;

Deno.test("a sync that is refused for too long ends, what it has saved is kept, and the next one sends it", async () => {
  const { world, laptop: { folder }, desktop, quiet } = await tell({ "notes.md": "one\n" });
  const { environment } = await wrapGit(
    world,
    [
      `case " $* " in *" push "*)`,
      'echo >>"$0.pushes"',
      `if [ "$(wc -l <"$0.pushes")" -le ${OTHERS} ]; then (`,
      `cd '${desktop.folder}' && PATH='${world.env.PATH}'`,
      "git commit --quiet --allow-empty --message other && git push --quiet",
      ") >/dev/null 2>&1; fi ;; esac",
    ].join("\n"),
  );
  const laptop = machineOf(world, folder, { environment, refusedMs: 0 });
  await laptop.write({ "mine.md": "mine\n" });
  const outcome = await laptop.trySync();
  assert(outcome.kind === "problem", outcome.kind);
  assert.deepEqual(outcome.problem, {
    kind: "rejected",
    detail: "the remote had something new at each of 2 tries",
  });
  assert.deepEqual([outcome.report.saved, outcome.report.unsent], [["mine.md"], true]);
  await laptop.write({ "more.md": "more\n" });
  const next = await laptop.trySync();
  assert(next.kind === "problem", next.kind);
  assert.deepEqual(next.report.saved, ["more.md"]);
  for (let tries = 0; tries < OTHERS && (await laptop.trySync()).kind !== "synced"; tries++);
  await desktop.git("pull", "--quiet", "--no-rebase");
  assert.deepEqual(await desktop.names(), ["mine.md", "more.md", "notes.md"]);
  await quiet();
});
