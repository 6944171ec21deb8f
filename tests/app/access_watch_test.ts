// A change that may help is noticed within 15 s, by a clock that the test sets; tries that do not help get rarer.

import assert from "node:assert/strict";
import { join } from "node:path";
import { createAccessWatch } from "../../src/app/access/access_watch.ts";
import type { SyncSettings } from "../../src/engine/mod.ts";
import type { AppState } from "../../src/core/state.ts";
import { statFile } from "../../src/system/file_state.ts";
import { withParts } from "../support/app_state.ts";
import { manualClock } from "../support/manual_clock.ts";
import { BEGINNING, MINUTE, play, SECOND } from "../support/played_app.ts";
import { failure } from "../support/problems.ts";
import { settingsOf } from "../support/syncer.ts";
import { makeWorld, type World } from "../support/world.ts";

const { state: IDLE } = play();
const SYNC = {
  remote: "ask",
  fullScan: false,
  message: false,
  asked: {},
  changes: undefined,
} as const;

/** A watch over the files of a home folder, and how often it has called. */
function watching(world: World, ...states: readonly AppState[]) {
  const clock = manualClock(BEGINNING);
  const settings: SyncSettings = {
    ...settingsOf(world, join(world.folder, "laptop")),
    environment: { ...world.env, HOME: join(world.folder, "home") },
  };
  let network = "eth0 10.0.0.1";
  let tries = 0;
  const watch = createAccessWatch({
    clock,
    settings: () => settings,
    moreFiles: [join(world.folder, "done")],
    network: () => network,
    onChange: () => tries++,
  });
  for (const state of states) watch.onStep(state);
  return {
    watch,
    clock,
    get tries() {
      return tries;
    },
    setNetwork: (to: string) => network = to,
    /** Lets 15 s pass, with time for the files to be read. */
    async turn(ms = 15 * SECOND) {
      for (let passed = 0; passed < ms; passed += SECOND) {
        clock.turn(SECOND);
        // A look is over when it has set its timer again.
        while (clock.timers.length === 0) await new Promise((done) => setTimeout(done));
      }
    },
  };
}

const met = (kind: Parameters<typeof failure>[0]) => withParts(IDLE, { problem: failure(kind) });

Deno.test("each file of credentials that changes causes a try within 15 s, and nothing else does", async () => {
  await using world = await makeWorld();
  const at = watching(world, met("sign in"));
  await at.turn();
  assert.equal(at.tries, 0);
  const files = [
    "home/.git-credentials",
    "home/.gitconfig",
    "home/.config/git/credentials",
    "done",
  ];
  for (const [index, file] of files.entries()) {
    await world.write(world.folder, { [file]: `${index}\n` });
    await at.turn();
    assert.equal(at.tries, index + 1, file);
    await at.turn();
    assert.equal(at.tries, index + 1, file);
  }
  at.watch.onStep(IDLE);
  assert.equal(at.clock.timers.length, 0, "nothing is looked at while all is well");
  at.watch.end();
});

Deno.test("a password that is stored while the sync is being refused causes a try, and an older one none", async () => {
  await using world = await makeWorld();
  await world.write(world.folder, { "home/.git-credentials": "1\n" });
  const { changed } = await statFile(join(world.folder, "home/.git-credentials")) ?? {};
  assert.ok(changed !== undefined);
  for (const [begun, tries] of [[-SECOND, 1], [0, 1], [SECOND, 0]] as const) {
    const running = { ...SYNC, since: changed + begun };
    const at = watching(world, withParts(IDLE, { running }), met("sign in"));
    await at.turn();
    await at.turn();
    assert.equal(at.tries, tries, `begun ${begun} ms later`);
    at.watch.end();
  }
});

Deno.test("an address that comes or goes causes a try while the remote cannot be reached", async () => {
  await using world = await makeWorld();
  const at = watching(world, met("offline"));
  await at.turn();
  at.setNetwork("");
  await at.turn();
  at.setNetwork("wlan0 10.0.0.7");
  await at.turn();
  assert.equal(at.tries, 2);
  await world.write(world.folder, { "home/.git-credentials": "1\n" });
  await at.turn();
  assert.equal(at.tries, 2);
  at.watch.end();
});

Deno.test("a file that changes all the time causes fewer and fewer tries", async () => {
  await using world = await makeWorld();
  const at = watching(world, met("sign in"));
  await at.turn();
  for (let change = 0; change < 60; change++) {
    await world.write(world.folder, { done: `${"x".repeat(change)}\n` });
    await at.turn(10 * SECOND);
  }
  assert.ok(at.tries >= 5 && at.tries <= 11, `${at.tries} tries in ten minutes`);
  at.watch.end();
});

Deno.test("what the user does at the remote is tried for ten minutes, with growing pauses", async () => {
  await using world = await makeWorld();
  const at = watching(world, met("sign in"));
  await at.turn();
  at.watch.expect();
  await at.turn(20 * SECOND);
  assert.equal(at.tries, 1);
  await at.turn(30 * MINUTE);
  assert.equal(at.tries, 7);
  at.watch.end();
});

Deno.test("neither a pause, nor the end, nor another problem is watched", async () => {
  await using world = await makeWorld();
  for (const state of [IDLE, withParts(met("sign in"), { paused: true }), met("damaged")]) {
    assert.deepEqual(watching(world, state).clock.timers, []);
  }
  const at = watching(world, met("sign in"));
  at.watch.end();
  assert.deepEqual(at.clock.timers, []);
});
