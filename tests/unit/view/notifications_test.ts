// What is worth a notification, and how often.

import assert from "node:assert/strict";
import { gitPath } from "../../../src/engine/git/values/path.ts";
import { NO_PROBLEM, notificationsAfter } from "../../../src/view/notifications.ts";
import type { AppEvent } from "../../../src/core/events.ts";
import type { AppState } from "../../../src/core/state.ts";
import type { SyncOutcome } from "../../../src/engine/sync/outcome.ts";
import { CHANGED, clicked, DOWN, mistake, UP } from "../../support/events.ts";
import {
  blocked,
  confirmed,
  CONFLICT,
  DELETION,
  failed,
  held,
  REBASE,
  sent,
} from "../../support/outcomes.ts";
import { DAY, HOUR, MINUTE, play, type PlayOptions, SECOND } from "../../support/played_app.ts";

/** An app at play, and the titles of what it told so far. */
function told(options: PlayOptions = {}) {
  let memory = NO_PROBLEM;
  const titles: string[] = [];
  const texts: string[] = [];
  const hear = (event: AppEvent, before: AppState, after: AppState) => {
    const found = notificationsAfter(event, {
      before,
      after,
      last: memory,
      now: app?.now ?? 0,
      clock: String,
      system: "linux",
    });
    memory = found.last;
    titles.push(...found.notifications.map(({ title }) => title));
    texts.push(...found.notifications.map(({ text }) => text));
  };
  let app: ReturnType<typeof play> | undefined = undefined;
  app = play({ ...options, onStep: hear });
  const { post, end, wait } = app;
  return {
    /** Syncs, which ends so. */
    sync(outcome?: SyncOutcome) {
      post(clicked("sync"));
      end(outcome);
    },
    titles,
    texts,
    post,
    end,
    /** As the desk does: it looks once in a minute. */
    wait(ms: number) {
      for (let left = ms; left > 0; left -= MINUTE) {
        wait(Math.min(left, MINUTE));
        hear({ kind: "due" }, app!.state, app!.state);
      }
    },
  };
}

Deno.test("success, being offline, another try and live updates are never told", () => {
  const app = told();
  app.post(CHANGED);
  app.wait(10 * SECOND);
  app.end(sent("a.md"));
  for (
    const kind of ["offline", "hung", "remote not found", "lock", "rejected", "unknown"] as const
  ) {
    app.sync(failed(kind));
  }
  app.post(UP);
  app.end();
  app.post(DOWN);
  app.post(clicked("pause"));
  app.wait(3 * DAY);
  assert.deepEqual(app.titles, []);
});

Deno.test("a mass deletion that comes in is reported once, one that is remembered is not", () => {
  const app = told();
  app.sync(confirmed({ deletion: DELETION }));
  assert.deepEqual(app.titles, [], "it came before this start");
  app.post(clicked("sync"));
  const deletion = { ...DELETION, time: 1e15 };
  for (let syncs = 0; syncs < 2; syncs++) {
    app.end(confirmed({ deletion }));
    app.post(clicked("sync"));
  }
  app.end(confirmed({ deletion: { ...deletion, deleted: 0, left: 24, time: 2e15 } }));
  assert.deepEqual(app.titles, [
    "desktop deleted 13 of 24 files",
    "desktop took 24 of 24 files out of the sync",
  ]);
  assert.deepEqual(app.texts, [
    "By mistake? The menu has a line that restores them on all machines",
    "They stay on this disk; without the new lines of .gitignore they are synced again",
  ]);
});

Deno.test("conflicts are notified once, with where both versions are, and no name disturbs it", () => {
  const conflicts = (count: number, path = "a.md") =>
    confirmed({
      openConflicts: Array.from({ length: count }, (_, at) => ({
        ...CONFLICT,
        path,
        copy: at === 0 ? CONFLICT.copy : `${at} ${CONFLICT.copy}`,
      })),
    });
  const title = (names: string) => `${names} changed on two machines; both versions are here`;
  const app = told();
  app.sync(conflicts(1));
  app.sync(conflicts(1));
  assert.deepEqual(app.titles, [title("a.md was")]);
  assert.deepEqual(app.texts, [
    `Version from desktop is in ${CONFLICT.copy}: ` +
    "delete or rename that copy, or move it over the file, to settle it",
  ]);
  app.sync(conflicts(4));
  assert.equal(app.titles.at(-1), title("3 files were"));
  const other = told();
  other.sync(conflicts(1, "a\n\u202eb.md"));
  assert.deepEqual(other.titles, [title("a b.md was")]);
});

Deno.test("at a start, only what came up in that sync is reported, not what was open before", () => {
  for (const fresh of [true, false]) {
    const origin = { host: "desktop", time: CONFLICT.time };
    const [path, copy] = [gitPath(CONFLICT.path), gitPath(CONFLICT.copy)];
    const conflicts = fresh ? [{ path, copy, side: "ours", origin } as const] : [];
    const app = told({
      syncs: { ms: 0, outcome: () => confirmed({ openConflicts: [CONFLICT], conflicts }) },
    });
    app.post({
      kind: "configured",
      timing: { delayMs: 0, pollMs: HOUR, activePollMs: 0, scanMs: HOUR },
      fresh: true,
      warnings: [],
    });
    app.wait(SECOND);
    assert.equal(app.titles.length, fresh ? 1 : 0);
  }
});

Deno.test("what needs the user is reported once, again after a day, and anew when it comes back", () => {
  const app = told();
  const fail = () => {
    app.sync(failed("sign in"));
  };
  fail();
  fail();
  assert.deepEqual(app.titles, ["Sign-in needed"]);
  // A click on a notification does nothing.
  assert.match(app.texts[0]!, /^Sign in with git push/);
  // The network away and there again, and a pause, are no news.
  app.sync(failed("offline"));
  fail();
  app.post(clicked("pause"));
  app.post(clicked("resume"));
  app.end(failed("sign in"));
  assert.equal(app.titles.length, 1);
  app.post(clicked("pause"));
  app.wait(DAY - MINUTE);
  assert.equal(app.titles.length, 1);
  app.wait(2 * MINUTE);
  assert.equal(app.titles.length, 2);
  app.post(clicked("resume"));
  app.end();
  fail();
  app.post({ kind: "stop" });
  assert.equal(app.titles.length, 3, "that the app ends is no news");
});

Deno.test("a halted deletion and a mistake in the configuration are reported", () => {
  const app = told();
  app.sync(held());
  app.post({ kind: "misconfigured", mistakes: [mistake("mqtt_port")], warnings: [] });
  assert.deepEqual(app.titles, [
    "Confirm: 214 of 300 files deleted",
    "Configuration has a mistake: mqtt_port",
  ]);
});

Deno.test("a rebase of one's own is told only when it seems to be forgotten", () => {
  const app = told({ syncs: { ms: 0, outcome: () => blocked(REBASE) } });
  app.post(CHANGED);
  app.wait(8 * MINUTE);
  assert.deepEqual(app.titles, []);
  app.wait(3 * MINUTE);
  assert.deepEqual(app.titles, ["Waiting: a rebase is in progress"]);
});

Deno.test("a lock that stays is reported when it seems to be forgotten, and so is what fails without end", () => {
  for (
    const [kind, title] of [
      ["lock", "Waiting: another git process is running"],
      ["unknown", "Something went wrong · trying again"],
    ] as const
  ) {
    const app = told({ syncs: { ms: 0, outcome: () => failed(kind) } });
    app.post(CHANGED);
    app.wait(MINUTE);
    assert.deepEqual(app.titles, []);
    app.wait(15 * MINUTE);
    assert.deepEqual(app.titles, [title]);
  }
});

Deno.test("a branch that was gone from the remote is reported, as it may have been renamed", () => {
  const app = told();
  app.post(clicked("sync"));
  const place = { branch: "main", remote: "origin" };
  app.end(confirmed({ pushed: true, remade: true, place }));
  app.sync(confirmed({ place }));
  assert.deepEqual(app.titles, ["Branch main was deleted on the remote; pushed it again"]);
});

Deno.test("why there is no icon is reported once for each reason", () => {
  const app = told();
  const line = "Cannot show the icon: there is no display";
  for (const one of [undefined, line, line, undefined]) app.post({ kind: "icon", line: one });
  assert.deepEqual(app.texts, [line]);
});
