// The schema of `--status --json` holds for the states of the app; tests/support/running.ts holds each running
// program to it.

import assert from "node:assert/strict";
import { type StateParts, withParts } from "../../support/app_state.ts";
import { mistake } from "../../support/events.ts";
import { CONFLICT, DELETION, MASS_DELETION } from "../../support/outcomes.ts";
import { play, playFromStart } from "../../support/played_app.ts";
import { failure } from "../../support/problems.ts";
import { checkedStatus } from "../../support/status_schema.ts";
import type { Progress } from "../../../src/engine/mod.ts";
import type { AppState } from "../../../src/core/state.ts";
import { NOT_SYNCED } from "../../../src/view/not_synced.ts";
import { statusOf } from "../../../src/view/status_report.ts";

const { state: IDLE, now: NOW } = play();

const files = { done: 1, total: 2 };

const PROGRESS: readonly Progress[] = [
  { kind: "scanning" },
  { kind: "scanning", files: 100 },
  { kind: "saving", files },
  { kind: "saving", files, bytes: { done: 0, total: 12 } },
  { kind: "sending" },
  { kind: "sending", bytes: 12_900_000, totalBytes: 39_200_000, percent: 7 },
  { kind: "receiving", bytes: 12, percent: 30 },
  { kind: "placing", files },
];

function working(progress: Progress): StateParts {
  return {
    running: {
      since: NOW,
      changes: undefined,
      remote: "ask",
      fullScan: false,
      asked: {},
      message: false,
      progress,
    },
  };
}

const STATES: readonly AppState[] = [
  playFromStart().state,
  IDLE,
  ...[
    ...PROGRESS.map(working),
    {
      problem: failure("offline"),
      waiting: [{ path: "a.md", kind: "edited", time: NOW } as const],
    },
    { heldDeletion: MASS_DELETION, paused: true },
    { conflicts: [CONFLICT, { ...CONFLICT, isOwn: true as const, isLocal: true as const }] },
    {
      notSynced: (Object.keys(NOT_SYNCED) as (keyof typeof NOT_SYNCED)[])
        .map((reason) => ({ path: "a.md", reason, by: "laptop" })),
    },
    { deletion: DELETION },
    { paused: true, count: { at: NOW, tookMs: 1, changes: 3, isRunning: false } },
    { mistakes: [mistake("mqtt_port")], warnings: ['"x" has no effect'], noIcon: "no display" },
    { connection: { kind: "down", reason: "no answer" } as const, notice: "change it" },
    { connection: { kind: "up" } as const },
    {
      watching: {
        state: { kind: "polling", reason: "a network volume", parts: ["a"] } as const,
        scanAt: NOW,
      },
    },
  ].map((parts: StateParts) => withParts(IDLE, parts)),
];

const clock = (time: number) => new Date(time).toISOString();

function jsonOf(state: AppState, ...more: AppState[]): Record<string, unknown> {
  const named = (state: AppState, at: number) => ({
    name: `${at}`,
    state,
    folder: `/home/me/${at}`,
  });
  const others = more.map((one, at) => named(one, at + 1));
  const status = statusOf([named(state, 0), ...others], { now: NOW, clock });
  return JSON.parse(JSON.stringify(status));
}

Deno.test("the status of every kind of state is as its schema says", () => {
  for (const state of STATES) checkedStatus(jsonOf(state));
  const { folders, overall, ...first } = jsonOf(...STATES as [AppState, ...AppState[]]);
  checkedStatus({ folders, overall, ...first });
  assert.equal((folders as unknown[]).length, STATES.length);
  assert.deepEqual(
    first,
    jsonOf(STATES[0]!),
    "the first folder is at the top as if it were the only one",
  );
});

Deno.test("the schema refuses a status that lacks a field, has another one or another version", () => {
  const status = jsonOf(IDLE);
  const required = Object.keys(status)
    .filter((key) => key !== "folder" && key !== "lastUpToDate");
  assert.ok(required.includes("version") && required.includes("waiting"));
  for (const key of required) {
    const { [key]: _, ...rest } = status;
    assert.throws(() => checkedStatus(rest), key);
  }
  for (
    const other of [{ more: 1 }, { version: 2 }, { condition: "well" }, { deletion: DELETION }]
  ) {
    assert.throws(() => checkedStatus({ ...status, ...other }), JSON.stringify(other));
  }
});
