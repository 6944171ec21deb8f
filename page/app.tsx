// The frame of all screens: their names at the top, the screen, the message line, the dialogs.

import { useEffect, useRef } from "preact/hooks";
import type { Now as NowState, Screen } from "../src/adapters/window/api/now.ts";
import { Conflicts } from "./conflicts/conflicts.tsx";
import { History } from "./history/history.tsx";
import { Now } from "./now/now.tsx";
import { FolderTabs } from "./folder_tabs.tsx";
import { ConfirmDialog } from "./parts/confirm.tsx";
import { MessageLine } from "./parts/messages.tsx";
import { say } from "./parts/say.ts";
import { pressKey, ShortcutList, showShortcuts, useShortcuts } from "./parts/shortcuts.tsx";
import { Empty } from "./parts/states.tsx";
import { iconAddress } from "./parts/icon.ts";
import { shortMoment } from "./parts/times.ts";
import { addressOf, goTo, type Route, useRoute } from "./route.ts";
import { lostSince, now } from "./session/events.ts";
import { sessionState, shownFolder } from "./session/session.ts";
import { useStore } from "./session/store.ts";
import { SetupScreen } from "./setup/setup.tsx";
import { Settings } from "./settings/settings.tsx";

const TABS: readonly { readonly screen: Screen; readonly title: string }[] = [
  { screen: "now", title: "Now" },
  { screen: "history", title: "History" },
  { screen: "conflicts", title: "Conflicts" },
  { screen: "settings", title: "Settings" },
  { screen: "set-up", title: "Set Up" },
];

export function App() {
  const session = useStore(sessionState);
  if (session === "ended") return <Ended />;
  return <Window />;
}

function Window() {
  const route = useRoute();
  const state = useStore(now);
  const folder = useStore(shownFolder);
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  const title = TABS.find(({ screen }) => screen === route.screen)?.title ?? "";
  useShortcuts(TABS.map(({ screen, title }, at) => ({
    key: String(at + 1),
    label: title,
    run: () => goTo(addressOf(screen)),
  })));
  useEffect(() => {
    addEventListener("keydown", pressKey);
    return () => removeEventListener("keydown", pressKey);
  }, []);
  useEffect(() => {
    document.title = `${title} · Git Sync Bar`;
    // A screen reader reads the new screen; the first one it reads anyway.
    if (!isFirst.current) {
      main.current?.focus();
      scrollTo(0, 0);
      say(undefined);
    }
    isFirst.current = false;
  }, [route.screen]);
  useIcon(state);
  return (
    <>
      <header class="top">
        <a class="skip" href={location.hash} onClick={(event) => skipTo(main.current, event)}>
          Skip to the content
        </a>
        <div class="brand">
          <img src={iconAddress(state?.icon)} alt="" width="20" height="20" />
          <span>Git Sync Bar</span>
        </div>
        <nav aria-label="Screens">
          {TABS.map(({ screen, title }) => (
            <a
              key={screen}
              class="tab"
              href={addressOf(screen)}
              aria-current={screen === route.screen ? "page" : undefined}
            >
              {title}
              {screen === "conflicts" && <ConflictCount state={state} />}
            </a>
          ))}
        </nav>
        <button type="button" class="button plain keys" onClick={showShortcuts}>
          <kbd aria-hidden="true">?</kbd>
          <span>Keyboard</span>
        </button>
      </header>
      <FolderTabs state={state} />
      <Lost />
      <main ref={main} tabIndex={-1} aria-label={title} class={`screen-${route.screen}`}>
        <CurrentScreen key={folder} route={route} />
      </main>
      <MessageLine />
      <ConfirmDialog />
      <ShortcutList />
    </>
  );
}

function CurrentScreen({ route }: { readonly route: Route }) {
  const session = useStore(sessionState);
  // Without the secret no screen can ask for anything yet.
  if (session !== "open") return <p class="loading" role="status">Loading…</p>;
  switch (route.screen) {
    case "history":
      return <History query={route.query} />;
    case "conflicts":
      return <Conflicts query={route.query} />;
    case "settings":
      return <Settings />;
    case "set-up":
      return <SetupScreen query={route.query} />;
    default:
      return <Now />;
  }
}

function ConflictCount({ state }: { readonly state: NowState | undefined }) {
  const count = state?.conflicts.length ?? 0;
  if (count === 0) return null;
  return <span class="count" aria-label={`${count} open`}>{count}</span>;
}

/** Says that what is shown may be out of date. */
function Lost() {
  const since = useStore(lostSince);
  return (
    <div role="status">
      {since !== undefined && (
        <p class="lost">
          Git Sync Bar has not answered since{" "}
          {shortMoment(since)}. This is what was known by then. If it was quit or started anew, open
          this window again from its menu.
        </p>
      )}
    </div>
  );
}

/** The screen after the end of the session: nothing else can be done with this page. */
function Ended() {
  useEffect(() => {
    document.title = "Git Sync Bar";
  }, []);
  return (
    <main class="ended">
      <h1>This window has ended</h1>
      <Empty title="Open it again from the menu of Git Sync Bar">
        Or run <code>git-sync-bar --window</code>{" "}
        in a terminal. Each window ends with the app that has opened it, and after 15 minutes
        without use. Syncing does not depend on it.
      </Empty>
    </main>
  );
}

/** Shows the icon of the menu bar as the icon of the page. */
function useIcon(state: NowState | undefined): void {
  const address = iconAddress(state?.icon);
  useEffect(() => {
    document.querySelector("link[rel=icon]")?.setAttribute("href", address);
  }, [address]);
}

function skipTo(main: HTMLElement | null, event: Event): void {
  event.preventDefault();
  main?.focus();
}
