// One save: what it did to each of its files, and how to undo it.

import { useState } from "preact/hooks";
import type { Save, SavedFile } from "../../src/adapters/window/api/history.ts";
import { API, visibleName } from "../../src/adapters/window/api/session.ts";
import { Button } from "../parts/button.tsx";
import { FileName } from "../parts/name.tsx";
import { Panel } from "../parts/panel.tsx";
import { Row, Rows } from "../parts/rows.tsx";
import { Shown } from "../parts/states.tsx";
import { counted, shortMoment } from "../parts/times.ts";
import { useLoaded } from "../session/load.ts";
import { getJson } from "../session/request.ts";
import { undoSave } from "./changes.ts";
import { changed, type HistoryQuery } from "./address.ts";
import { ACTIONS, KINDS } from "./words.ts";

export function SavePanel({ id, query }: {
  readonly id: string;
  readonly query: HistoryQuery;
}) {
  const loaded = useLoaded((signal) => getJson<Save>(API.save, { query: { id }, signal }), [id]);
  return (
    <>
      <a class="back" href={changed(query, { id: undefined })}>← All saves</a>
      <Shown of={loaded}>{(save) => <SaveDetail key={save.id} save={save} query={query} />}</Shown>
    </>
  );
}

function SaveDetail({ save, query }: { readonly save: Save; readonly query: HistoryQuery }) {
  const { id, host, time, kind, subject, fileCount } = save;
  const [files, setFiles] = useState(save.files);
  const rest = fileCount - files.length;
  const more = async () => {
    const { files: next } = await getJson<Save>(API.save, { query: { id, skip: files.length } });
    setFiles([...files, ...next]);
  };
  return (
    <Panel
      title={
        <>
          {KINDS[kind]} of {visibleName(host)}, {shortMoment(time)}
        </>
      }
      more={<code title={id}>{id.slice(0, 10)}</code>}
    >
      <div class="panel-body save-about">
        <p class="save-subject" dir="auto">{visibleName(subject)}</p>
        {kind === "merge"
          ? (
            <p class="quiet">
              A merge joins the saves of two machines. Each of those can be undone, not the merge.
            </p>
          )
          : <Button onClick={() => undoSave(save)}>Undo This Save…</Button>}
      </div>
      {files.length > 0 && (
        <Rows label={counted(fileCount, "file")}>
          {files.map((file) => <FileRow key={file.path} file={file} query={query} />)}
        </Rows>
      )}
      {rest > 0 && (
        <div class="rest">
          <Button onClick={more}>More Files</Button>
          <span class="quiet">{counted(rest, "other file")}</span>
        </div>
      )}
    </Panel>
  );
}

function FileRow({ file, query }: { readonly file: SavedFile; readonly query: HistoryQuery }) {
  const { path, action, from } = file;
  return (
    <Row detail={<span class={`action ${action}`}>{ACTIONS[action]}</span>}>
      <a class="file-link" href={changed(query, { path, version: query.id })}>
        <FileName path={path} />
      </a>
      {from !== undefined && (
        <span class="quiet">
          {" from "}
          <FileName path={from} />
        </span>
      )}
    </Row>
  );
}
