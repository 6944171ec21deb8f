// The session with the server: the token of the address becomes a secret, which each request carries.

import { API, type Session } from "../../src/adapters/window/api/session.ts";
import { createStore } from "./store.ts";

const KEY = "git-sync-bar.secret";

/** `ended`: the server does not take the secret any more, or there never was one. */
export type SessionState = "beginning" | "open" | "ended";

export const sessionState = createStore<SessionState>("beginning");

/** Returns the secret; it lasts through a reload and ends with the tab. */
export function secret(): string {
  return sessionStorage.getItem(KEY) ?? "";
}

const FOLDER_KEY = "git-sync-bar.folder";

/** Which one of several folders is shown; `undefined` for the first one. It lasts as long as the secret. */
export const shownFolder = createStore(sessionStorage.getItem(FOLDER_KEY) ?? undefined);

/** Shows another one of several folders. */
export function showFolder(name: string | undefined): void {
  if (name === undefined) sessionStorage.removeItem(FOLDER_KEY);
  else sessionStorage.setItem(FOLDER_KEY, name);
  shownFolder.set(name);
}

/** Begins the session with the token in the address, or goes on with the one of this tab. */
export async function beginSession(): Promise<void> {
  const token = takeToken();
  if (token !== undefined && !await exchange(token)) sessionStorage.removeItem(KEY);
  sessionState.set(secret() === "" ? "ended" : "open");
}

/** Ends the session, as the server has refused the secret. */
export function endSession(): void {
  sessionStorage.removeItem(KEY);
  sessionState.set("ended");
}

/** Returns the token of the address `#token=TOKEN&to=SCREEN`, and leaves only the screen there. */
function takeToken(): string | undefined {
  const fragment = location.hash.slice(1);
  if (!fragment.startsWith("token=")) return undefined;
  const given = new URLSearchParams(fragment);
  const [screen = "", query] = (given.get("to") ?? "").split(/\?(.*)/s);
  const more = new URLSearchParams(query);
  showFolder(more.get("folder") ?? undefined);
  more.delete("folder");
  const to = screen.startsWith("/") ? screen : "/now";
  history.replaceState(undefined, "", `#${to}${more.size === 0 ? "" : `?${more}`}`);
  return given.get("token") ?? undefined;
}

async function exchange(token: string): Promise<boolean> {
  try {
    const answer = await fetch(API.session, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token }),
    });
    if (!answer.ok) return false;
    const session: Session = await answer.json();
    sessionStorage.setItem(KEY, session.secret);
    return true;
  } catch {
    return false;
  }
}
