// The present state, as the server sends it.

import type { Now, NowLine } from "../../src/adapters/window/api/now.ts";
import { API } from "../../src/adapters/window/api/session.ts";
import { readLines, RequestError } from "./request.ts";
import { sessionState, showFolder, shownFolder } from "./session.ts";
import { createStore } from "./store.ts";

/** The newest state of the app; `undefined` before the first one has come. */
export const now = createStore<Now | undefined>(undefined);

/** Since when nothing comes any more, in milliseconds since 1970; `undefined` while the stream is open. */
export const lostSince = createStore<number | undefined>(undefined);

/** The first pause before the stream is opened again, in milliseconds; it doubles up to the longest. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Keeps the stream of events open until the session ends, while the page is seen: the server ends when none is open.
 */
export async function followNow(): Promise<void> {
  let pause = FIRST_PAUSE_MS;
  let stream = new AbortController();
  shownFolder.subscribe(() => stream.abort());
  document.addEventListener("visibilitychange", () => document.hidden && stream.abort());
  while (sessionState.get() === "open") {
    await whenSeen();
    stream = new AbortController();
    const { signal } = stream;
    try {
      await readLines<NowLine>(API.events, (line) => {
        if (signal.aborted) return;
        pause = FIRST_PAUSE_MS;
        lostSince.set(undefined);
        if (line.kind === "now") now.set(line.now);
      }, { signal });
    } catch (error) {
      // The folder is not synced any more.
      if (error instanceof RequestError && error.kind === "gone") showFolder(undefined);
      // Whatever else the reason is: only the end of the session is final.
    }
    if (sessionState.get() !== "open") return;
    // Another folder is shown now, or nobody sees the page.
    if (signal.aborted) continue;
    lostSince.set(lostSince.get() ?? Date.now());
    await new Promise((resolve) => setTimeout(resolve, pause));
    pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
  }
}

/** Waits until the page is seen. */
async function whenSeen(): Promise<void> {
  while (document.hidden) {
    await new Promise((resolve) =>
      document.addEventListener("visibilitychange", resolve, { once: true })
    );
  }
}
