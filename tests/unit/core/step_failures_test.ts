// What the app does when a sync fails or may not begin. Times are in ms since the beginning.

import assert from "node:assert/strict";
import { shownProblem } from "../../../src/core/problems.ts";
import type { SyncTask } from "../../../src/core/events.ts";
import type { SyncOutcome } from "../../../src/engine/sync/outcome.ts";
import { CHANGED, clicked, MESSAGE, UNWATCHED, UP, WOKE } from "../../support/events.ts";
import {
  blocked,
  confirmed,
  failed,
  held,
  MASS_DELETION,
  REBASE,
  received,
  sent,
  unconfirmed,
} from "../../support/outcomes.ts";
import { statusLine } from "../../../src/view/status_line.ts";
import { HOUR, MINUTE, type Play, play, SECOND } from "../../support/played_app.ts";

/** An app whose first look came to this end. */
function after(outcome: SyncOutcome): Play {
  const app = play();
  app.post(MESSAGE);
  app.end(outcome);
  app.starts.length = 0;
  return app;
}

/** An app whose syncs end so, at once, from now on. */
function ending(outcome: (request: SyncTask) => SyncOutcome): Play {
  const app = play({ syncs: { ms: 0, outcome } });
  app.post(MESSAGE);
  return app;
}

const lineOf = (app: Play) => statusLine(app.state, { now: app.now, clock: String });

const looksOf = (app: Play) =>
  app.starts.filter(({ remote }) => remote === "ask").map(({ at }) => at / SECOND);

Deno.test("others send all the time: it is tried again at once, with what has changed meanwhile", () => {
  const app = after(failed("rejected", { saved: ["a.md"], unsent: true }));
  app.post(CHANGED);
  assert.equal(lineOf(app), "Another machine is pushing · retrying");
  app.wait(SECOND / 2);
  const [next] = app.starts;
  assert.deepEqual([next?.remote, next?.fullScan], ["ask", true]);
  assert.equal(app.state.folder.changes, undefined);
  assert.equal(lineOf(app), "Another machine is pushing · retrying");
  app.end(sent("b.md"));
  assert.match(lineOf(app), /^Up to date/);
});

Deno.test("network: the wait doubles from 5 s to 5 minutes, and it never gives up", () => {
  const app = ending(() => failed("offline"));
  app.wait(HOUR - 1);
  const looks = looksOf(app);
  assert.deepEqual(looks.slice(0, 9), [0, 5, 15, 35, 75, 155, 315, 615, 915]);
  assert.equal(looks.length, 9 + Math.floor((3600 - 915 - 1) / 300));
});

Deno.test("network: after a success the wait begins at 5 s again", () => {
  const app = play();
  for (const outcome of [failed("offline"), failed("offline"), confirmed(), failed("offline")]) {
    app.post(MESSAGE);
    app.wait(30 * SECOND);
    app.end(outcome);
  }
  app.starts.length = 0;
  app.wait(5 * SECOND);
  assert.equal(app.starts.length, 1);
});

Deno.test("another try looks at everything, as nobody knows what the failed one has left undone", () => {
  for (const outcome of [failed("offline"), failed("lock"), blocked(REBASE)]) {
    const app = after(outcome);
    app.wait(15 * SECOND);
    assert.deepEqual(app.starts[0]?.fullScan, true);
  }
});

Deno.test("network: chance shortens the waits", () => {
  const app = play();
  app.post(MESSAGE);
  app.end(failed("offline"), 0);
  app.wait(2.5 * SECOND);
  app.end(failed("offline"), 0.5);
  app.wait(7.5 * SECOND);
  assert.deepEqual(looksOf(app), [0, 2.5, 10]);
});

Deno.test("network: link up, wake, a click and a resume end the back-off at once and begin it anew", () => {
  for (const event of [UP, WOKE, clicked("sync"), clicked("resume")]) {
    const app = ending(() => failed("hung"));
    app.wait(20 * MINUTE);
    app.starts.length = 0;
    app.post(event);
    app.wait(20 * SECOND);
    assert.deepEqual(looksOf(app).map((at) => at - 1200), [0, 5, 15], JSON.stringify(event));
  }
});

Deno.test("network: what ends the back-off while a look is under way causes another look", () => {
  const app = after(failed("offline"));
  app.wait(5 * SECOND);
  app.post(UP);
  app.wait(SECOND);
  app.end(failed("offline"));
  assert.deepEqual(looksOf(app), [5, 6]);
});

Deno.test("network: saves go on meanwhile, and stay away from the remote", () => {
  const app = ending(({ remote }) =>
    remote === "none" ? unconfirmed({ saved: ["a.md"] }) : failed("offline")
  );
  app.wait(20 * MINUTE);
  app.starts.length = 0;
  for (let saves = 0; saves < 5; saves++) {
    app.post(CHANGED);
    app.wait(20 * SECOND);
  }
  const saves = app.starts.filter(({ remote }) => remote === "none");
  assert.equal(saves.length, 5);
  assert.ok(looksOf(app).length <= 1, "the back-off goes on as if nothing was saved");
  assert.equal(app.starts.length, saves.length + looksOf(app).length, "none is sent by itself");
  assert.equal(app.state.folder.problem?.kind, "offline");
  assert.deepEqual(app.state.folder.waiting.map(({ path }) => path), ["a.md"]);
});

Deno.test("network: without a watcher the looks at the folder stay away from the remote too", () => {
  const app = ending(({ remote }) =>
    remote === "none" ? unconfirmed() : failed("remote not found")
  );
  app.post(UNWATCHED);
  app.wait(20 * MINUTE);
  app.starts.length = 0;
  app.wait(5 * MINUTE);
  const [look, ...others] = app.starts.filter(({ remote }) => remote !== "none");
  assert.equal(look?.remote, "ask");
  assert.deepEqual(others, []);
  assert.ok(app.starts.length >= 19);
});

Deno.test("network: what was saved offline is sent by the first look that works", () => {
  const app = after(failed("offline", { saved: ["a.md"] }));
  app.wait(5 * SECOND);
  app.end(failed("offline"));
  app.post(CHANGED);
  app.wait(10 * SECOND);
  app.end(sent("b.md"));
  assert.deepEqual(app.state.folder.waiting, []);
  assert.deepEqual(app.state.folder.recent.map(({ path, direction }) => [path, direction]), [
    ["b.md", "sent"],
    ["a.md", "sent"],
  ]);
  assert.equal(app.state.folder.problem, undefined);
  app.wait(HOUR - 1);
  assert.equal(app.starts.length, 2, "the back-off is over");
});

Deno.test("lock: it is tried again after 1, 2, 4 … 30 s", () => {
  const app = ending(() => failed("lock"));
  app.wait(2 * MINUTE);
  assert.deepEqual(looksOf(app), [0, 1, 3, 7, 15, 31, 61, 91]);
});

Deno.test("kinds that wait for a user are tried again by a change, a click and the poll alone", () => {
  for (const kind of ["sign in", "permission", "too large", "hook", "damaged"] as const) {
    const app = ending(() => failed(kind));
    app.wait(HOUR - 1);
    assert.deepEqual(looksOf(app), [0], kind);
    app.wait(1);
    assert.deepEqual(looksOf(app), [0, 3600], kind);
    app.post(clicked("sync"));
    app.wait(0);
    assert.deepEqual(looksOf(app), [0, 3600, 3600], kind);
    app.post(CHANGED);
    app.wait(10 * SECOND);
    assert.deepEqual(looksOf(app), [0, 3600, 3600, 3610], kind);
  }
});

Deno.test("kinds that wait for a user end with the next change, even when that has nothing to send", () => {
  const app = after(failed("permission"));
  app.post(CHANGED);
  app.wait(10 * SECOND);
  assert.equal(app.state.folder.running?.remote, "ask");
  app.end(confirmed());
  assert.equal(app.state.folder.problem, undefined);
});

Deno.test("kinds that wait for a user are not tried again by each look at a folder that is not watched", () => {
  const app = ending(({ remote }) => remote === "none" ? unconfirmed() : failed("sign in"));
  app.post(UNWATCHED);
  app.wait(HOUR - 1);
  assert.deepEqual(app.starts.filter(({ remote }) => remote !== "none").map(({ at }) => at), [0]);
});

Deno.test("blocked: it is checked every 15 s and goes on by itself, with the look at the remote", () => {
  let isOver = false;
  const app = ending(() => isOver ? received("a.md") : blocked(REBASE));
  app.wait(MINUTE);
  assert.deepEqual(looksOf(app), [0, 15, 30, 45, 60]);
  isOver = true;
  app.wait(15 * SECOND);
  assert.equal(app.state.folder.problem, undefined);
  app.wait(30 * MINUTE);
  assert.deepEqual(looksOf(app), [0, 15, 30, 45, 60, 75]);
});

Deno.test("blocked: a change that ends it makes up for the look at the remote that was missed", () => {
  const app = after(blocked(REBASE));
  app.post(CHANGED);
  app.wait(10 * SECOND);
  assert.equal(app.state.folder.running?.remote, "ask");
});

Deno.test("mass deletion: it waits for a user, however long", () => {
  const app = ending(({ asked }) => asked.confirmDeletion ? sent("a.md") : held());
  app.wait(HOUR - 1);
  assert.equal(app.starts.length, 1);
  app.wait(5 * HOUR);
  assert.ok(app.starts.every(({ asked }) => !asked.confirmDeletion));
  assert.equal(app.state.folder.heldDeletion?.kind, "mass deletion");
});

Deno.test("mass deletion: a plain sync does not confirm it, nor do a message, a wake and a change", () => {
  for (const event of [clicked("sync"), MESSAGE, WOKE, CHANGED]) {
    const app = after(held());
    app.post(event);
    app.wait(10 * SECOND);
    assert.deepEqual(app.starts.map(({ asked }) => asked.confirmDeletion), [undefined]);
  }
});

Deno.test("mass deletion: a confirmation lets one sync through, and the next one does not inherit it", () => {
  const app = after(held());
  app.post(clicked("confirm deletion"));
  assert.deepEqual(app.starts.map(({ asked }) => asked.confirmDeletion), [true]);
  app.end(failed("lock"));
  app.wait(SECOND);
  app.end(held());
  app.post(clicked("sync"));
  assert.deepEqual(app.starts.map(({ asked }) => asked.confirmDeletion), [
    true,
    undefined,
    undefined,
  ]);
});

Deno.test("mass deletion: a confirmation during a sync holds for the one after it", () => {
  const app = play();
  app.post(MESSAGE);
  app.post(clicked("confirm deletion"));
  app.post(MESSAGE);
  app.end(held());
  assert.deepEqual(app.starts.map(({ asked }) => asked.confirmDeletion), [undefined, true]);
});

Deno.test("mass deletion: it goes on by itself when the files are back", () => {
  const app = after(held());
  app.post(CHANGED);
  app.wait(10 * SECOND);
  app.end(confirmed());
  assert.equal(app.state.folder.heldDeletion, undefined);
});

Deno.test("mass deletion: while it waits, saves are sent, and a failure is tried again", () => {
  const app = after(held());
  app.post(CHANGED);
  app.wait(10 * SECOND);
  assert.equal(app.starts.at(-1)?.remote, "send");
  app.end(failed("offline", { heldDeletion: MASS_DELETION }));
  assert.equal(shownProblem(app.state.folder)?.kind, "mass deletion");
  app.wait(MINUTE);
  assert.equal(app.starts.at(-1)?.remote, "ask");
});

Deno.test("unmounted disk: the folder is scanned every 15 s, as nothing tells that it is there again", () => {
  const heldDeletion = { kind: "unmounted", folder: "photos", deleted: 2 } as const;
  const app = ending(() => confirmed({ heldDeletion }));
  app.wait(MINUTE);
  assert.deepEqual(app.starts.map(({ at, remote }) => [at / SECOND, remote]).slice(0, 3), [
    [0, "ask"],
    [15, "send"],
    [30, "send"],
  ]);
});

Deno.test("large update: a confirmation lets one sync receive it, and nothing else does", () => {
  const waiting = blocked({ kind: "large update", branch: "main", files: 150_000 });
  for (const event of [clicked("sync"), clicked("confirm deletion"), MESSAGE, WOKE, CHANGED]) {
    const app = after(waiting);
    app.post(event);
    app.wait(10 * SECOND);
    assert.deepEqual(app.starts.map(({ asked }) => asked.confirmIncoming), [undefined]);
  }
  const app = after(waiting);
  app.post(clicked("confirm incoming"));
  app.end(waiting);
  app.post(clicked("sync"));
  assert.deepEqual(app.starts.map(({ asked }) => asked.confirmIncoming), [true, undefined]);
});
