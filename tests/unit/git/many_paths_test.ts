// More paths than the stack holds arguments.

import assert from "node:assert/strict";
import type { Edit } from "../../../src/engine/git/values/edits.ts";
import { gitPath } from "../../../src/engine/git/values/path.ts";
import { ReportBuilder } from "../../../src/engine/sync/report.ts";

const PATHS = Array.from({ length: 150_000 }, (_, number) => gitPath(`new/${number}.md`));

Deno.test("a commit of 150,000 files is reported", () => {
  const report = new ReportBuilder();
  const all = (kind: Edit["kind"]) => ({
    paths: PATHS,
    edits: PATHS.map((path) => ({ path, kind })),
  });
  report.addSaved(all("deleted"));
  assert.equal(report.done(undefined).saved.length, PATHS.length);
  report.addSaved(all("added"));
  // Of a file that this sync has added nobody knows an earlier version.
  report.addSaved(all("edited"));
  const { saved, edits } = report.done(undefined);
  assert.equal(saved.length, PATHS.length);
  assert.equal(edits.length, PATHS.length);
  assert.ok(edits.every(({ kind }) => kind === "added"));
});
