// The menu, made from the state. Its first line comes from `view/status_line.ts`. Pure.

import type { IconName, Line, LineId, TrayView } from "../adapters/tray/menu.ts";
import { baseName } from "../engine/mod.ts";
import { shorten, shortenQuoted } from "../system/text.ts";
import { advice } from "./advice.ts";
import { clickAction } from "./clicks.ts";
import { named, recentLine } from "./edits.ts";
import { choiceTitle, deletionChoices, deletionListTitle } from "./mass_deletion.ts";
import { notSyncedReason } from "./not_synced.ts";
import { deletionSentence, whoseVersion } from "./report_lines.ts";
import type { AppState } from "../core/state.ts";
import { type Condition, condition, type FormatTime, statusLine } from "./status_line.ts";

/** The values on which the menu depends besides the state. */
export interface MenuContext {
  readonly now: number;
  readonly clock: FormatTime;
  /** As in `Deno.build.os`. */
  readonly system: string;
  /** The synced folder. */
  readonly folder: string | undefined;
  readonly startsAtLogin: boolean;
  /** Whether the user has just clicked to delete the files of a mass deletion on all machines. */
  readonly isDeletionAsked?: boolean;
  /** Why the last click did not work, or what it has to say, in one line. */
  readonly said?: string | undefined;
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

/** Returns the icon for a state. */
export function iconOf(state: AppState, now: number): IconName {
  return ICON_OF[condition(state, now)];
}

/** The longest title, in characters. Names are shortened in the middle. */
export const LONGEST = 60;

/** The longest advice, in characters. */
const LONGEST_ADVICE = 80;

/** Returns everything that the menu bar shows. */
export function trayView(state: AppState, at: MenuContext): TrayView {
  const title = shorten(statusLine(state, at), LONGEST);
  const hint = at.said ?? advice(state, at.system);
  // In a mistake the quoted value is shortened, as what to do about it comes after it.
  const fit = state.config.mistakes.length > 0 || hint?.includes('"') ? shortenQuoted : shorten;
  const isMac = at.system === "darwin";
  const line = (id: LineId, title: string, more: Partial<Line> = {}): Line => ({
    title,
    enabled: clickAction({ kind: "line", line: id }, { state, folder: at.folder }) !== undefined,
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
    window: line("window", "Open Git Sync Bar…"),
    history: line("history", "History…"),
    sync: line("sync", "Sync Now"),
    pause: line("pause", state.paused ? "Resume Syncing" : "Pause Syncing"),
    folder: line("folder", isMac ? "Show in Finder" : "Open Folder"),
    terminal: line("terminal", "Open Terminal"),
    log: line("log", "Show Log"),
    config: line("config", "Edit Configuration"),
    invite: line("invite", "Add Another Machine…"),
    login: line("login", "Start at Login", { checked: at.startsAtLogin }),
    quit: line("quit", "Quit Git Sync Bar"),
  };
  return {
    icon: iconOf(state, at.now),
    tooltip: `Git Sync Bar: ${title}`,
    lines,
    folders: [],
    lists: {
      "deleted files": {
        title: deletionListTitle(state),
        entries: deletionChoices(state).map((choice) =>
          choiceTitle(choice, { state, isAsked: at.isDeletionAsked ?? false })
        ),
      },
      conflicts: {
        title: `Conflicts (${state.folder.conflicts.length})`,
        entries: state.folder.conflicts.map(({ path, host, time, isOwn }) =>
          `${named(path)}: ${whoseVersion({ host: named(host), isOwn })} · ${at.clock(time)}`
        ),
      },
      "not synced": {
        title: `Not Synced (${state.folder.notSynced.length})`,
        entries: state.folder.notSynced.map((entry) => {
          const by = entry.by === undefined ? {} : { by: named(entry.by) };
          return `${named(entry.path)}: ${notSyncedReason({ ...entry, ...by }, "click")}`;
        }),
      },
      recent: {
        title: "Recent Changes",
        entries: state.folder.recent.map((save) => recentLine(save, at.clock)),
      },
    },
  };
}

/** Returns `laptop deleted 13 of 24 files · Restore them`. */
function deletionTitle({ folder: { deletion } }: AppState): string {
  if (deletion === undefined) return "";
  return `${deletionSentence(deletion)} · ${deletion.deleted > 0 ? "Restore them" : "Dismiss"}`;
}

/** Returns `notes · main → origin`. */
function repositoryTitle({ folder: { place } }: AppState, { folder }: MenuContext): string {
  const name = folder === undefined ? "" : baseName(folder);
  return place === undefined ? name : `${name} · ${place.branch} → ${place.remote}`;
}
