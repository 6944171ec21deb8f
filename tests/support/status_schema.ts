// What programs are promised of `--status --json`, for every status that a test sees.

import assert from "node:assert/strict";
import type { Status } from "../../src/view/status_report.ts";
import { STATUS_SCHEMA } from "../../tools/status_schema.ts";

/** Returns a status as it came over the socket; fails the test when it is not as the schema says. */
export function checkedStatus(status: unknown): Status {
  const { success, error } = STATUS_SCHEMA.safeParse(status);
  assert.ok(success, `${error?.message}\n${JSON.stringify(status)}`);
  return status as Status;
}
