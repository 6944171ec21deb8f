// While syncing is paused, the changes that wait are counted: at once, soon after a change, and seldom.

import assert from "node:assert/strict";
import { CHANGED, clicked, WOKE } from "../../support/events.ts";
import { confirmed, failed } from "../../support/outcomes.ts";
import { HOUR, MINUTE, type Play, play, playFromStart, SECOND } from "../../support/played_app.ts";
import type { Effect } from "../../../src/core/events.ts";
import { countAt } from "../../../src/core/waiting_count.ts";
import { statusLine } from "../../../src/view/status_line.ts";

const WATCHING = { kind: "watch", watch: { kind: "watching" } } as const;

const isCount = ({ kind }: Effect) => kind === "count changes";

/** A paused app whose folder is watched; its first count has found nothing. */
function paused(): Play {
  const app = play();
  app.post(WATCHING);
  assert.ok(app.post(clicked("pause")).some(isCount));
  app.post({ kind: "counted", changes: 0 });
  return app;
}

const lineOf = ({ state, now }: Play) => statusLine(state, { now, clock: () => "14:02" });

/** How long it takes until changes are counted, in milliseconds; Infinity when they are not. */
const dueIn = ({ state, now }: Play) => countAt(state) - now;

Deno.test("nothing is counted unless syncing is paused, nor while a sync runs, nor when nothing has changed", () => {
  const app = play();
  app.post(CHANGED);
  assert.equal(dueIn(app), Infinity);
  assert.equal(dueIn(playFromStart()), Infinity);
  const resting = paused();
  resting.wait(HOUR);
  assert.equal(dueIn(resting), Infinity);
  assert.equal(lineOf(resting), "Paused");
});

Deno.test("a change is counted when it is over, and counting takes a small part of the time", () => {
  const app = paused();
  app.wait(MINUTE);
  app.post(CHANGED);
  assert.equal(dueIn(app), SECOND);
  app.wait(SECOND / 2);
  app.post(CHANGED);
  assert.equal(dueIn(app), SECOND, "it goes on");
  app.wait(SECOND);
  assert.equal(dueIn(app), Infinity, "it is counted");
  assert.equal(lineOf(app), "Paused");
  app.wait(2 * SECOND);
  app.post({ kind: "counted", changes: 3 });
  assert.equal(lineOf(app), "Paused · 3 changes wait");
  app.post(CHANGED);
  assert.equal(dueIn(app), 58 * SECOND, "it took 2 s");
  app.wait(MINUTE);
  app.post({ kind: "counted", changes: 1 });
  assert.equal(lineOf(app), "Paused · 1 change waits");
});

Deno.test("what is saved and not sent waits, too, and a problem comes first", () => {
  const app = play();
  app.post(clicked("sync"));
  app.end(failed("offline", { saved: ["a.md", "b.md"] }));
  app.post(clicked("pause"));
  app.post({ kind: "counted", changes: 3 });
  assert.equal(lineOf(app), "Paused · Changes waiting · offline");
  app.post(clicked("sync"));
  app.end(confirmed({ confirmed: false }));
  const { state } = app;
  const well = { ...state, folder: { ...state.folder, problem: undefined } };
  assert.equal(statusLine(well, { now: app.now, clock: () => "" }), "Paused · 2 changes wait");
});

Deno.test("a sync, a resume and a clock that was set make a new count; one that cannot be made says nothing", () => {
  const app = paused();
  app.post(clicked("sync"));
  assert.ok(app.end(confirmed()).some(isCount));
  app.post({ kind: "counted", changes: undefined });
  assert.equal(lineOf(app), "Paused");
  app.setClock(app.now - HOUR);
  assert.ok(app.post(WOKE).some(isCount));
  app.post(clicked("resume"));
  app.post({ kind: "counted", changes: 7 });
  assert.equal(app.state.folder.count, undefined, "it is for nothing by now");
});

Deno.test("where nothing tells of a change it is counted each minute", () => {
  const app = paused();
  app.post({ kind: "watch", watch: { kind: "off" } });
  assert.equal(dueIn(app), MINUTE);
  app.wait(MINUTE);
  assert.equal(dueIn(app), Infinity, "it is under way");
});
