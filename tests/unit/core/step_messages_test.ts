// What a message from another machine causes, and what many of them do not. Times are in ms since the
// beginning.

import assert from "node:assert/strict";
import { clicked, MESSAGE, WOKE } from "../../support/events.ts";
import { confirmed, received } from "../../support/outcomes.ts";
import {
  BEGINNING,
  MINUTE,
  type Play,
  play,
  SECOND,
  type Syncs,
} from "../../support/played_app.ts";

/** Syncs that take this long and find everything equal. */
const taking = (ms: number): Syncs => ({ ms, outcome: () => confirmed() });

const timesOf = (app: Play) => app.starts.map(({ at }) => at);

Deno.test("message: it causes a look at the remote at once", () => {
  const app = play();
  app.wait(MINUTE);
  app.post(MESSAGE);
  assert.deepEqual(app.starts, [
    {
      at: MINUTE,
      remote: "ask",
      fullScan: false,
      asked: {},
      message: true,
    },
  ]);
});

Deno.test("message: one that comes during a sync means one more sync", () => {
  const app = play();
  app.post(MESSAGE);
  app.wait(SECOND);
  app.post(MESSAGE);
  assert.equal(app.starts.length, 1);
  app.end(received("a.md"));
  assert.deepEqual(timesOf(app), [0, SECOND]);
  app.end(received("b.md"));
  app.wait(MINUTE);
  assert.equal(app.starts.length, 2);
});

Deno.test("message: ten thousand of them cost at most two syncs", () => {
  const app = play({ syncs: { ms: 5 * SECOND, outcome: () => received("a.md") } });
  for (let message = 0; message < 10_000; message++) app.post(MESSAGE);
  app.wait(MINUTE);
  assert.deepEqual(timesOf(app), [0, 5 * SECOND]);
});

Deno.test("message: what the sync under way asks the remote later than it came needs no look of its own", () => {
  for (const [asked, looks] of [[-1, 2], [0, 2], [1, 1]] as const) {
    const app = play();
    app.post(MESSAGE);
    app.wait(SECOND);
    app.post(MESSAGE);
    app.end(confirmed({ askedAt: app.now + asked }));
    app.wait(MINUTE);
    assert.equal(app.starts.length, looks, `asked ${asked} ms after it came`);
  }
});

Deno.test("message: another wish is not settled by what the sync under way has asked", () => {
  const app = play();
  app.post(MESSAGE);
  app.post(clicked("sync"));
  app.post(MESSAGE);
  app.end(confirmed({ askedAt: app.now + SECOND }));
  assert.equal(app.starts.length, 2);
});

Deno.test("many messages: while they keep coming, the pauses between the looks grow with what a look takes", () => {
  const app = play({ syncs: { ms: SECOND, outcome: () => received("a.md") } });
  for (let tenth = 0; tenth < 200; tenth++) {
    app.post(MESSAGE);
    app.wait(100);
  }
  // A second for each look, and then none, two, and three seconds of rest, which is the longest.
  assert.deepEqual(timesOf(app).map((at) => at / SECOND), [0, 1, 4, 8, 12, 16, 20]);
  app.wait(MINUTE);
  app.starts.length = 0;
  app.post(MESSAGE);
  assert.equal(app.starts.length, 1, "a single one is looked after at once again");
});

Deno.test("messages: who saves every few seconds is followed at once, also after a crowd", () => {
  const app = play({ syncs: { ms: 700, outcome: () => received("a.md") } });
  for (let tenth = 0; tenth < 100; tenth++) {
    app.post(MESSAGE);
    app.wait(100);
  }
  app.wait(MINUTE);
  const since = app.now - BEGINNING;
  app.starts.length = 0;
  for (let save = 0; save < 20; save++) {
    app.post(MESSAGE);
    app.wait(2 * SECOND);
  }
  assert.deepEqual(
    timesOf(app),
    Array.from({ length: 20 }, (_, save) => since + save * 2 * SECOND),
  );
});

Deno.test("noisy topic: after three messages that brought nothing, one look in 30 s at most", () => {
  const app = play({ syncs: taking(100) });
  for (let tenth = 0; tenth < 3_000; tenth++) {
    app.post(MESSAGE);
    app.wait(100);
  }
  const times = timesOf(app);
  assert.deepEqual(times.slice(0, 3), [0, 100, 200]);
  for (let look = 3; look < times.length; look++) {
    assert.equal(times[look]! - times[look - 1]!, 30 * SECOND);
  }
  assert.equal(times.length, 12);
});

Deno.test("noisy topic: a message is never lost, it is checked when the 30 s are over", () => {
  const app = play({ syncs: taking(0) });
  for (let message = 0; message < 3; message++) app.post(MESSAGE), app.wait(1);
  app.wait(10 * SECOND);
  app.post(MESSAGE);
  app.wait(MINUTE);
  assert.deepEqual(timesOf(app), [0, 1, 2, 30 * SECOND + 2]);
});

Deno.test("noisy topic: a quiet half minute later, a message is checked at once", () => {
  const app = play({ syncs: taking(0) });
  for (let message = 0; message < 3; message++) app.post(MESSAGE), app.wait(1);
  app.wait(MINUTE);
  app.post(MESSAGE);
  app.wait(0);
  assert.equal(timesOf(app).at(-1), MINUTE + 3);
});

Deno.test("noisy topic: its messages hold back no other wish, nor does another wish count as a message", () => {
  const app = play();
  for (let message = 0; message < 3; message++) app.post(MESSAGE), app.end();
  app.wait(SECOND);
  app.post(clicked("sync"));
  app.post(clicked("sync"));
  app.post(MESSAGE);
  app.starts.length = 0;
  app.end();
  assert.deepEqual(app.starts, [
    {
      at: SECOND,
      remote: "ask",
      fullScan: true,
      asked: {},
      message: false,
    },
  ]);
});

Deno.test("noisy topic: one look that brings something ends it, whatever caused that look", () => {
  for (const event of [MESSAGE, clicked("sync")]) {
    let outcome = confirmed();
    const app = play({ syncs: { ms: 0, outcome: () => outcome } });
    for (let message = 0; message < 4; message++) app.post(MESSAGE), app.wait(1);
    assert.equal(app.starts.length, 3);
    outcome = received("a.md");
    app.post(event);
    app.wait(30 * SECOND);
    app.starts.length = 0;
    outcome = confirmed();
    app.post(MESSAGE);
    app.wait(0);
    assert.equal(app.starts.length, 1, "it is listened to at once again");
  }
});

Deno.test("noisy topic: a user, a wake and a poll do not wait for it, nor do they count", () => {
  const app = play({ syncs: taking(0) });
  for (let look = 0; look < 5; look++) {
    app.post(clicked("sync"));
    app.wait(1);
    app.post(WOKE);
    app.wait(1);
  }
  app.starts.length = 0;
  for (let message = 0; message < 4; message++) app.post(MESSAGE), app.wait(1);
  assert.equal(app.starts.length, 3);
  app.post(clicked("sync"));
  assert.equal(app.starts.length, 4);
});
