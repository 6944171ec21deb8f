// The screen Now: what the app does at the moment, and what the user can do about it.

import { now } from "../session/events.ts";
import { useStore } from "../session/store.ts";

export function Now() {
  const state = useStore(now);
  if (state === undefined) return <p class="loading" role="status">Loading…</p>;
  return <h1>{state.line}</h1>;
}
