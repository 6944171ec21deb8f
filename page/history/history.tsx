// The screen History: the saves, the files that are gone, and the folder as it was.

import { useEffect, useRef } from "preact/hooks";
import { useShortcuts } from "../parts/shortcuts.tsx";
import { addressOf } from "../route.ts";
import { change, type HistoryQuery } from "./address.ts";
import { AsItWas } from "./as_it_was.tsx";
import { DeletedFiles } from "./deleted_files.tsx";
import { FileVersions } from "./file_versions.tsx";
import { SavePanel } from "./save_panel.tsx";
import { SavesList } from "./saves_list.tsx";

const VIEWS = [
  { view: undefined, title: "Saves" },
  { view: "deleted", title: "Deleted Files" },
  { view: "then", title: "As It Was" },
] as const;

export function History({ query }: { readonly query: HistoryQuery }) {
  const { view, path, id } = query;
  const isOpen = path !== undefined || id !== undefined;
  const detail = useRef<HTMLDivElement>(null);
  // The keyboard goes on where something was opened, and comes back to where that was.
  const opened = path ?? id;
  const before = useRef<string>(undefined);
  useEffect(() => {
    if (opened !== undefined) {
      detail.current?.focus({ preventScroll: true });
      if (before.current === undefined) scrollTo(0, 0);
    } else if (before.current !== undefined) {
      document.querySelector<HTMLElement>(`.history-list a[href*="${CSS.escape(before.current)}"]`)
        ?.focus();
    }
    before.current = opened;
  }, [opened]);
  const close = () => change(query, path === undefined ? { id: undefined } : { path: undefined });
  useShortcuts(isOpen ? [{ key: "Escape", label: "Back", run: close }] : []);
  return (
    <div class={isOpen ? "history is-open" : "history"}>
      <div class="history-head">
        <h1>History</h1>
        <nav class="views" aria-label="Views of the history">
          {VIEWS.map(({ view: name, title }) => (
            <a
              key={title}
              class="view"
              href={addressOf("history", name === undefined ? {} : { view: name })}
              aria-current={name === view ? "page" : undefined}
            >
              {title}
            </a>
          ))}
        </nav>
      </div>
      <div class="history-columns">
        <div class="history-list">
          {view === "deleted"
            ? <DeletedFiles query={query} />
            : view === "then"
            ? <AsItWas query={query} />
            : <SavesList query={query} />}
        </div>
        {isOpen && (
          <div
            class="history-detail"
            ref={detail}
            tabIndex={-1}
            role="region"
            aria-label={path === undefined ? "Save" : "File"}
          >
            {path === undefined
              ? <SavePanel key={id} id={id!} query={query} />
              : <FileVersions key={path} path={path} query={query} />}
          </div>
        )}
      </div>
    </div>
  );
}
