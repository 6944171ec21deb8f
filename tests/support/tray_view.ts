// A view for tests of the menu: a usual one, and what is different in it.

import type {
  FolderMenu,
  IconName,
  Line,
  LineId,
  ListId,
  TrayView,
} from "../../src/adapters/tray/menu.ts";

/** What is different from the usual view; a line's title stands for a line. */
export interface Different {
  readonly icon?: IconName;
  readonly lines?: Readonly<Partial<Record<LineId, string | Partial<Line>>>>;
  readonly lists?: Readonly<Partial<Record<ListId, readonly string[]>>>;
  readonly folders?: readonly FolderMenu[];
}

const TITLES: Readonly<Record<LineId, string>> = {
  status: "Up to date · 14:02",
  advice: "",
  deletion: "",
  repository: "notes · main → origin",
  window: "Open Git Sync Bar…",
  history: "History…",
  sync: "Sync Now",
  pause: "Pause Syncing",
  folder: "Open Folder",
  terminal: "Open Terminal",
  log: "Show Log",
  config: "Edit Configuration",
  invite: "Add Another Machine…",
  login: "Start at Login",
  quit: "Quit Git Sync Bar",
};

/** Makes a view. */
export function trayView(
  { icon = "up to date", lines = {}, lists = {}, folders = [] }: Different = {},
): TrayView {
  const line = (id: LineId): Line => {
    const different = lines[id] ?? {};
    return {
      title: TITLES[id],
      enabled: !["status", "advice", "deletion", "repository"].includes(id),
      hidden: id === "advice" || id === "deletion",
      checked: false,
      ...(typeof different === "string" ? { title: different } : different),
    };
  };
  const list = (id: ListId, title: string) => {
    const entries = lists[id] ?? [];
    return { title: id === "recent" ? title : `${title} (${entries.length})`, entries };
  };
  return {
    icon,
    tooltip: "Git Sync Bar",
    folders,
    lines: {
      status: line("status"),
      advice: line("advice"),
      deletion: line("deletion"),
      repository: line("repository"),
      window: line("window"),
      history: line("history"),
      sync: line("sync"),
      pause: line("pause"),
      folder: line("folder"),
      terminal: line("terminal"),
      log: line("log"),
      config: line("config"),
      invite: line("invite"),
      login: line("login"),
      quit: line("quit"),
    },
    lists: {
      "deleted files": list("deleted files", "Deleted Files"),
      conflicts: list("conflicts", "Conflicts"),
      "not synced": list("not synced", "Not Synced"),
      recent: list("recent", "Recent Changes"),
    },
  };
}

/** Makes the submenu of one of several folders. */
export function folderMenu(name: string, different: Different = {}): FolderMenu {
  const { lines, lists } = trayView(different);
  return { name, title: `${name} · ${lines.status.title}`, lines, lists };
}

/** What a user reads of the usual view below its submenus; `—` is a separator. */
export const USUAL_LINES: readonly string[] = [
  "—",
  "Open Git Sync Bar…",
  "Sync Now",
  "Pause Syncing",
  "—",
  "History…",
  "Open Folder",
  "Open Terminal",
  "Show Log",
  "Edit Configuration",
  "Add Another Machine…",
  "Start at Login",
  "—",
  "Quit Git Sync Bar",
];

/** A view in which much is different. */
export const CHANGED: TrayView = trayView({
  icon: "needs you",
  lines: {
    status: { title: "Confirm: 214 of 300 files deleted", enabled: true },
    pause: "Resume Syncing",
    sync: { enabled: false },
    login: { checked: true },
    terminal: { hidden: true },
  },
  lists: {
    "deleted files": ["Show which", "Restore them here"],
    conflicts: ["a_b.md", "<SEPARATOR>"],
    "not synced": ["film.mp4 · 344 MB"],
  },
});

/** What a user reads of it, `-` before what cannot be clicked; `login` with the mark of this system. */
export function changedLines(login: string): string[] {
  return [
    "Confirm: 214 of 300 files deleted",
    "Deleted Files (2)",
    "  Show which",
    "  Restore them here",
    "-notes · main → origin",
    "Conflicts (2)",
    "  a_b.md",
    "  <SEPARATOR> ",
    "Not Synced (1)",
    "  film.mp4 · 344 MB",
    "—",
    "Open Git Sync Bar…",
    "-Sync Now",
    "Resume Syncing",
    "—",
    "History…",
    "Open Folder",
    "Show Log",
    "Edit Configuration",
    "Add Another Machine…",
    login,
    "—",
    "Quit Git Sync Bar",
  ];
}
