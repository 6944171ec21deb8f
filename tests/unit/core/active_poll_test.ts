// Without live updates the remote is asked often while the user is at work here, and seldom while they are not.

import assert from "node:assert/strict";
import { activePause, AT_WORK_MS } from "../../../src/core/active_poll.ts";
import type { AppEvent, SyncTask } from "../../../src/core/events.ts";
import type { SyncOutcome } from "../../../src/engine/sync/outcome.ts";
import { CHANGED, clicked, DOWN, UP, WOKE } from "../../support/events.ts";
import { confirmed, failed, received, sent, unconfirmed } from "../../support/outcomes.ts";
import { HOUR, MINUTE, type Play, play, SECOND, TIMING } from "../../support/played_app.ts";

const ACTIVE = { activePollMs: MINUTE };

/** What a click, a wake and the network share: a sign that the user is here. */
const SIGNS: readonly AppEvent[] = [{ kind: "active" }, WOKE, clicked("sync")];

function begin(outcome: (request: SyncTask) => SyncOutcome = () => confirmed()): Play {
  return play({ timing: ACTIVE, syncs: { ms: 300, outcome } });
}

const questions = (app: Play) => app.starts.filter(({ remote }) => remote !== "send");

/** Lets an idle time pass after which the poll alone asks. */
function rest(app: Play): void {
  app.wait(4 * HOUR);
  app.starts.length = 0;
}

Deno.test("a push of another machine is found within 65 s after ten idle minutes", () => {
  for (let second = 0; second < 60; second++) {
    let pushedAt = Infinity;
    let foundAt: number | undefined;
    const app: Play = begin(({ remote }) => {
      if (app.now < pushedAt || remote === "send") return confirmed();
      foundAt ??= app.now;
      return received("theirs.md");
    });
    app.wait(10 * MINUTE + second * SECOND);
    pushedAt = app.now;
    app.wait(65 * SECOND);
    assert.ok(foundAt! - pushedAt <= 65 * SECOND, `after ${second} s: ${foundAt}`);
  }
});

Deno.test("at work the remote is asked less than 70 times an hour, at rest once", () => {
  const app = begin(({ remote }) => remote === "send" ? sent("a.md") : confirmed());
  for (let minute = 0; minute < 60; minute += 5) {
    app.post(CHANGED);
    app.wait(5 * MINUTE);
  }
  assert.ok(app.starts.length < 70, `${app.starts.length}`);
  assert.ok(app.starts.length > 50, `${app.starts.length}`);
  rest(app);
  app.wait(5 * HOUR);
  assert.deepEqual(
    app.starts.map(({ remote, fullScan }) => [remote, fullScan]),
    [
      ["ask", true],
      ["ask", true],
      ["ask", true],
      ["ask", true],
      ["ask", true],
    ].slice(0, app.starts.length),
  );
  assert.ok(app.starts.length >= 4, `${app.starts.length}`);
});

Deno.test("a question is a probe that scans nothing, and does not put the poll off", () => {
  const app = begin();
  for (let minute = 0; minute < 60; minute += 10) {
    app.post({ kind: "active" });
    app.wait(10 * MINUTE);
  }
  const [first] = app.starts;
  assert.deepEqual([first?.remote, first?.fullScan, first?.message], ["probe", false, false]);
  assert.deepEqual(app.starts.filter(({ fullScan }) => fullScan).map(({ at }) => at), [HOUR]);
});

Deno.test("a probe that finds nothing new writes nothing", () => {
  const app = play({ timing: ACTIVE });
  app.wait(MINUTE);
  assert.equal(app.state.folder.running?.remote, "probe");
  assert.deepEqual(app.end(), []);
  app.wait(MINUTE);
  assert.deepEqual(app.end(received("a.md")), [{ kind: "remember" }]);
});

Deno.test("a change that waits for its save goes with the question", () => {
  const app = begin();
  app.wait(55 * SECOND);
  app.post(CHANGED);
  app.wait(5 * SECOND);
  assert.deepEqual(app.starts.map(({ at, remote }) => [at, remote]), [[MINUTE, "probe"]]);
  assert.equal(app.state.folder.changes, undefined);
});

Deno.test("each sign that the user is here starts the questions again", () => {
  for (const sign of SIGNS) {
    const app = begin();
    rest(app);
    app.wait(10 * MINUTE);
    app.post(sign);
    app.wait(5 * MINUTE);
    assert.ok(questions(app).length >= 4, `${JSON.stringify(sign)}: ${questions(app).length}`);
  }
  for (const outcome of [sent("a.md"), received("b.md")]) {
    const app: Play = begin(() => app.state.folder.running?.changes ? outcome : confirmed());
    rest(app);
    app.post(CHANGED);
    app.wait(5 * MINUTE);
    assert.ok(questions(app).length >= 4, outcome.report.saved.join());
  }
});

Deno.test("a network that came back starts them again", () => {
  let isAway = false;
  const app = begin(() => isAway ? failed("offline") : confirmed());
  rest(app);
  isAway = true;
  app.wait(2 * HOUR);
  isAway = false;
  app.wait(5 * MINUTE);
  app.starts.length = 0;
  app.wait(5 * MINUTE);
  assert.equal(questions(app).length, 5);
});

Deno.test("live updates, a pause, a problem and 0 leave it to the poll", () => {
  const quiet = (app: Play) => {
    app.starts.length = 0;
    app.wait(30 * MINUTE);
    return questions(app).length;
  };
  const live = begin();
  live.post(UP);
  live.wait(SECOND);
  assert.equal(quiet(live), 0);
  live.post(DOWN);
  live.post({ kind: "active" });
  assert.ok(quiet(live) > 10);
  const paused = begin();
  paused.post(clicked("pause"));
  assert.equal(quiet(paused), 0);
  const refused = begin(() => failed("sign in"));
  refused.post(clicked("sync"));
  refused.wait(SECOND);
  assert.equal(quiet(refused), 0);
  const off = play({ syncs: { ms: 0, outcome: () => unconfirmed() } });
  off.post({ kind: "active" });
  assert.equal(quiet(off), 0);
});

Deno.test("the pause grows from the active poll to the poll, doubling about each time", () => {
  const timing = { ...TIMING, ...ACTIVE };
  assert.equal(activePause(-HOUR, timing), MINUTE);
  assert.equal(activePause(AT_WORK_MS, timing), MINUTE);
  const pauses: number[] = [];
  for (let idle = AT_WORK_MS;;) {
    const pause = activePause(idle, timing);
    if (pause === undefined) break;
    pauses.push(pause / MINUTE);
    idle += pause;
  }
  assert.deepEqual(pauses, [1, 2, 4, 8, 16, 32]);
});
