// The folder as it was: a slider over time, and the folder at that moment.

import { useState } from "preact/hooks";
import type { FolderAt, FolderEntry, Span } from "../../src/adapters/window/api/history.ts";
import { API, visibleName } from "../../src/adapters/window/api/session.ts";
import { Button } from "../parts/button.tsx";
import { Row, Rows } from "../parts/rows.tsx";
import { Empty, Shown } from "../parts/states.tsx";
import { counted, shortMoment } from "../parts/times.ts";
import { type Loaded, useLoaded } from "../session/load.ts";
import { now } from "../session/events.ts";
import { getJson } from "../session/request.ts";
import { useStore } from "../session/store.ts";
import { restoreThen } from "./changes.ts";
import { change, changed, type HistoryQuery } from "./address.ts";
import { timeSteps } from "./time_steps.ts";

export function AsItWas({ query }: { readonly query: HistoryQuery }) {
  const span = useLoaded((signal) => getJson<Span>(API.span, { signal }), []);
  return (
    <Shown of={span}>
      {({ first }) =>
        first === undefined
          ? <Empty title="Nothing is saved yet" />
          : <Then first={first} query={query} />}
    </Shown>
  );
}

function Then({ first, query }: { readonly first: number; readonly query: HistoryQuery }) {
  // It stays as it was when the screen was opened, or the slider would move by itself.
  const [last] = useState(() => Date.now());
  const time = Math.min(Math.max(Number(query.at ?? last), first), last);
  const folder = query.folder ?? "";
  const newest = useStore(now)?.recent[0]?.when.time;
  const at = useLoaded(
    async (signal): Promise<FolderThen> => {
      const found = await getJson<FolderAt>(API.at, { query: { time, folder }, signal });
      return { time, folder, found };
    },
    [time, folder, newest],
  );
  return (
    <>
      <TimeChoice first={first} last={last} time={time} query={query} />
      <div class="panel">
        <div class="panel-head">
          <Way folder={folder} query={query} />
          <Button onClick={() => restoreThen({ path: folder, time, isFolder: true })}>
            {folder === "" ? "Restore All of It…" : "Restore This Folder…"}
          </Button>
        </div>
        <Listing at={at} query={query} />
      </div>
    </>
  );
}

function TimeChoice({ first, last, time, query }: {
  readonly first: number;
  readonly last: number;
  readonly time: number;
  readonly query: HistoryQuery;
}) {
  // Where the slider is while it is moved.
  const [moved, setMoved] = useState<number>();
  const steps = timeSteps({ first, last });
  const set = (time: number) => change(query, { at: String(time) }, { replace: true });
  const shown = moved === undefined ? time : steps.timeAt(moved);
  return (
    <div class="panel panel-body time-choice">
      <label for="then-slider">
        The folder as of <b>{shortMoment(shown)}</b>
      </label>
      <input
        id="then-slider"
        type="range"
        min={0}
        max={steps.count}
        value={moved ?? steps.stepOf(time)}
        aria-valuetext={shortMoment(shown)}
        onInput={(event) => setMoved(event.currentTarget.valueAsNumber)}
        onChange={(event) => {
          setMoved(undefined);
          set(steps.timeAt(event.currentTarget.valueAsNumber));
        }}
      />
      <div class="time-ends quiet" aria-hidden="true">
        <span>{shortMoment(first)}</span>
        <span>now</span>
      </div>
      <label>
        Date and time{" "}
        <input
          class="field"
          type="datetime-local"
          value={localMinute(time)}
          min={localMinute(first)}
          max={localMinute(last)}
          onChange={(event) => {
            // To the end of that minute, as for the command line.
            const chosen = new Date(event.currentTarget.value).getTime() + 59_999;
            if (!Number.isNaN(chosen)) set(chosen);
          }}
        />
      </label>
    </div>
  );
}

/** Returns `2026-11-30T14:02`, as such a field has it. */
function localMinute(time: number): string {
  const date = new Date(time);
  return new Date(time - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The folders that lead to the one that is shown. */
function Way({ folder, query }: { readonly folder: string; readonly query: HistoryQuery }) {
  const parts = folder === "" ? [] : folder.split("/");
  return (
    <nav class="way" aria-label="Folder">
      <a href={changed(query, { folder: undefined })}>All files</a>
      {parts.map((part, at) => (
        <span key={at}>
          {" / "}
          <a
            href={changed(query, { folder: parts.slice(0, at + 1).join("/") })}
            aria-current={at === parts.length - 1 ? "location" : undefined}
          >
            {visibleName(part)}
          </a>
        </span>
      ))}
    </nav>
  );
}

/** A folder at a time: while another one is loaded, what is shown stays that of its own time. */
interface FolderThen {
  readonly time: number;
  readonly folder: string;
  readonly found: FolderAt;
}

function Listing({ at, query }: {
  readonly at: Loaded<FolderThen>;
  readonly query: HistoryQuery;
}) {
  const isGone = at.error?.kind === "gone";
  if (isGone) return <Empty title="This folder was not there then" />;
  return (
    <Shown of={at}>
      {(then) => <Entries then={then} query={query} />}
    </Shown>
  );
}

type Listed = readonly FolderEntry[];

function Entries({ then: { found, time, folder }, query }: {
  readonly then: FolderThen;
  readonly query: HistoryQuery;
}) {
  const [more, setMore] = useState<{ readonly of: FolderAt; readonly entries: Listed }>();
  const { save, count } = found;
  const entries = more?.of === found ? more.entries : found.entries;
  if (save === undefined) return <Empty title="The history begins later" />;
  const rest = count - entries.length;
  const loadMore = async () => {
    const asked = { time, folder, skip: entries.length };
    const next = await getJson<FolderAt>(API.at, { query: asked });
    setMore({ of: found, entries: [...entries, ...next.entries] });
  };
  return (
    <>
      <p class="panel-note">
        Newest save by then: {visibleName(save.host)}, {shortMoment(save.time)},{" "}
        {visibleName(save.subject)}
      </p>
      <Rows label="Files and folders">
        {entries.map((entry) => (
          <EntryRow key={entry.path} entry={entry} time={time} query={query} />
        ))}
      </Rows>
      {rest > 0 && (
        <div class="rest">
          <Button onClick={loadMore}>More</Button>
          <span class="quiet">{counted(rest, "other", "others")}</span>
        </div>
      )}
    </>
  );
}

const SINCE: Readonly<Record<FolderEntry["since"], string>> = {
  same: "as it is today",
  changed: "edited since",
  gone: "gone today",
};

const FOLDER_SINCE: typeof SINCE = { ...SINCE, changed: "changed since" };

function EntryRow({ entry, time, query }: {
  readonly entry: FolderEntry;
  readonly time: number;
  readonly query: HistoryQuery;
}) {
  const { name, path, kind, since, oid } = entry;
  const isFolder = kind === "folder";
  const shown = visibleName(name);
  const address = isFolder
    ? changed(query, { folder: path })
    : changed(query, { path, content: oid });
  return (
    <Row
      detail={<span class={`since ${since}`}>{isFolder ? FOLDER_SINCE[since] : SINCE[since]}</span>}
      buttons={kind !== "repository" && since !== "same" && (
        <Button
          kind="plain"
          label={`Restore ${shown}`}
          onClick={() => restoreThen({ path, time, isFolder })}
        >
          Restore…
        </Button>
      )}
    >
      {kind === "repository"
        ? shown
        : (
          <a class={isFolder ? "folder-link" : "file-link"} href={address}>
            {shown}
            {isFolder && "/"}
          </a>
        )}
    </Row>
  );
}
