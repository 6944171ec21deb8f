// The state -> what the menu bar shows. The words of the state itself come from `view/status_line.ts`. Pure.

import type { IconName, Line, LineId, TrayView } from "../adapters/tray/menu.ts";
import { baseName } from "../engine/mod.ts";
import { isolated, shorten, shortenQuoted } from "../system/text.ts";
import { advice } from "./advice.ts";
import { meaningOf } from "./clicks.ts";
import { notSyncedReason } from "./not_synced.ts";
import { deletionSentence } from "./report_lines.ts";
import type { AppState, RecentChange } from "../core/state.ts";
import { type Clock, type Condition, condition, statusLine } from "./status_line.ts";

/** What the view needs beside the state. */
export interface Surroundings {
  readonly now: number;
  readonly clock: Clock;
  /** As `Deno.build.os` names it. */
  readonly system: string;
  /** The folder that is synced. */
  readonly folder: string | undefined;
  readonly startsAtLogin: boolean;
  /** What the last click could not do, in one line. */
  readonly failed?: string | undefined;
}

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

/** What to do may take a little more. */
const LONGEST_ADVICE = 80;

/** Everything that the menu bar shows. */
export function trayView(state: AppState, at: Surroundings): TrayView {
  const title = shorten(statusLine(state, at), LONGEST);
  const hint = at.failed ?? advice(state, at.system);
  // Of a mistake the quoted value gives way, as what to do about it stands behind.
  const fit = state.config.mistakes.length > 0 || hint?.includes('"') ? shortenQuoted : shorten;
  const isMac = at.system === "darwin";
  const line = (id: LineId, title: string, more: Partial<Line> = {}): Line => ({
    title,
    enabled: meaningOf({ kind: "line", line: id }, { state, folder: at.folder }) !== undefined,
    hidden: false,
    checked: false,
    ...more,
  });
  const lines: Record<LineId, Line> = {
    status: line("status", title),
    advice: line("advice", fit(hint ?? "", LONGEST_ADVICE), { hidden: hint === undefined }),
    deletion: line("deletion", fit(deletionTitle(state), LONGEST_ADVICE), {
      hidden: state.folder.deletion === undefined,
    }),
    repository: line("repository", shorten(repositoryTitle(state, at), LONGEST), {
      hidden: at.folder === undefined,
    }),
    sync: line("sync", "Sync Now"),
    pause: line("pause", state.paused ? "Resume Syncing" : "Pause Syncing"),
    folder: line("folder", isMac ? "Show in Finder" : "Open Folder"),
    terminal: line("terminal", "Open Terminal"),
    log: line("log", "Show Log"),
    config: line("config", "Edit Configuration"),
    login: line("login", "Start at Login", { checked: at.startsAtLogin }),
    quit: line("quit", "Quit Git Sync Bar"),
  };
  return {
    icon: ICON_OF[condition(state, at.now)],
    tooltip: `Git Sync Bar: ${title}`,
    lines,
    lists: {
      conflicts: {
        title: `Conflicts (${state.folder.conflicts.length})`,
        entries: state.folder.conflicts.map(({ path, host, time }) =>
          `${named(path)} from ${named(host)} · ${at.clock(time)}`
        ),
      },
      "not synced": {
        title: `Not Synced (${state.folder.notSynced.length})`,
        entries: state.folder.notSynced.map((entry) => {
          const by = entry.by === undefined ? {} : { by: named(entry.by) };
          return `${named(entry.path)}: ${notSyncedReason({ ...entry, ...by })}`;
        }),
      },
      recent: {
        title: "Recent Changes",
        entries: state.folder.recent.map((change) => recentTitle(change, at.clock)),
      },
    },
  };
}

/** `laptop deleted 13 of 24 files · Restore them` */
function deletionTitle({ folder: { deletion } }: AppState): string {
  if (deletion === undefined) return "";
  return `${deletionSentence(deletion)} · ${deletion.deleted > 0 ? "Restore them" : "Dismiss"}`;
}

/** `notes · main → origin` */
function repositoryTitle({ folder: { place } }: AppState, { folder }: Surroundings): string {
  const name = folder === undefined ? "" : baseName(folder);
  return place === undefined ? name : `${name} · ${place.branch} → ${place.remote}`;
}

/** `↑ notes.md · 14:02`, `↑ old.md deleted · 14:02`, `↓ todo.md from laptop · 13:50` */
function recentTitle(
  { path, direction, deleted, host, time }: RecentChange,
  clock: Clock,
): string {
  const who = host === undefined ? "" : ` ${deleted ? "by" : "from"} ${named(host)}`;
  const what = `${named(path)}${deleted ? " deleted" : ""}${who}`;
  return `${direction === "sent" ? "↑" : "↓"} ${what} · ${clock(time)}`;
}

/** A file or a machine, short enough to stand beside other words. */
function named(path: string): string {
  return isolated(shorten(baseName(path), LONGEST / 2));
}
