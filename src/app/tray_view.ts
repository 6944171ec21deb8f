// The state -> what the menu bar shows. The words of the state itself come from `app/view.ts`. Pure.

import type { IconName, Line, LineId, TrayView } from "../tray/menu.ts";
import { baseName } from "../git/path.ts";
import { NOT_SYNCED } from "./sentences.ts";
import type { AppState, RecentChange } from "./state.ts";
import { type Clock, type Condition, condition, statusLine } from "./view.ts";

/** What the view needs beside the state. */
export interface Surroundings {
  readonly now: number;
  readonly clock: Clock;
  /** As `Deno.build.os` names it. */
  readonly system: string;
  /** The folder that is synced. */
  readonly folder: string | undefined;
  readonly startsAtLogin: boolean;
}

/** What a click on the status line does; `undefined` when it does nothing. */
export type StatusClick = "confirm deletion" | "config" | "folder" | undefined;

const ICON_OF: Readonly<Record<Condition, IconName>> = {
  "not set up": "needs you",
  "needs you": "needs you",
  conflict: "conflict",
  paused: "paused",
  offline: "offline",
  syncing: "syncing",
  "live updates off": "live updates off",
  "changes waiting": "up to date",
  "up to date": "up to date",
};

/** A title is no longer than this many characters; the middle of a name gives way. */
const LONGEST_TITLE = 60;

/** Everything that the menu bar shows. */
export function trayView(state: AppState, at: Surroundings): TrayView {
  const title = statusLine(state, at);
  const isMac = at.system === "darwin";
  const line = (title: string, more: Partial<Line> = {}): Line => ({
    title,
    enabled: true,
    hidden: false,
    checked: false,
    ...more,
  });
  const hasFolder = at.folder !== undefined;
  const lines: Record<LineId, Line> = {
    status: line(shorten(title), { enabled: statusClick(state) !== undefined }),
    repository: line(shorten(repositoryTitle(state, at)), { enabled: false, hidden: !hasFolder }),
    sync: line("Sync Now", { enabled: state.configured }),
    pause: line(state.paused ? "Resume Syncing" : "Pause Syncing"),
    folder: line(isMac ? "Show in Finder" : "Open Folder", { enabled: hasFolder }),
    terminal: line("Open Terminal", { enabled: hasFolder }),
    log: line("Show Log"),
    config: line("Edit Configuration"),
    login: line("Start at Login", { checked: at.startsAtLogin }),
    quit: line("Quit Git Sync Bar"),
  };
  return {
    icon: ICON_OF[condition(state, at.now)],
    tooltip: `Git Sync Bar: ${shorten(title)}`,
    lines,
    lists: {
      conflicts: {
        title: `Conflicts (${state.conflicts.length})`,
        entries: state.conflicts.map(({ copy }) => shorten(copy)),
      },
      "not synced": {
        title: `Not Synced (${state.notSynced.length})`,
        entries: state.notSynced.map(({ path, reason }) =>
          shorten(`${baseName(path)}: ${NOT_SYNCED[reason]}`)
        ),
      },
      recent: {
        title: "Recent Changes",
        entries: state.recent.map((change) => shorten(recentTitle(change, at.clock))),
      },
    },
  };
}

/** What a click on the status line does in this state. */
export function statusClick({ configured, mistakes, trouble }: AppState): StatusClick {
  if (!configured || mistakes.length > 0) return "config";
  if (trouble === undefined) return undefined;
  if (trouble.kind === "blocked") {
    switch (trouble.blocked.reason) {
      case "mass deletion":
        return "confirm deletion";
      case "folder missing":
      case "not a repository":
      case "old git":
        return "config";
      default:
        return "folder";
    }
  }
  return trouble.failure.path === undefined ? undefined : "folder";
}

/** `notes · main → origin` */
function repositoryTitle({ place }: AppState, { folder }: Surroundings): string {
  const name = folder === undefined ? "" : baseName(folder);
  return place === undefined ? name : `${name} · ${place.branch} → ${place.remote}`;
}

/** `↑ notes.md · 14:02`, `↓ todo.md from laptop · 13:50` */
function recentTitle({ path, direction, host, time }: RecentChange, clock: Clock): string {
  const name = shorten(baseName(path), 30);
  return direction === "sent"
    ? `↑ ${name} · ${clock(time)}`
    : `↓ ${name}${host === undefined ? "" : ` from ${shorten(host, 15)}`} · ${clock(time)}`;
}

/** One line without anything that could disturb the menu, shortened in the middle. */
export function shorten(text: string, longest: number = LONGEST_TITLE): string {
  const clean = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, " ").trim();
  const characters = [...clean];
  if (characters.length <= longest) return clean;
  const tail = Math.floor((longest - 1) / 2);
  const head = longest - 1 - tail;
  return `${characters.slice(0, head).join("")}…${characters.slice(-tail).join("")}`;
}
