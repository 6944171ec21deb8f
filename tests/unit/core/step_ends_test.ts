// What is made of the end of a sync, and what a pause and a stop hold back.

import assert from "node:assert/strict";
import { gitPath } from "../../../src/engine/git/values/path.ts";
import type { SyncOutcome } from "../../../src/engine/sync/outcome.ts";
import { CHANGED, clicked, MESSAGE, UP, WOKE } from "../../support/events.ts";
import {
  blocked,
  confirmed,
  CONFLICT,
  failed,
  REBASE,
  received,
  sent,
  unconfirmed,
} from "../../support/outcomes.ts";
import { HOUR, MINUTE, play, SECOND } from "../../support/played_app.ts";

Deno.test("pause: changes, messages, wake, link and time start nothing; they are made up for by a resume", () => {
  const app = play();
  assert.deepEqual(app.post(clicked("pause")), [{ kind: "remember" }, { kind: "count changes" }]);
  for (const event of [CHANGED, MESSAGE, WOKE, UP]) {
    app.post(event);
    app.wait(2 * HOUR);
  }
  assert.equal(app.starts.length, 0);
  const effects = app.post(clicked("resume"));
  assert.deepEqual(effects.map(({ kind }) => kind), ["remember", "start sync"]);
  assert.deepEqual([app.starts[0]?.remote, app.starts[0]?.fullScan], ["ask", true]);
  assert.equal(app.state.folder.changes, undefined, "what has changed meanwhile is saved by it");
});

Deno.test("pause: what a user asks for is done, once", () => {
  for (const command of ["sync", "confirm deletion"] as const) {
    const app = play({ syncs: { ms: 0, outcome: () => failed("offline") } });
    app.post(clicked("pause"));
    app.post(CHANGED);
    app.wait(HOUR);
    app.post(clicked(command));
    app.wait(10 * HOUR);
    assert.deepEqual(app.starts.map(({ at }) => at), [HOUR], command);
    assert.ok(app.state.paused);
  }
});

Deno.test("pause: a sync that runs goes on to its end, and nothing follows", () => {
  const app = play();
  app.post(MESSAGE);
  app.post(MESSAGE);
  app.post(clicked("pause"));
  app.end(received("a.md"));
  app.wait(HOUR);
  assert.equal(app.starts.length, 1);
});

Deno.test("pause: what a user asked for is not forgotten because a message came after it", () => {
  const app = play();
  app.post(MESSAGE);
  app.post(clicked("pause"));
  app.post(clicked("sync"));
  app.post(MESSAGE);
  app.end();
  assert.equal(app.starts.length, 2);
});

Deno.test("announce: only after a push that changed the remote, however the sync ended", () => {
  const isAnnounced = (outcome: SyncOutcome) => {
    const app = play();
    app.post(MESSAGE);
    return app.end(outcome).some(({ kind }) => kind === "announce");
  };
  assert.ok(isAnnounced(sent("a.md")));
  assert.ok(isAnnounced(confirmed({ pushed: true })));
  assert.ok(isAnnounced(failed("disk full", { pushed: true })));
  assert.ok(!isAnnounced(confirmed()));
  assert.ok(!isAnnounced(received("a.md")));
  assert.ok(!isAnnounced(unconfirmed({ saved: ["a.md"] })));
  assert.ok(!isAnnounced(failed("offline", { saved: ["a.md"] })));
});

Deno.test("remember: a pause, a resume, a recent change and a new time of being up to date; no failure", () => {
  const isRemembered = (outcome: SyncOutcome) => {
    const app = play();
    app.post(MESSAGE);
    return app.end(outcome).some(({ kind }) => kind === "remember");
  };
  assert.ok(isRemembered(confirmed()));
  assert.ok(
    isRemembered(
      failed("disk full", { received: [{ path: "a.md", host: "desktop", kind: "edited" }] }),
    ),
  );
  assert.ok(!isRemembered(failed("offline")));
  assert.ok(!isRemembered(blocked(REBASE)));
  assert.ok(!isRemembered(unconfirmed()));
});

Deno.test("recent changes: one for each save, with its direction, its machine, its time, and how many files", () => {
  const app = play();
  app.post(MESSAGE);
  app.end(confirmed({
    received: [
      { path: "1", host: "desktop", kind: "edited" },
      { path: "2", host: "laptop", kind: "renamed", from: "one" },
      { path: "3", host: "desktop", kind: "added" },
    ],
    conflicts: [{
      path: gitPath("0"),
      copy: gitPath("0 copy"),
      side: "ours",
      origin: { host: "laptop", time: 0 },
    }],
  }));
  const first = app.now;
  app.wait(MINUTE);
  app.post(clicked("sync"));
  app.end(sent("4", "5", "6"));
  assert.deepEqual(
    app.state.folder.recent.map(({ path, count, direction, kind, host, time }) => [
      `${count} ${path} ${kind}`,
      direction,
      host,
      time - first,
    ]),
    [
      ["3 4 edited", "sent", undefined, MINUTE],
      ["1 0 conflict", "received", "laptop", 0],
      ["2 1 changed", "received", "desktop", 0],
      ["1 2 renamed", "received", "laptop", 0],
    ],
  );
  assert.equal(app.state.folder.recent.at(-1)?.from, "one");
  for (let at = 0; at < 30; at++) {
    app.post(clicked("sync"));
    app.end(sent(`${at}`));
  }
  const { recent } = app.state.folder;
  assert.deepEqual([recent.length, recent[0]?.path], [20, "29"]);
});

Deno.test("recent changes: saves that were sent together keep the times at which they were made", () => {
  const app = play();
  for (const path of ["a", "b", "a"]) {
    app.post(clicked("sync"));
    app.end(failed("offline", { saved: [path] }));
    app.wait(HOUR);
  }
  app.post(clicked("sync"));
  app.end(confirmed({ pushed: true }));
  const { now } = app;
  assert.deepEqual(
    app.state.folder.recent.map(({ path, time }) => [path, now - time]),
    [["b", 2 * HOUR], ["a", HOUR]],
  );
});

Deno.test("recent changes: a deletion is one, also when it waits to be sent, unless the file stays; the newest version counts", () => {
  const app = play();
  app.post(MESSAGE);
  app.end(failed("offline", { saved: ["a", "b", "c"], deleted: ["a", "b"] }));
  app.post(clicked("sync"));
  app.end(confirmed({
    saved: ["b"],
    received: [{ path: "a", host: "desktop", kind: "edited" }, {
      path: "d",
      host: "laptop",
      kind: "deleted",
    }],
  }));
  assert.deepEqual(
    app.state.folder.recent.map(({ path, direction, kind, count }) => [
      path,
      direction,
      kind,
      count,
    ]),
    [
      ["a", "received", "edited", 1],
      ["d", "received", "deleted", 1],
      ["b", "sent", "edited", 2],
    ],
  );
});

Deno.test("what is known of conflicts stays when a sync could not look for them", () => {
  const app = play();
  app.post(MESSAGE);
  app.end(confirmed({ openConflicts: [CONFLICT] }));
  app.post(clicked("sync"));
  app.end(failed("offline"));
  assert.deepEqual(app.state.folder.conflicts, [CONFLICT]);
  app.post(clicked("sync"));
  app.end(confirmed({ openConflicts: [] }));
  assert.deepEqual(app.state.folder.conflicts, []);
});

Deno.test("stop: with nothing running it exits at once", () => {
  const app = play();
  app.post(CHANGED);
  assert.deepEqual(app.post({ kind: "stop" }), [{ kind: "exit" }]);
  app.wait(HOUR);
  assert.deepEqual(app.starts, []);
});

Deno.test("stop: it exits when the running sync has ended, having announced what that sent", () => {
  const app = play();
  app.post(MESSAGE);
  app.post(clicked("sync"));
  assert.deepEqual(app.post({ kind: "stop" }), [{ kind: "stop sync" }]);
  app.wait(5 * SECOND);
  assert.deepEqual(app.end(sent("a.md")).map(({ kind }) => kind), ["announce", "remember", "exit"]);
  assert.equal(app.starts.length, 1);
});

Deno.test("after a sleep connections are renewed before the sync that follows", () => {
  const effects = play().post(WOKE).map(({ kind }) => kind);
  assert.deepEqual(effects, ["wake connection", "renew connections", "start sync"]);
});
