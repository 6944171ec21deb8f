// The field for a part of a file name. The address has it, so that the way back leads to what was found.

import { useEffect, useRef, useState } from "preact/hooks";
import { useShortcuts } from "../parts/shortcuts.tsx";
import { change, type HistoryQuery } from "./address.ts";

/** Milliseconds without a key after which a search begins. */
const TYPING_MS = 250;

export function NameField({ query }: { readonly query: HistoryQuery }) {
  const [name, setName] = useState(query.name ?? "");
  // A save that is opened meanwhile stays open.
  const newest = useRef(query);
  newest.current = query;
  useEffect(() => {
    if (name === (query.name ?? "")) return;
    const changes = { name: name === "" ? undefined : name };
    const timer = setTimeout(() => change(newest.current, changes, { replace: true }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [name]);
  useEffect(() => setName(query.name ?? ""), [query.name]);
  useShortcuts([{
    key: "/",
    label: "Search by file name",
    run: () => document.querySelector<HTMLElement>(".filters input")?.focus(),
  }]);
  return (
    <input
      class="field"
      type="search"
      aria-label="Part of a file name"
      placeholder="Part of a file name"
      value={name}
      onInput={(event) => setName(event.currentTarget.value)}
    />
  );
}
