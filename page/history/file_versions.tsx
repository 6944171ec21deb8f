// One file: its versions, and each of them next to the one before or to that of today.

import { useState } from "preact/hooks";
import type { Version, Versions } from "../../src/adapters/window/api/history.ts";
import { API, visibleName } from "../../src/adapters/window/api/session.ts";
import { Compare } from "../compare/compare.tsx";
import type { VersionAddress } from "../compare/content.ts";
import { Button } from "../parts/button.tsx";
import { FileName } from "../parts/name.tsx";
import { Panel } from "../parts/panel.tsx";
import { useShortcuts } from "../parts/shortcuts.tsx";
import { Empty, Shown } from "../parts/states.tsx";
import { momentsOf, shortMoment } from "../parts/times.ts";
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
      <a
        class="back"
        href={changed(query, { path: undefined, version: undefined, content: undefined })}
      >
        ← {query.id === undefined ? "Back" : "The save"}
      </a>
      <Shown of={loaded}>
        {(found) =>
          found.versions.length === 0
            ? (
              <Panel title={<FileName path={path} />}>
                <Empty title="No versions found">Nothing was saved under this name.</Empty>
              </Panel>
            )
            : <VersionsPanel path={path} found={found} query={query} />}
      </Shown>
    </>
  );
}

function VersionsPanel({ path, found: { versions, today }, query }: {
  readonly path: string;
  readonly found: Versions;
  readonly query: HistoryQuery;
}) {
  const [isWithToday, setIsWithToday] = useState(false);
  const at = Math.max(indexOf(versions, query), 0);
  const version = versions[at]!;
  const pick = (id: string | undefined) => {
    if (id === undefined) return;
    change(query, { version: id, content: undefined }, { replace: true });
  };
  const [older, newer] = [versions[at + 1]?.id, versions[at - 1]?.id];
  useShortcuts([
    { key: "j", label: "Older version", run: () => pick(older) },
    { key: "k", label: "Newer version", run: () => pick(newer) },
    { key: "t", label: "Compare with today's", run: () => setIsWithToday(!isWithToday) },
  ]);
  const deletion = today === undefined
    ? versions.find(({ action }) => action === "deleted")
    : undefined;
  // Of a save that deleted the file, the version before is restored.
  const restored = version.action === "deleted"
    ? versions.slice(at).find(({ oid }) => oid !== undefined)
    : version;
  const moment = momentsOf(versions.map(({ time }) => time));
  const isToday = today !== undefined && version.oid === today.oid;
  return (
    <Panel
      title={<FileName path={path} />}
      more={deletion && `deleted by ${visibleName(deletion.host)}, ${shortMoment(deletion.time)}`}
    >
      <div class="versions">
        <label>
          Version{" "}
          <select
            class="field"
            value={version.id}
            onChange={(event) => pick(event.currentTarget.value)}
          >
            {versions.map((version) => (
              <option key={version.id} value={version.id}>{labelOf(version, moment)}</option>
            ))}
          </select>
        </label>
        <span class="steps">
          <Button onClick={() => pick(older)} isDisabled={older === undefined}>Older</Button>
          <Button onClick={() => pick(newer)} isDisabled={newer === undefined}>Newer</Button>
        </span>
        <label class="with-today">
          <input
            type="checkbox"
            checked={isWithToday}
            disabled={today === undefined}
            onChange={(event) => setIsWithToday(event.currentTarget.checked)}
          />{" "}
          Compare with today's
        </label>
        {isToday && <span class="quiet">It is like this today</span>}
        {restored !== undefined && !isToday && (
          <Button
            kind="primary"
            onClick={() => restoreVersion({ ...restored, path })}
          >
            {today === undefined ? "Restore Deleted File…" : "Restore This Version…"}
          </Button>
        )}
      </div>
      <VersionContent
        version={version}
        label={labelOf(version, moment)}
        today={isWithToday ? today && { id: today.id, path } : undefined}
      />
    </Panel>
  );
}

/** Returns the version that the address names, by its save or by its content; else the newest one. */
function indexOf(versions: readonly Version[], { version, content }: HistoryQuery): number {
  if (version !== undefined) return versions.findIndex(({ id }) => id === version);
  return content === undefined ? 0 : versions.findIndex(({ oid }) => oid === content);
}

function VersionContent({ version, label, today }: {
  readonly version: Version;
  readonly label: string;
  readonly today: VersionAddress | undefined;
}) {
  const { id, path, action, from, parent } = version;
  const own = { place: { id, path }, label };
  const before = parent === undefined || action === "added"
    ? undefined
    : { place: { id: parent, path: from ?? path }, label: "Before" };
  if (action === "deleted") {
    return (
      <>
        <p class="panel-note">It was deleted here. This is what it was before:</p>
        {before !== undefined && <Compare before={undefined} after={before} />}
      </>
    );
  }
  if (today !== undefined) {
    return <Compare before={own} after={{ place: today, label: "Today" }} />;
  }
  return (
    <>
      {from !== undefined && (
        <p class="panel-note">
          Until then it was <FileName path={from} />.
        </p>
      )}
      {action === "added" && <p class="panel-note">It was added here.</p>}
      <Compare before={before} after={own} />
    </>
  );
}

function labelOf({ host, time, action }: Version, moment: (time: number) => string): string {
  return `${moment(time)}, ${visibleName(host)}, ${ACTIONS[action]}`;
}
