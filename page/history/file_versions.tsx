// One file: its versions, and each of them next to the one before or to that of today.

import { useState } from "preact/hooks";
import type { Version, Versions } from "../../src/adapters/window/api/history.ts";
import { API, visibleName } from "../../src/adapters/window/api/session.ts";
import { Compare, type Side } from "../compare/compare.tsx";
import { Button } from "../parts/button.tsx";
import { FileName } from "../parts/name.tsx";
import { Panel } from "../parts/panel.tsx";
import { useShortcuts } from "../parts/shortcuts.tsx";
import { Empty, Shown } from "../parts/states.tsx";
import { shortMoment } from "../parts/times.ts";
import { now } from "../session/events.ts";
import { useLoaded } from "../session/load.ts";
import { getJson } from "../session/request.ts";
import { useStore } from "../session/store.ts";
import { restoreVersion } from "./changes.ts";
import { change, changed, type HistoryQuery } from "./address.ts";
import { ACTIONS } from "./words.ts";

export function FileVersions({ path, query }: {
  readonly path: string;
  readonly query: HistoryQuery;
}) {
  const newest = useStore(now)?.recent[0]?.when.time;
  const loaded = useLoaded(
    (signal) => getJson<Versions>(API.versions, { query: { path }, signal }),
    [path, newest],
  );
  return (
    <>
      <a class="back" href={changed(query, { path: undefined, version: undefined })}>
        ← {query.id === undefined ? "Back" : "The save"}
      </a>
      <Shown of={loaded}>
        {({ versions }) =>
          versions.length === 0
            ? (
              <Panel title={<FileName path={path} />}>
                <Empty title="No versions found">Nothing was saved under this name.</Empty>
              </Panel>
            )
            : <VersionsPanel path={path} versions={versions} query={query} />}
      </Shown>
    </>
  );
}

function VersionsPanel({ path, versions, query }: {
  readonly path: string;
  readonly versions: readonly Version[];
  readonly query: HistoryQuery;
}) {
  const [isWithToday, setIsWithToday] = useState(false);
  const found = versions.findIndex(({ id }) => id === query.version);
  const at = Math.max(found, 0);
  const version = versions[at]!;
  const step = (by: number) => {
    const next = versions[at + by];
    if (next !== undefined) change(query, { version: next.id }, { replace: true });
  };
  useShortcuts([
    { key: "j", label: "Older version", run: () => step(1) },
    { key: "k", label: "Newer version", run: () => step(-1) },
    { key: "t", label: "Compare with today's", run: () => setIsWithToday(!isWithToday) },
  ]);
  // What the file is today; of a deleted one nothing.
  const today = versions[0]!;
  const isGone = today.action === "deleted";
  const last = version.action === "deleted" ? versions[at + 1] : version;
  return (
    <Panel
      title={<FileName path={path} />}
      more={isGone
        ? `deleted by ${visibleName(today.host)}, ${shortMoment(today.time)}`
        : undefined}
    >
      <div class="versions">
        <label>
          Version{" "}
          <select
            class="field"
            value={version.id}
            onChange={(event) =>
              change(query, { version: event.currentTarget.value }, { replace: true })}
          >
            {versions.map((version) => (
              <option key={version.id} value={version.id}>{labelOf(version)}</option>
            ))}
          </select>
        </label>
        <span class="steps">
          <Button onClick={() => step(1)} isDisabled={at === versions.length - 1}>Older</Button>
          <Button onClick={() => step(-1)} isDisabled={at === 0}>Newer</Button>
        </span>
        <label class="with-today">
          <input
            type="checkbox"
            checked={isWithToday}
            disabled={at === 0 || isGone}
            onChange={(event) => setIsWithToday(event.currentTarget.checked)}
          />{" "}
          Compare with today's
        </label>
        {last !== undefined && (at > 0 || isGone) && (
          <Button
            kind="primary"
            onClick={() => restoreVersion({ ...last, path })}
          >
            {isGone ? "Restore Deleted File…" : "Restore This Version…"}
          </Button>
        )}
      </div>
      <VersionContent
        version={version}
        other={isWithToday && at > 0 && !isGone ? today : versions[at + 1]}
        isWithToday={isWithToday && at > 0 && !isGone}
      />
    </Panel>
  );
}

function VersionContent({ version, other, isWithToday }: {
  readonly version: Version;
  readonly other: Version | undefined;
  readonly isWithToday: boolean;
}) {
  const [one, two] = [version, other].map((one) => one && sideOf(one));
  if (isWithToday && one !== undefined) {
    return two === undefined ? null : <Compare before={one} after={two} />;
  }
  if (one === undefined) {
    return (
      <>
        <p class="panel-note">It was deleted here. This is what it was before:</p>
        {two !== undefined && <Compare before={undefined} after={two} />}
      </>
    );
  }
  const { action, from } = version;
  return (
    <>
      {from !== undefined && (
        <p class="panel-note">
          Until then it was <FileName path={from} />.
        </p>
      )}
      {action === "added" && <p class="panel-note">It was added here.</p>}
      <Compare before={action === "added" ? undefined : two} after={one} />
    </>
  );
}

function sideOf(version: Version): Side | undefined {
  if (version.action === "deleted") return undefined;
  const { id, path } = version;
  return { place: { id, path }, label: labelOf(version) };
}

function labelOf({ host, time, action }: Version): string {
  return `${shortMoment(time)}, ${visibleName(host)}, ${ACTIONS[action]}`;
}
