// The screen Now: what the app does at the moment, and what the user can do about it.

import type { Now as NowState } from "../../src/adapters/window/api/now.ts";
import { ActionButton } from "../parts/action_button.tsx";
import { DeletionNotice } from "../parts/held_deletion.tsx";
import { iconAddress } from "../parts/icon.ts";
import { now } from "../session/events.ts";
import { useStore } from "../session/store.ts";
import { ConflictList, NotSyncedList, RecentList, WaitingList } from "./lists.tsx";
import { Weeks } from "./weeks.tsx";

export function Now() {
  const state = useStore(now);
  if (state === undefined) return <p class="loading" role="status">Loading…</p>;
  const isCalm = state.conflicts.length + state.notSynced.length + state.mistakes.length +
          state.warnings.length + state.waitingCount + (state.unsaved ?? 0) === 0 &&
    state.deletion === undefined;
  const recent = <RecentList changes={state.recent} />;
  return (
    <>
      <Status state={state} />
      <div class="now-columns">
        <div class="now-column">
          {isCalm ? recent : <Concerns state={state} />}
        </div>
        <div class="now-column">
          {!isCalm && recent}
          {state.folder !== undefined && <Weeks />}
        </div>
      </div>
    </>
  );
}

/** Everything that is not as it should be, or not done yet. */
function Concerns({ state }: { readonly state: NowState }) {
  const { conflicts, notSynced, waitingCount, unsaved = 0 } = state;
  return (
    <>
      <Notices state={state} />
      {conflicts.length > 0 && <ConflictList conflicts={conflicts} />}
      {notSynced.length > 0 && <NotSyncedList entries={notSynced} />}
      {waitingCount + unsaved > 0 && <WaitingList state={state} />}
    </>
  );
}

/** The first line of the menu, what to do about it, and what can be done to all of it. */
function Status({ state }: { readonly state: NowState }) {
  const { icon, line, advice, problem, progress, buttons } = state;
  return (
    <section class="panel status" aria-label="Status">
      <div class="status-main">
        <img src={iconAddress(icon)} alt="" width="32" height="32" />
        <div class="status-text">
          <h1 aria-live="polite">{line}</h1>
          {advice !== undefined && <p>{advice.text}</p>}
          {problem !== undefined && problem !== line && <p class="quiet">{problem}</p>}
          {state.said !== undefined && <p class="quiet">{state.said}</p>}
        </div>
        <div class="status-buttons">
          {advice?.button !== undefined && <ActionButton kind="primary" button={advice.button} />}
          {buttons.map((button) => <ActionButton key={button.label} button={button} />)}
        </div>
      </div>
      {progress !== undefined && <Progress progress={progress} />}
      <Facts state={state} />
    </section>
  );
}

function Progress({ progress }: { readonly progress: NonNullable<NowState["progress"]> }) {
  return (
    <div class="progress">
      <progress
        aria-label={progress.text}
        max={100}
        {...(progress.percent === undefined ? {} : { value: progress.percent })}
      />
      <span>{progress.text}</span>
    </div>
  );
}

/** The folder, its branch and remote, and the like, one row each. */
function Facts({ state }: { readonly state: NowState }) {
  const { folder, place, host, upToDate, liveUpdates } = state;
  const facts: readonly (readonly [name: string, value: string | undefined])[] = [
    ["Folder", folder],
    ["Branch", place === undefined ? undefined : `${place.branch} → ${place.remote}`],
    ["This machine", host],
    ["Last up to date", upToDate?.text],
    ["Live updates", liveUpdates],
  ];
  if (facts.every(([, value]) => value === undefined)) return null;
  return (
    <dl class="facts">
      {facts.map(([name, value]) =>
        value !== undefined && (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        )
      )}
    </dl>
  );
}

/** Everything else that the user should know or decide. */
function Notices({ state }: { readonly state: NowState }) {
  const { advice, deletion, mistakes } = state;
  // One of them may be the advice.
  const warnings = state.warnings.filter((line) => line !== advice?.text);
  return (
    <>
      {deletion !== undefined && <DeletionNotice deletion={deletion} />}
      {mistakes.map((line) => <SettingsNotice key={line} line={line} isMistake />)}
      {warnings.map((line) => <SettingsNotice key={line} line={line} isMistake={false} />)}
    </>
  );
}

function SettingsNotice({ line, isMistake }: {
  readonly line: string;
  readonly isMistake: boolean;
}) {
  const settings = { label: "Settings", action: { screen: "settings" } } as const;
  return (
    <div class={isMistake ? "notice bad" : "notice"}>
      <p>{line}</p>
      {isMistake && <ActionButton button={settings} />}
    </div>
  );
}
