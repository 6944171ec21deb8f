// One conflict: whose versions there are, saved when, and how to settle it.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type {
  ConflictDetails,
  ConflictVersion,
  MergedPart,
} from "../../src/adapters/window/api/history.ts";
import type { Conflict } from "../../src/adapters/window/api/now.ts";
import { API, visibleName } from "../../src/adapters/window/api/session.ts";
import { EncodingNote, OneContent } from "../compare/compare.tsx";
import { contentAt, saveCopy, type ShownContent } from "../compare/content.ts";
import { makeChange } from "../history/changes.ts";
import { Button } from "../parts/button.tsx";
import { FileName } from "../parts/name.tsx";
import { Panel } from "../parts/panel.tsx";
import { useShortcuts } from "../parts/shortcuts.tsx";
import { Empty, Shown } from "../parts/states.tsx";
import { momentsOf, shortMoment } from "../parts/times.ts";
import { useLoaded } from "../session/load.ts";
import { getJson } from "../session/request.ts";
import { MergeEditor } from "./merge_editor.tsx";
import { namesOf } from "./names.ts";

interface Loaded {
  readonly details: ConflictDetails;
  readonly contents: { readonly this: ShownContent; readonly other: ShownContent | undefined };
}

async function load(copy: string, signal: AbortSignal): Promise<Loaded> {
  const details = await getJson<ConflictDetails>(API.conflict, { query: { copy }, signal });
  const second = details.other ?? details.deleted;
  const [one, other] = await Promise.all([
    contentAt(details.this, signal),
    second === undefined ? undefined : contentAt(second, signal),
  ]);
  return { details, contents: { this: one, other } };
}

export function OneConflict({ conflict, onSettled }: {
  readonly conflict: Conflict;
  onSettled(): void;
}) {
  const { copy, path } = conflict;
  const loaded = useLoaded((signal) => load(copy, signal), [copy]);
  if (loaded.error?.kind === "gone") {
    return (
      <Panel title={<FileName path={path} />}>
        <Empty title="This conflict is settled" />
      </Panel>
    );
  }
  return (
    <Shown of={loaded}>
      {(value) => (
        <Versions
          key={`${value.details.this.oid} ${value.details.other?.oid}`}
          loaded={value}
          onSettled={onSettled}
          onRefused={loaded.reload}
        />
      )}
    </Shown>
  );
}

/** A change of the conflict, without what names it. */
type Settlement =
  | { readonly keep: "this" | "other" | "both" }
  | { readonly keep: "text"; readonly text: string };

function Versions({ loaded: { details, contents }, onSettled, onRefused }: {
  readonly loaded: Loaded;
  onSettled(): void;
  onRefused(): void;
}) {
  const { copy, other, deleted } = details;
  const path = other?.path ?? deleted?.path;
  const [isBusy, setIsBusy] = useState(false);
  const settle = async (settlement: Settlement) => {
    if (isBusy) return;
    setIsBusy(true);
    try {
      const seen = { copy: details.this.oid, path: other?.oid };
      // A version that others have changed meanwhile is shown before anything is chosen.
      if (await makeChange({ kind: "settle", copy, seen, ...settlement })) onSettled();
      else onRefused();
    } finally {
      setIsBusy(false);
    }
  };
  const names = namesOf(details, momentsOf);
  const keepBoth = () => settle({ keep: "both" });
  useShortcuts([
    { key: "x", label: `Keep ${names.this}`, run: () => void settle({ keep: "this" }) },
    ...other === undefined
      ? []
      : [{ key: "y", label: `Keep ${names.other}`, run: () => void settle({ keep: "other" }) }],
    { key: "b", label: "Keep both", run: () => void keepBoth() },
  ]);
  const { content } = details;
  const parts = content.kind === "text" ? content.parts : undefined;
  const hasMerge = parts !== undefined && other !== undefined;
  return (
    <Panel
      title={<FileName path={path ?? copy} />}
      more={<Button onClick={keepBoth}>Keep Both</Button>}
    >
      <div class={hasMerge ? "conflict has-merge" : "conflict"}>
        <Version
          title={`This version: ${names.this}`}
          version={details.this}
          note="in the conflict copy"
          button={<Button onClick={() => settle({ keep: "this" })}>Keep This</Button>}
          content={contents.this}
          against={contents.other}
        />
        {hasMerge && (
          <MergeEditor
            parts={parts}
            names={names}
            onSave={(text) => settle({ keep: "text", text })}
          />
        )}
        <Other details={details} contents={contents} title={`The other: ${names.other}`}>
          <Button onClick={() => settle({ keep: "other" })}>Keep the Other</Button>
        </Other>
      </div>
      <EncodingNote contents={[contents.this, contents.other]} />
      <WhyNoMerge details={details} parts={parts} contents={contents} />
    </Panel>
  );
}

function Other({ details: { other, deleted }, contents, title, children }: {
  readonly details: ConflictDetails;
  readonly contents: Loaded["contents"];
  readonly title: string;
  readonly children: ComponentChildren;
}) {
  const shown = { content: contents.other, against: contents.this };
  if (other !== undefined) {
    return (
      <Version
        title={title}
        version={other}
        note="has the name"
        button={children}
        {...shown}
      />
    );
  }
  if (deleted === undefined) {
    return (
      <section class="version">
        <Empty title="No other version is there" />
      </section>
    );
  }
  const { host, time } = deleted.by;
  return (
    <Version
      title={`Deleted by ${visibleName(host)}, ${shortMoment(time)}`}
      version={deleted}
      note="this was its last version. To leave it deleted, delete the conflict copy in the folder"
      button={undefined}
      {...shown}
    />
  );
}

function Version({ title, version, note, button, content, against }: {
  readonly title: string;
  readonly version: ConflictVersion;
  readonly note: string;
  readonly button: ComponentChildren;
  readonly content: ShownContent | undefined;
  readonly against: ShownContent | undefined;
}) {
  const { host, time, path } = version;
  return (
    <section class="version" aria-label={title}>
      <div class="version-head">
        <h3>{title}</h3>
        <p class="quiet">
          saved by {visibleName(host)}, {shortMoment(time)}; {note}
        </p>
        <div class="version-buttons">
          {button}
          <Button kind="plain" label={`Open a copy: ${title}`} onClick={() => saveCopy(version)}>
            Open a Copy
          </Button>
        </div>
      </div>
      {content !== undefined && (
        <OneContent
          content={content}
          label={`${title}, ${visibleName(path)}`}
          against={against}
        />
      )}
    </section>
  );
}

function WhyNoMerge({ details: { content, other }, contents, parts }: {
  readonly details: ConflictDetails;
  readonly contents: Loaded["contents"];
  readonly parts: readonly MergedPart[] | undefined;
}) {
  if (parts !== undefined || other === undefined) return null;
  const why = content.kind === "too large"
    ? "They are too large to be merged here: keep one of them, or both."
    : content.kind === "text"
    ? "They differ in too many places to be merged here: keep one of them, or both."
    : [contents.this, contents.other].every((one) => one?.kind === "text")
    ? "Only texts in UTF-8 can be merged here: keep one of them, or both."
    : "Only texts can be merged: keep one of them, or both.";
  return <p class="panel-note">{why}</p>;
}
