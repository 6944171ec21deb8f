// The files that are gone, each with who deleted it when.

import type {
  DeletedPage,
  PageStart,
  Version,
  Versions,
} from "../../src/adapters/window/api/history.ts";
import { API, visibleName } from "../../src/adapters/window/api/session.ts";
import { Button } from "../parts/button.tsx";
import { DeletionNotice } from "../parts/held_deletion.tsx";
import { FileName } from "../parts/name.tsx";
import { Row, Rows } from "../parts/rows.tsx";
import { say } from "../parts/say.ts";
import { Empty } from "../parts/states.tsx";
import { shortMoment } from "../parts/times.ts";
import { now } from "../session/events.ts";
import { getJson } from "../session/request.ts";
import { useStore } from "../session/store.ts";
import { restoreVersion } from "./changes.ts";
import { changed, type HistoryQuery } from "./address.ts";
import { NameField } from "./name_field.tsx";
import { usePages } from "./pages.ts";
import { Rest } from "./rest.tsx";

export function DeletedFiles({ query }: { readonly query: HistoryQuery }) {
  const { name } = query;
  const state = useStore(now);
  const newest = state?.recent[0]?.when.time;
  const { deletion } = state ?? {};
  const waits = deletion?.held !== undefined;
  const pages = usePages<Version>(async (start: PageStart | undefined, signal) => {
    const asked = { name, ...start };
    const page = await getJson<DeletedPage>(API.deleted, { query: asked, signal });
    return { items: page.versions, next: page.next, searchedTo: page.searchedTo };
  }, { inputs: [name, newest], newest: undefined, idOf: ({ path }) => path });
  const isEmpty = pages.items.length === 0 && !pages.isLoading && !pages.isMore &&
    pages.error === undefined;
  return (
    <>
      {waits && <DeletionNotice deletion={deletion} isWhole />}
      <search class="filters">
        <NameField query={query} />
      </search>
      <div class="panel">
        <Rows label="Deleted files">
          {pages.items.map((version) => (
            <DeletedRow key={version.path} version={version} query={query} />
          ))}
        </Rows>
        {isEmpty && <Empty title={emptyTitle(name, waits)} />}
        <Rest pages={pages} what="Search Further" />
      </div>
    </>
  );
}

function emptyTitle(name: string | undefined, waits: boolean): string {
  if (name !== undefined) return "No deleted file matches";
  return waits ? "No other file is gone" : "No file is gone";
}

function DeletedRow({ version, query }: {
  readonly version: Version;
  readonly query: HistoryQuery;
}) {
  const { path, host, time } = version;
  return (
    <Row
      detail={`${visibleName(host)}, ${shortMoment(time)}`}
      buttons={
        <Button
          kind="plain"
          label={`Restore ${visibleName(path)}`}
          onClick={() => restoreDeleted(path)}
        >
          Restore…
        </Button>
      }
    >
      <a class="file-link" href={changed(query, { path })}>
        <FileName path={path} />
      </a>
    </Row>
  );
}

async function restoreDeleted(path: string): Promise<void> {
  const { versions } = await getJson<Versions>(API.versions, { query: { path } });
  const last = versions.find(({ action }) => action !== "deleted");
  if (last === undefined) say({ text: "No version of it was found", isFailure: true });
  else await restoreVersion({ ...last, path });
}
