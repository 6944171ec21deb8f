// What the window shows for a state, and what its buttons do: the same as the menu.

import assert from "node:assert/strict";
import { visibleName } from "../../../src/adapters/window/api/session.ts";
import type { Button } from "../../../src/adapters/window/api/now.ts";
import type { AppState } from "../../../src/core/state.ts";
import { clickAction } from "../../../src/view/clicks.ts";
import { trayView } from "../../../src/view/menu.ts";
import {
  type DeletionCommand,
  deletionOutcome,
} from "../../../src/view/window/deletion_outcome.ts";
import type { Report } from "../../../src/engine/mod.ts";
import { screenAddress } from "../../../src/view/window/screens.ts";
import { nowView } from "../../../src/view/window/now.ts";
import { settingMistake } from "../../../src/view/window/settings.ts";
import { type StateParts, withParts } from "../../support/app_state.ts";
import { CONFLICT, DELETION, MASS_DELETION, report } from "../../support/outcomes.ts";
import { play } from "../../support/played_app.ts";
import { EXAMPLES, failure } from "../../support/problems.ts";

const { state: IDLE, now: NOW } = play();

const AT = {
  now: NOW,
  clock: (time: number) => new Date(time).toISOString().slice(11, 16),
  system: "linux",
  folder: "/home/me/notes",
};

function viewOf(
  parts: StateParts,
  { hasDesktop = true, said = undefined as string | undefined } = {},
) {
  const state = withParts(IDLE, parts);
  const folders = [{ name: "notes", state }];
  const more = { host: "laptop", locale: "en-GB", name: "notes", folders, said, hasDesktop };
  return { state, ...nowView(state, { ...AT, ...more }) };
}

/** Returns a button as text: where it leads, or what it does and asks first. */
function shown(button: Button | undefined, actions: ReadonlyMap<string, unknown>): unknown {
  if (button === undefined) return undefined;
  const { label, action } = button;
  if ("screen" in action) return [label, action.screen];
  return [label, actions.get(action.click), ...(action.question ? [action.question] : [])];
}

Deno.test("the window says what the menu says, of every problem", () => {
  for (const [kind, examples] of Object.entries(EXAMPLES)) {
    for (const problem of [examples].flat()) {
      const { state, now, actions } = viewOf({ problem, failures: 9 } as StateParts);
      const menu = trayView(state, { ...AT, startsAtLogin: false });
      assert.equal(now.icon, menu.icon, kind);
      assert.ok(
        menu.lines.status.title === now.line || menu.lines.status.title.includes("…"),
        kind,
      );
      assert.equal(now.advice !== undefined, !menu.lines.advice.hidden, kind);
      const action = clickAction({ kind: "line", line: "advice" }, { state, folder: AT.folder });
      const button = shown(now.advice?.button, actions) as unknown[] | undefined;
      if (now.advice === undefined) continue;
      if (action?.kind === "edit configuration") assert.deepEqual(button?.[1], "settings", kind);
      else assert.deepEqual(button?.[1], action, kind);
      assert.notEqual(button?.[0], "Do It", kind);
      assert.doesNotMatch(now.advice.text, /\bclick\b/i, kind);
    }
  }
});

Deno.test("without a desktop nothing is offered that opens something on one", () => {
  const labels = (hasDesktop: boolean) =>
    viewOf({}, { hasDesktop }).now.buttons.map(({ label }) => label);
  assert.deepEqual(labels(false), ["Sync Now", "Pause Syncing"]);
  assert.deepEqual(labels(true), [
    "Sync Now",
    "Pause Syncing",
    "Open Folder",
    "Open Terminal",
    "Show Log",
  ]);
  assert.ok(
    [...viewOf({}, { hasDesktop: false }).actions.values()].every(({ kind }) => kind === "command"),
  );
});

Deno.test("a click about a deletion is about the very one that was shown", () => {
  const waiting = viewOf({ heldDeletion: MASS_DELETION });
  assert.equal(waiting.now.advice, undefined);
  const [restore, remove, ...others] = waiting.now.deletion!.buttons;
  assert.deepEqual(others, []);
  assert.deepEqual(shown(restore, waiting.actions), [
    "Restore them here",
    { kind: "command", command: "restore here" },
  ]);
  assert.ok("click" in remove!.action && remove!.action.isDestructive);
  assert.deepEqual(shown(remove, waiting.actions), [
    "Delete them on all machines",
    { kind: "command", command: "confirm deletion" },
    "Really delete 214 files on all machines?",
  ]);
  const more = viewOf({ heldDeletion: { ...MASS_DELETION, deleted: 215 } });
  assert.ok("click" in remove!.action && !more.actions.has(remove!.action.click));
  const { now, actions } = viewOf({ deletion: DELETION });
  assert.deepEqual(now.deletion!.buttons.map((button) => shown(button, actions)), [
    ["Restore Them", { kind: "command", command: "restore deletion" }],
  ]);
});

Deno.test("a deletion that waits is said once, without a command, and what came of a choice", () => {
  for (const block of [EXAMPLES["mass deletion"], EXAMPLES.unmounted].flat()) {
    const { now } = viewOf({ heldDeletion: block });
    assert.equal(now.problem, undefined);
    assert.equal(now.advice, undefined);
    assert.doesNotMatch(now.deletion!.text, /git-sync-bar/);
    assert.equal(now.deletion!.held, block.deleted);
  }
  const came = (command: DeletionCommand, parts: Partial<Report>) =>
    Object.values(deletionOutcome(command, { kind: "synced", report: report(parts) }));
  const gone = { kind: "deleted", path: "a.md" } as const;
  assert.deepEqual(came("restore here", { restored: 31 }), ["Restored 31 deleted files", true]);
  assert.deepEqual(came("confirm deletion", { edits: [gone, gone] }), [
    "Deleted 2 files on all machines",
    true,
  ]);
  assert.deepEqual(came("confirm deletion", {}), [
    "No deletion was waiting to be confirmed",
    false,
  ]);
});

Deno.test("files that are kept back are published after a question, others are only listed", () => {
  const { now, actions } = viewOf({
    notSynced: [{ path: "a/.env", reason: "was ignored", by: "pc" }, {
      path: "film.mp4",
      reason: "too large",
    }],
  });
  const [kept, large] = now.notSynced;
  const [label, action, question] = shown(kept!.button, actions) as unknown[];
  assert.deepEqual([label, action], ["Sync It", { kind: "publish", path: "a/.env" }]);
  assert.match(String(question), /sent to all machines/);
  assert.equal(kept!.reason, "was not synced until pc's change; use the button to sync it");
  assert.equal(large!.button, undefined);
  const ending = viewOf({ stopping: true, notSynced: [{ path: "a/.env", reason: "was ignored" }] });
  assert.ok([...ending.actions.values()].every(({ kind }) => kind !== "publish"));
});

Deno.test("conflicts lead to their screen, and name whose version is where", () => {
  const { now, actions } = viewOf({ conflicts: [CONFLICT] });
  assert.deepEqual(shown(now.advice!.button, actions), ["Compare Versions", "conflicts"]);
  assert.deepEqual(now.conflicts, [{
    path: "a.md",
    copy: CONFLICT.copy,
    whose: "version from desktop",
    host: "desktop",
    when: { time: CONFLICT.time, text: "09:30" },
    isLocal: false,
  }]);
});

Deno.test("mistakes, what was said, and what is known of the folder are there; names are as they are", () => {
  const path = "a\u202eb\n.md";
  const { now } = viewOf({
    mistakes: [{ key: "mqtt_port", message: "mqtt_port is 0" }],
    warnings: ["Ignored x"],
    waiting: [{ kind: "edited", path, time: NOW }],
    place: { branch: "main", remote: "origin" },
  } as StateParts, { said: "No\nkey" });
  assert.deepEqual([now.mistakes, now.warnings], [["mqtt_port is 0"], ["Ignored x"]]);
  assert.deepEqual([now.said, now.host, now.folder, now.locale], [
    "No key",
    "laptop",
    AT.folder,
    "en-GB",
  ]);
  assert.deepEqual([now.waiting[0]!.path, now.waitingCount], [path, 1]);
  assert.equal(visibleName(path), "a\\u{202e}b\\u{a}.md");
  assert.equal(now.folders, undefined);
});

Deno.test("of several folders each has a tab, and an address names one", () => {
  const paused: AppState = withParts(IDLE, { paused: true });
  const folders = [{ name: "notes", state: IDLE }, { name: "book", state: paused }];
  const more = { host: undefined, locale: undefined, said: undefined, hasDesktop: true };
  const { now } = nowView(paused, { ...AT, ...more, name: "book", folders });
  assert.deepEqual(now.folders!.map(({ name, icon, isShown }) => [name, icon, isShown]), [
    ["notes", "up to date", false],
    ["book", "paused", true],
  ]);
  assert.equal(screenAddress({ screen: "now" }), "/now");
  const address = screenAddress({ screen: "conflicts", copy: "a&b.md", folder: "Buch" });
  assert.equal(address, "/conflicts?copy=a%26b.md&folder=Buch");
});

Deno.test("a mistake in the settings is shown without the name of the file", () => {
  const message = 'Cannot use the configuration "/a \\"b\\".json": mqtt_port is 0, expected 1';
  assert.deepEqual(settingMistake({ key: "mqtt_port", message }), {
    key: "mqtt_port",
    message: "mqtt_port is 0, expected 1",
  });
});

Deno.test("beside a button an advice says the same as in the menu, without a click on itself", () => {
  const lacking = failure("sign in", { lacksHelper: true });
  const texts: readonly (readonly [StateParts, string])[] = [
    [{ isInForce: false }, "Set up a folder"],
    [{ conflicts: [CONFLICT] }, "Compare the versions of a conflict and keep one or both"],
    [
      { problem: failure("ssh key") },
      "Copy your public key, then add it at the remote",
    ],
    [
      { problem: lacking },
      "In a terminal: git config --global credential.helper store, then git push",
    ],
    [
      { problem: failure("lock", { lock: "/n/.git/index.lock" }) },
      "If no git process is running, wait a minute, then remove the lock: index.lock",
    ],
    [{ problem: EXAMPLES["left lock"] }, "Remove the lock: index.lock"],
    [{ problem: failure("hook", { detail: "click" }) }, "Reason: click"],
  ];
  for (const [parts, text] of texts) assert.equal(viewOf(parts).now.advice?.text, text);
});
