// The screen Conflicts: one after the other, until none is left.

import { useEffect } from "preact/hooks";
import type { Conflict } from "../../src/adapters/window/api/now.ts";
import { visibleName } from "../../src/adapters/window/api/session.ts";
import { Button } from "../parts/button.tsx";
import { FileName } from "../parts/name.tsx";
import { Panel } from "../parts/panel.tsx";
import { useShortcuts } from "../parts/shortcuts.tsx";
import { Empty } from "../parts/states.tsx";
import { addressOf, goTo } from "../route.ts";
import { now } from "../session/events.ts";
import { useStore } from "../session/store.ts";
import { OneConflict } from "./one_conflict.tsx";

export function Conflicts({ query }: { readonly query: Readonly<Record<string, string>> }) {
  const conflicts = useStore(now)?.conflicts;
  if (conflicts === undefined) return <p class="loading" role="status">Loading…</p>;
  if (conflicts.length === 0) {
    return (
      <>
        <h1>Conflicts</h1>
        <Empty title="No conflicts">
          Where two machines change a file at once and git cannot merge it, both versions are kept,
          and you choose here.
        </Empty>
      </>
    );
  }
  return <Open conflicts={conflicts} copy={query.copy} />;
}

function Open({ conflicts, copy }: {
  readonly conflicts: readonly Conflict[];
  readonly copy: string | undefined;
}) {
  const found = conflicts.findIndex((conflict) => conflict.copy === copy);
  const at = Math.max(found, 0);
  const conflict = conflicts[at]!;
  const show = (to: number, options?: { readonly replace?: boolean }) => {
    const next = conflicts[(to + conflicts.length) % conflicts.length]!;
    goTo(addressOf("conflicts", { copy: next.copy }), options);
  };
  // One that is settled leaves the list; the next one is shown then, and the address says so.
  useEffect(() => {
    if (found === -1) show(0, { replace: true });
  }, [found === -1, conflict.copy]);
  useShortcuts([
    { key: "n", label: "Next conflict", run: () => show(at + 1) },
    { key: "p", label: "Previous conflict", run: () => show(at - 1) },
  ]);
  return (
    <>
      <div class="conflicts-head">
        <h1>Conflicts</h1>
        <span class="quiet" role="status">
          {at + 1} of {conflicts.length}
        </span>
        {conflicts.length > 1 && (
          <span class="steps">
            <Button onClick={() => show(at - 1)}>Previous</Button>
            <Button onClick={() => show(at + 1)}>Next</Button>
          </span>
        )}
      </div>
      {conflict.isLocal ? <LocalConflict conflict={conflict} /> : (
        <OneConflict
          key={conflict.copy}
          conflict={conflict}
          onSettled={() => show(at + 1, { replace: true })}
        />
      )}
    </>
  );
}

/** A copy that is in no save: it can only be settled by hand. */
function LocalConflict({ conflict: { path, copy } }: { readonly conflict: Conflict }) {
  return (
    <Panel title={<FileName path={path} />}>
      <Empty title="The copy is only on this machine">
        It is in no save, as its name is ignored or kept back here. Compare both files in the
        folder; then move {visibleName(copy)} over the other one, or delete it.
      </Empty>
    </Panel>
  );
}
