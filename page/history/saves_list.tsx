// The saves by day, newest first, with filters.

import type { TargetedKeyboardEvent } from "preact";
import { useState } from "preact/hooks";
import type {
  ChangeAnswer,
  Hosts,
  PageStart,
  Save,
  SaveKind,
  SavesPage,
} from "../../src/adapters/window/api/history.ts";
import { API, visibleName } from "../../src/adapters/window/api/session.ts";
import { Button } from "../parts/button.tsx";
import { say } from "../parts/say.ts";
import { Empty } from "../parts/states.tsx";
import { clockTime, dayName, shortMoment } from "../parts/times.ts";
import { now } from "../session/events.ts";
import { useLoaded } from "../session/load.ts";
import { getJson, postJson } from "../session/request.ts";
import { useStore } from "../session/store.ts";
import { change, changed, type HistoryQuery } from "./address.ts";
import { NameField } from "./name_field.tsx";
import { usePages } from "./pages.ts";
import { Rest } from "./rest.tsx";
import { KINDS, saveInWords } from "./words.ts";

export function SavesList({ query }: { readonly query: HistoryQuery }) {
  const { name, host, kind, day } = query;
  const newest = useStore(now)?.recent[0]?.when.time;
  const [start, setStart] = useState<number>();
  const pages = usePages<Save>(async (start: PageStart | undefined, signal) => {
    const asked = { name, host, kind, ...timesOf(day), ...start };
    const page = await getJson<SavesPage>(API.saves, { query: asked, signal });
    setStart(page.start);
    return { items: page.saves, next: page.next, searchedTo: page.searchedTo };
  }, { inputs: [name, host, kind, day], newest, idOf: ({ id }) => id });
  const days = Map.groupBy(pages.items, ({ time }) => dayName(time));
  const isFiltered = [name, host, kind, day].some((value) => value !== undefined);
  return (
    <>
      <Filters query={query} />
      <div class="panel saves" onKeyDown={moveFocus}>
        {[...days].map(([day, saves]) => (
          <section key={day} aria-label={day}>
            <h2 class="day">{day}</h2>
            <ul class="rows">
              {saves.map((save) => <SaveRow key={save.id} save={save} query={query} />)}
            </ul>
          </section>
        ))}
        {pages.items.length === 0 && !pages.isLoading && !pages.isMore &&
          pages.error === undefined && (
          <Empty title={isFiltered ? "No save matches" : "Nothing is saved yet"}>
            {isFiltered && (
              <Button
                kind="plain"
                onClick={() =>
                  change(query, {
                    name: undefined,
                    host: undefined,
                    kind: undefined,
                    day: undefined,
                  })}
              >
                Show All Saves
              </Button>
            )}
          </Empty>
        )}
        <Rest pages={pages} what="Older Saves" />
        {start !== undefined && !pages.isMore && !pages.isLoading && (
          <div class="rest">
            <Button onClick={() => fetchOlder().then(pages.reload)}>Fetch Older</Button>
            <span class="quiet">This clone has the history since {shortMoment(start)} only</span>
          </div>
        )}
      </div>
    </>
  );
}

/** Fetches some of the history from before. */
async function fetchOlder(): Promise<void> {
  const { error } = await postJson<ChangeAnswer>(API.older, {});
  say(error === undefined ? undefined : { text: error, isFailure: true });
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** Goes from save to save, over the days. */
function moveFocus(event: TargetedKeyboardEvent<HTMLElement>): void {
  const step = STEPS[event.key];
  if (step === undefined) return;
  const saves = [...event.currentTarget.querySelectorAll<HTMLElement>("a.save")];
  const at = saves.findIndex((save) => save === document.activeElement);
  event.preventDefault();
  saves[Math.max(at + step, 0)]?.focus();
}

function SaveRow({ save, query }: { readonly save: Save; readonly query: HistoryQuery }) {
  const { id, host, kind, time } = save;
  return (
    <li>
      <a
        class="save"
        href={changed(query, { id, path: undefined, version: undefined })}
        aria-current={query.id === id ? "true" : undefined}
      >
        <span class="save-time">{clockTime(time)}</span>
        <span class="save-what" dir="auto">{saveInWords(save)}</span>
        <span class="save-who">
          {kind !== "save" && <span class={`kind ${kind.replace(" ", "-")}`}>{KINDS[kind]}</span>}
          {visibleName(host)}
        </span>
      </a>
    </li>
  );
}

function Filters({ query }: { readonly query: HistoryQuery }) {
  const { host, kind, day } = query;
  const hosts = useLoaded((signal) => getJson<Hosts>(API.hosts, { signal }), []);
  const known = new Set([...hosts.value?.hosts ?? [], ...host === undefined ? [] : [host]]);
  const pick = (key: "host" | "kind") => (event: Event) => {
    const { value } = event.currentTarget as HTMLSelectElement;
    change(query, { [key]: value === "" ? undefined : value, id: undefined });
  };
  return (
    <search class="filters">
      <NameField query={query} />
      <select class="field" aria-label="Machine" value={host ?? ""} onChange={pick("host")}>
        <option value="">All machines</option>
        {[...known].map((host) => <option key={host} value={host}>{visibleName(host)}</option>)}
      </select>
      <select class="field" aria-label="Kind" value={kind ?? ""} onChange={pick("kind")}>
        <option value="">All kinds</option>
        {(Object.keys(KINDS) as SaveKind[]).map((kind) => (
          <option key={kind} value={kind}>{KINDS[kind]}</option>
        ))}
      </select>
      {day !== undefined && (
        <Button
          onClick={() => change(query, { day: undefined })}
          label={`Only ${nameOf(day)}: show all days`}
        >
          {nameOf(day)} ×
        </Button>
      )}
    </search>
  );
}

function nameOf(day: string): string {
  const { since } = timesOf(day);
  return since === undefined ? visibleName(day) : dayName(since);
}

/** Returns the first and the last moment of a day, as `2026-11-30`. */
function timesOf(day: string | undefined): { readonly since?: number; readonly until?: number } {
  const [year, month, date] = (day ?? "").split("-").map(Number);
  if (!year || !month || !date) return {};
  return {
    since: new Date(year, month - 1, date).getTime(),
    until: new Date(year, month - 1, date + 1).getTime() - 1,
  };
}
