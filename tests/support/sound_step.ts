// What has to be true of every step of the app, whatever the state and the event.

import assert from "node:assert/strict";
import { nextDue } from "../../src/core/due.ts";
import type { AppState } from "../../src/core/state.ts";
import type { AppEvent, Effect, SyncTask } from "../../src/core/events.ts";

/** One step: what was, what happened, and what came of it. */
export interface TakenStep {
  readonly before: AppState;
  readonly event: AppEvent;
  readonly now: number;
  readonly after: AppState;
  readonly effects: readonly Effect[];
}

/** Makes sure that nobody changes a value that was handed out. */
export function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
  return value;
}

/** Throws when a step breaks one of the rules that hold for all of them. */
export function assertSound(step: TakenStep): void {
  const { before, event, after, effects } = step;
  const requests = effects.flatMap((effect) =>
    effect.kind === "start sync" ? [effect.request] : []
  );
  assert.ok(requests.length <= 1, "two syncs are started at once");
  const [request] = requests;
  if (request === undefined) assertNothingBegins(step);
  else assertMayBegin(step, request);
  assertNothingIsDropped(step, request);
  assertTimer(step);
  assertEnd(step);

  const isPauseClick = event.kind === "asked" && event.command === "pause";
  const isResumeClick = event.kind === "asked" && event.command === "resume";
  assert.equal(after.paused, isPauseClick || before.paused && !isResumeClick, "who has paused?");
  assert.equal(
    count(effects, "announce"),
    event.kind === "finished" && event.outcome.report.pushed ? 1 : 0,
    "it announces exactly what has changed the remote",
  );
}

function assertNothingBegins({ before, event, after }: TakenStep): void {
  if (event.kind === "finished") {
    assert.equal(after.folder.running, undefined, "the sync has not ended");
  } else {assert.equal(
      after.folder.running === undefined,
      before.folder.running === undefined,
      "a sync came or went",
    );}
}

function assertMayBegin({ before, event, after, effects }: TakenStep, request: SyncTask): void {
  assert.ok(
    before.folder.running === undefined || event.kind === "finished",
    "two syncs run at once",
  );
  assert.ok(!after.stopping, "a sync begins while the app stops");
  assert.ok(after.config.isInForce, "a sync begins without a configuration");
  assert.equal(effects.at(-1)?.kind, "start sync", "something is done after the start");
  const KEYS = ["remote", "fullScan", "message", "asked"] as const;
  for (const key of KEYS) {
    assert.equal(
      after.folder.running?.[key],
      request[key],
      `the sync that runs is another one: ${key}`,
    );
  }
  const isAskedFor = before.folder.planned?.byUser === true || isPersonsWish(event);
  if (after.paused) assert.ok(isAskedFor, "a sync that nobody asked for begins in a pause");
  if (isAskedFor) assert.equal(request.remote, "ask", "who asks is told what the remote says");
  if (request.asked.confirmDeletion) {
    const isConfirmed = event.kind === "asked" && event.command === "confirm deletion";
    assert.ok(
      before.folder.planned?.asked.confirmDeletion || isConfirmed,
      "nobody has confirmed the deletion",
    );
  }
  if (request.asked.publish) {
    const isAsked = event.kind === "asked" && event.command === "publish";
    assert.ok(before.folder.planned?.asked.publish || isAsked, "nobody has asked to publish");
  }
  if (request.asked.confirmIncoming) {
    const isConfirmed = event.kind === "asked" && event.command === "confirm incoming";
    assert.ok(
      before.folder.planned?.asked.confirmIncoming || isConfirmed,
      "nobody has confirmed the update",
    );
  }
  if (request.asked.ownChanges) {
    const isAsked = event.kind === "asked" && event.change !== undefined;
    assert.ok(
      before.folder.planned?.asked.ownChanges || isAsked,
      "nobody has asked for the change",
    );
  }
  if (request.asked.unlock) {
    const isAsked = event.kind === "asked" && event.command === "unlock";
    assert.ok(
      before.folder.planned?.asked.unlock || isAsked,
      "nobody has asked for locks to be taken away",
    );
  }
  if (request.asked.older) {
    const isAsked = event.kind === "asked" && event.command === "fetch older";
    assert.ok(before.folder.planned?.asked.older || isAsked, "nobody has asked for older history");
  }
}

/** What was noticed is checked now, or still noted. */
function assertNothingIsDropped(
  { before, event, after }: TakenStep,
  request: SyncTask | undefined,
): void {
  // Everything is checked anew, as it may be another folder.
  if (event.kind === "configured" && after.folder.planned?.fullScan) return;
  if (before.folder.changes !== undefined || event.kind === "changed") {
    // A sync that has waited for its turn saves what has changed meanwhile.
    const isLeft = event.kind === "began" && after.folder.running?.changes !== undefined;
    assert.ok(
      after.folder.changes !== undefined || request !== undefined || isLeft,
      "a change is dropped",
    );
  }
  // The remote was asked after the message had come.
  const isSettled = event.kind === "finished" && before.folder.planned?.message === true &&
    (event.outcome.report.askedAt ?? -Infinity) > before.folder.messages.receivedAt;
  if (isSettled) return;
  if (before.folder.planned !== undefined || event.kind === "message" || isPersonsWish(event)) {
    assert.ok(after.folder.planned !== undefined || request?.remote === "ask", "a wish is dropped");
  }
}

/** The timer rings in the future, and it does ring. */
function assertTimer({ now, after }: TakenStep): void {
  const due = nextDue(after);
  assert.ok(due > now, "it is due already: the timer would never rest");
  const isIdle = after.config.isInForce && after.folder.running === undefined && !after.stopping;
  if (!isIdle) assert.equal(due, Infinity, "it is due, but nothing may begin");
  else if (!after.paused) assert.ok(Number.isFinite(due), "nothing would ever happen again");
}

function assertEnd({ before, event, after, effects }: TakenStep): void {
  assert.equal(after.stopping, before.stopping || event.kind === "stop", "who stops it?");
  const mayExit = after.stopping && (event.kind === "stop" || event.kind === "finished");
  const isOver = mayExit && after.folder.running === undefined;
  assert.equal(
    count(effects, "exit"),
    isOver ? 1 : 0,
    "it exits when it is to stop and nothing runs",
  );
  if (isOver) assert.equal(effects.at(-1)?.kind, "exit", "something is done after the end");
}

function isPersonsWish(event: AppEvent): boolean {
  return event.kind === "asked" &&
    (["sync", "publish", "unlock", "fetch older", "restore", "undo"].includes(event.command) ||
      /^(?:confirm|restore) /.test(event.command));
}

function count(effects: readonly Effect[], kind: Effect["kind"]): number {
  return effects.filter((effect) => effect.kind === kind).length;
}
