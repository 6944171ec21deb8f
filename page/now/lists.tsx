// The lists of the screen Now.

import type {
  Conflict,
  NotSynced,
  Now as NowState,
  RecentChange,
} from "../../src/adapters/window/api/now.ts";
import { visibleName } from "../../src/adapters/window/api/session.ts";
import { ActionButton } from "../parts/action_button.tsx";
import { FileName } from "../parts/name.tsx";
import { Panel } from "../parts/panel.tsx";
import { Row, Rows } from "../parts/rows.tsx";
import { Empty } from "../parts/states.tsx";
import { counted } from "../parts/times.ts";
import { addressOf } from "../route.ts";

export function ConflictList({ conflicts }: { readonly conflicts: readonly Conflict[] }) {
  return (
    <Panel title={`Conflicts (${conflicts.length})`}>
      <Rows label="Conflicts">
        {conflicts.map(({ path, copy, whose, when }) => (
          <Row key={copy} detail={when.text}>
            <a href={addressOf("conflicts", { copy })}>
              <FileName path={path} />
            </a>{" "}
            <span class="quiet">{whose}</span>
          </Row>
        ))}
      </Rows>
    </Panel>
  );
}

export function NotSyncedList({ entries }: { readonly entries: readonly NotSynced[] }) {
  return (
    <Panel title={`Not synced (${entries.length})`}>
      <Rows label="Not synced">
        {entries.map(({ path, reason, button }) => (
          <Row
            key={`${path} ${reason}`}
            buttons={button !== undefined && (
              <ActionButton kind="plain" button={button} about={visibleName(path)} />
            )}
          >
            <FileName path={path} /> <span class="quiet">{reason}</span>
          </Row>
        ))}
      </Rows>
    </Panel>
  );
}

/** The changes on their way: saved here and not sent yet, or not even saved during a pause. */
export function WaitingList({ state }: { readonly state: NowState }) {
  const { waiting, waitingCount, unsaved } = state;
  const more = waitingCount - waiting.length;
  return (
    <Panel title="Waiting to be sent" more={counted(waitingCount, "change")}>
      <Rows label="Waiting to be sent">
        {waiting.map(({ path, action, from, when }) => (
          <Row key={path} detail={when.text}>
            <a href={addressOf("history", { path })}>
              <FileName path={path} />
            </a>{" "}
            <span class="quiet">
              {action}
              {from !== undefined && ` from ${visibleName(from)}`}
            </span>
          </Row>
        ))}
      </Rows>
      {more > 0 && <p class="panel-note">And {counted(more, "more", "more")}</p>}
      {unsaved !== undefined && unsaved > 0 && (
        <p class="panel-note">{counted(unsaved, "change")} not saved while syncing is paused</p>
      )}
    </Panel>
  );
}

const DIRECTIONS = {
  sent: { arrow: "↑", name: "Sent" },
  received: { arrow: "↓", name: "Received" },
  conflict: { arrow: "⇄", name: "Conflict" },
} as const;

export function RecentList({ changes }: { readonly changes: readonly RecentChange[] }) {
  return (
    <Panel title="Recent changes" more={<a href={addressOf("history")}>All of the history</a>}>
      {changes.length === 0
        ? (
          <Empty title="Nothing yet">
            What this machine sends and receives is shown here.
          </Empty>
        )
        : (
          <Rows label="Recent changes">
            {changes.map(({ direction, text, path, when }) => (
              <Row key={`${when.time} ${text}`} detail={when.text}>
                <span class={`direction ${direction}`} title={DIRECTIONS[direction].name}>
                  <span aria-hidden="true">{DIRECTIONS[direction].arrow}</span>
                  <span class="hidden-text">{DIRECTIONS[direction].name}:</span>
                </span>{" "}
                <a class="file-link" href={addressOf("history", { path })}>{text}</a>
              </Row>
            ))}
          </Rows>
        )}
    </Panel>
  );
}
