// The state -> what the menu bar shows. The words of the state itself come from `app/view.ts`. Pure.

import type { IconName, Line, LineId, TrayView } from "../tray/menu.ts";
import { baseName } from "../git/path.ts";
import { advice } from "./advice.ts";
import { shorten } from "../quote.ts";
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
const LONGEST = 60;

/** Everything that the menu bar shows. */
export function trayView(state: AppState, at: Surroundings): TrayView {
  const title = shorten(statusLine(state, at), LONGEST);
  const hint = advice(state, at.system);
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
    status: line(title, { enabled: statusClick(state) !== undefined }),
    advice: line(shorten(hint ?? "", LONGEST), { enabled: false, hidden: hint === undefined }),
    repository: line(shorten(repositoryTitle(state, at), LONGEST), {
      enabled: false,
      hidden: !hasFolder,
    }),
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
    tooltip: `Git Sync Bar: ${title}`,
    lines,
    lists: {
      conflicts: {
        title: `Conflicts (${state.conflicts.length})`,
        entries: state.conflicts.map(({ copy }) => shorten(copy, LONGEST)),
      },
      "not synced": {
        title: `Not Synced (${state.notSynced.length})`,
        entries: state.notSynced.map(({ path, reason }) =>
          `${shorten(baseName(path), LONGEST - 20)}: ${NOT_SYNCED[reason]}`
        ),
      },
      recent: {
        title: "Recent Changes",
        entries: state.recent.map((change) => recentTitle(change, at.clock)),
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
      case "no git":
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
