// The lines in the troubleshooting guide are those that the app shows.

import assert from "node:assert/strict";
import { join } from "node:path";
import type { NotSynced } from "../../../src/engine/mod.ts";
import { NOT_SYNCED, notSyncedSentence } from "../../../src/view/not_synced.ts";
import { problemLine } from "../../../src/view/problems/problems.ts";
import { deletionSentence, manyCopiesSentence } from "../../../src/view/report_lines.ts";
import { CONFLICT, DELETION } from "../../support/outcomes.ts";
import { EXAMPLES, failure } from "../../support/problems.ts";

const guide = join(import.meta.dirname!, "../../../docs/troubleshooting.md");

/** Entries about something other than a line: an absence, or a line with its circumstances. */
const OTHERS =
  /^\(nothing: |^Not synced: nothing |^Offline, though |^Ignored setting |^Cannot watch /;

Deno.test("each line in the troubleshooting guide is one that the app shows", async () => {
  const rows = (await Deno.readTextFile(guide)).matchAll(/^\| (?!it says|-)(.+?) +\|/gm);
  const entries = [...rows].map(([, entry]) => entry!).filter((entry) => !OTHERS.test(entry));
  assert.ok(entries.length > 20);
  const at = { hasChanges: false, isPaused: false };
  const refused = (["too large", "lfs content"] as const).map((kind) =>
    failure(kind, { path: "film.mp4" })
  );
  const problems = [...Object.values(EXAMPLES), ...refused];
  const shown = [
    ...problems.map((problem) => problemLine(problem, at)),
    ...(Object.keys(NOT_SYNCED) as NotSynced["reason"][]).map((reason) =>
      notSyncedSentence({ path: "a.md", reason, by: "laptop" })
    ),
    deletionSentence(DELETION),
    manyCopiesSentence(Array.from({ length: 9 }, () => CONFLICT))!,
  ];
  // The same line, of which "…" leaves a part out.
  const isShown = (entry: string) => {
    const parts = entry.split("…").map((part) => part.trim());
    return shown.some((line) => {
      let from = 0;
      return parts.every((part) => {
        const found = line.indexOf(part, from);
        from = found + part.length;
        return found !== -1;
      }) && line.startsWith(parts[0]!);
    });
  };
  assert.deepEqual(entries.filter((entry) => !isShown(entry)), []);
});
