// More paths than the stack holds arguments.

import assert from "node:assert/strict";
import { gitPath } from "../../../src/engine/git/values/path.ts";
import { ReportBuilder } from "../../../src/engine/sync/report.ts";

const PATHS = Array.from({ length: 150_000 }, (_, number) => gitPath(`new/${number}.md`));

Deno.test("a commit of 150,000 files is reported", () => {
  const report = new ReportBuilder();
  report.addSaved({ paths: PATHS, deleted: new Set(PATHS.slice(1)) });
  assert.equal(report.done(undefined).saved.length, PATHS.length);
  report.addSaved({ paths: PATHS, deleted: new Set() });
  const { saved, deleted } = report.done(undefined);
  assert.equal(saved.length, PATHS.length);
  assert.deepEqual(deleted, []);
});
